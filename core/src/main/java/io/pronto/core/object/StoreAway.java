package io.pronto.core.object;

import java.io.IOException;

/** An object store cannot be reached at all: nothing that is asked of it now will be done. */
public final class StoreAway extends IOException {
  private static final long serialVersionUID = 1;

  StoreAway(String message, IOException cause) {
    super(message, cause);
  }
}
