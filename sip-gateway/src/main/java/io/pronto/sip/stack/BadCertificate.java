package io.pronto.sip.stack;

import java.io.IOException;

/** What is to be shown to TLS clients cannot be: one line that names the key and what to do. */
public final class BadCertificate extends IOException {
  private static final long serialVersionUID = 1L;

  BadCertificate(String message) {
    super(message);
  }

  BadCertificate(String message, Throwable cause) {
    super(message, cause);
  }
}
