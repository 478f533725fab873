package io.pronto.core.prompt;

import io.pronto.core.sound.Sound;

/** Speaks texts: the door to a speech engine, of which there may be others than the local one. */
public interface SpeechSynthesis {
  /** The most characters of a text. */
  int LONGEST_TEXT = 2_000;

  /**
   * Speaks {@code text}; blocks until that is done.
   *
   * @param text of {@link #LONGEST_TEXT} characters at most
   * @param language ISO 639-1: fr, en or it
   * @throws Failed when nothing can be made of it
   */
  Sound speak(String text, String language) throws Failed;

  /** A text was not spoken. */
  final class Failed extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean later;

    /**
     * Says why, for people.
     *
     * @param later whether it may well be spoken in a moment
     */
    public Failed(String message, boolean later) {
      super(message, null, false, false);
      this.later = later;
    }

    /** Whether to ask again in a moment. */
    public boolean later() {
      return later;
    }
  }
}
