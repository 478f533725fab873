package io.pronto.core.retention;

/** No change waits, or whoever would confirm it is the one who wants it. */
public final class NothingToConfirm extends RuntimeException {
  private final boolean ownChange;

  NothingToConfirm(boolean ownChange) {
    super(ownChange ? "It takes a second person" : "No change waits");
    this.ownChange = ownChange;
  }

  /** Whether one waits that is one's own. */
  public boolean isOwnChange() {
    return ownChange;
  }
}
