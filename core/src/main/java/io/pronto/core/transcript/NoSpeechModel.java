package io.pronto.core.transcript;

/** No model of the language is installed; the message tells a person how to install one. */
public final class NoSpeechModel extends Exception {
  private static final long serialVersionUID = 1L;

  /** Carries what a person is told. */
  public NoSpeechModel(String message) {
    super(message);
  }
}
