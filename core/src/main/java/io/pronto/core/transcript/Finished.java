package io.pronto.core.transcript;

import io.pronto.core.db.Tx;
import java.util.List;
import java.util.Map;

/**
 * Decides what is kept of the words of a transcript, and hears of each that came to an end:
 * available, without a model, or failed.
 */
@FunctionalInterface
public interface Finished {
  /**
   * Called in the transaction that writes {@code transcript}; what it writes stands or falls too.
   */
  void finished(Tx tx, Transcript transcript);

  /**
   * Says what is kept of {@code words}, the rest of which is never written anywhere. Called before
   * {@link #finished} in the same transaction.
   */
  default Map<Party, List<SpokenWord>> kept(
      Tx tx, Transcript job, Map<Party, List<SpokenWord>> words) {
    return words;
  }
}
