package io.pronto.core.prompt;

import java.util.List;

/** A prompt is heard somewhere, and cannot be deleted. */
public final class PromptInUse extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> uses;

  PromptInUse(List<String> uses) {
    super("The prompt is in use", null, false, false);
    this.uses = List.copyOf(uses);
  }

  /** Where: an announcement's name, {@code hold_music}, or that of a number, {@code +33…}. */
  public List<String> uses() {
    return uses;
  }
}
