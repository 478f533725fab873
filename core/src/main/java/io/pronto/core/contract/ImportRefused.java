package io.pronto.core.contract;

/** An archive that cannot be imported; the message says why and what to do, in one line. */
public final class ImportRefused extends Exception {
  private static final long serialVersionUID = 1L;

  ImportRefused(String message) {
    super(message);
  }

  ImportRefused(String message, Throwable cause) {
    super(message, cause);
  }
}
