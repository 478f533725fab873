package io.pronto.media.speech.model;

import java.io.IOException;

/**
 * A model could not be installed; what was installed before is untouched. The message says what
 * happened and what to do next.
 */
public final class InstallFailed extends IOException {
  private static final long serialVersionUID = 1L;

  InstallFailed(String message) {
    super(message);
  }

  InstallFailed(String message, IOException cause) {
    super(message, cause);
  }
}
