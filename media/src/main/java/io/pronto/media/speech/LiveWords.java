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

  /** A party seems to say {@code text}: what is told next of the same party stands in its place. */
  void guessed(Side side, String text);

  /**
   * A party has said {@code words}, whose times count from the recording's start; none where what
   * was guessed was nothing after all.
   */
  void said(Side side, List<Word> words);

  /** Nothing more will be told. */
  void ended(Ending ending);
}
