package io.pronto.media.speech;

import io.pronto.media.Side;
import java.util.List;

/** Is told what is said in a call while it goes on. Its methods must not block for long. */
public interface LiveWords {
  /** How writing down a call while it goes on has ended. */
  enum Ending {
    /** The recording is over. */
    COMPLETED,
    /** The decoder did not keep up, and hears no more. */
    LAGGED,
    /** The decoder has died too often. */
    DIED
  }

  /**
   * A party says {@code words}, whose times count from the recording's start.
   *
   * @param certain false while they may still change: the next of the same party stand in their
   *     place. Certain ones may be none, where nothing was said after all
   */
  void said(Side side, boolean certain, List<Word> words);

  /** Nothing more will be told. */
  void ended(Ending ending);
}
