package io.pronto.core.prompt;

/** An organisation has as many prompts as it may have. */
public final class PromptsFull extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PromptsFull() {
    super("At most " + PromptStore.MOST, null, false, false);
  }
}
