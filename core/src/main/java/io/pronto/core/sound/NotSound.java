package io.pronto.core.sound;

/** What was sent in is no sound that is taken. */
public final class NotSound extends Exception {
  private static final long serialVersionUID = 1L;

  private final String code;

  NotSound(String code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  /** What programs decide by, such as {@code not_audio}. The message is for people. */
  public String code() {
    return code;
  }
}
