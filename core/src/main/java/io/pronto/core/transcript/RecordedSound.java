package io.pronto.core.transcript;

import io.pronto.core.organisation.OrganisationId;
import java.io.IOException;
import java.io.InputStream;

/** Where the sound of recordings is had from. */
@FunctionalInterface
public interface RecordedSound {
  /**
   * Opens one party's side of a recording from its beginning.
   *
   * @return linear samples, 16 bits, little-endian, 8 kHz; the caller closes it
   * @throws IOException if there is none, or it cannot be read
   */
  InputStream open(OrganisationId organisation, String recordingId, Party party) throws IOException;
}
