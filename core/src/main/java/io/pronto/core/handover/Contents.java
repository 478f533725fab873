package io.pronto.core.handover;

import java.io.IOException;

/** Writes what an archive of one kind holds. */
@FunctionalInterface
public interface Contents {
  /**
   * Writes all of it, bit by bit: no archive has to fit into memory.
   *
   * @throws IOException when whoever fetches it has gone
   */
  void write(Handover handover, SealedZip into) throws IOException;
}
