package io.pronto.core.object;

import java.io.IOException;

/** An object store has answered that it will not: the key is wrong, the bucket is not there. */
public final class StoreRefuses extends IOException {
  private static final long serialVersionUID = 1;

  private final int status;

  StoreRefuses(int status, String message) {
    super(message);
    this.status = status;
  }

  /** Whether it will go on to refuse until somebody changes a setting. */
  public boolean isForGood() {
    return status / 100 == 4 && status != 408 && status != 429;
  }
}
