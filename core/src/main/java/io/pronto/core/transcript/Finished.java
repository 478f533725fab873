package io.pronto.core.transcript;

import io.pronto.core.db.Tx;

/** Hears of each transcript that came to an end: available, without a model, or failed. */
@FunctionalInterface
public interface Finished {
  /**
   * Called in the transaction that writes {@code transcript}; what it writes stands or falls too.
   */
  void finished(Tx tx, Transcript transcript);
}
