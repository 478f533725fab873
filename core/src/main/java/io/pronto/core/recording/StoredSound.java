package io.pronto.core.recording;

import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.transcript.Party;
import io.pronto.core.transcript.RecordedSound;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;

/** The sound of recordings that are kept, each party apart, for whoever writes it down. */
public final class StoredSound implements RecordedSound {
  private final RecordingStore store;

  /** What {@code store} knows of. */
  public StoredSound(RecordingStore store) {
    this.store = store;
  }

  @Override
  public InputStream open(OrganisationId organisation, String recordingId, Party party)
      throws IOException {
    var recording =
        store
            .find(organisation, recordingId)
            .orElseThrow(() -> new NoSuchFileException(recordingId, null, "it was deleted"));
    var audio = store.audio(recording);
    return switch (party) {
      case CALLER -> audio.left();
      case CALLED -> audio.right();
    };
  }
}
