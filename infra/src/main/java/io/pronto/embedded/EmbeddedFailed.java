package io.pronto.embedded;

/** An embedded server cannot be had; the message is one line for the operator. */
public final class EmbeddedFailed extends Exception {
  private static final long serialVersionUID = 1L;

  EmbeddedFailed(String message) {
    super(message);
  }

  EmbeddedFailed(String message, Throwable cause) {
    super(message, cause);
  }
}
