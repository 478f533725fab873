package io.pronto.core.prompt;

/** Nobody has said that a prompt tells how to refuse a recording, as the law has it told. */
public final class Unconfirmed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Unconfirmed() {
    super("The notice must say that key 9 refuses", null, false, false);
  }
}
