package io.pronto.media.speech.model;

/** No model of the language is installed; the message says how to install one. */
public final class NoModel extends Exception {
  private static final long serialVersionUID = 1L;

  private final String language;

  NoModel(String language) {
    super(
        "No speech model for %s is installed: run ./pronto model install %s"
            .formatted(Languages.named(language), language));
    this.language = language;
  }

  /** The language asked for, ISO 639-1. */
  public String language() {
    return language;
  }
}
