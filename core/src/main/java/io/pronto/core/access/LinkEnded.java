package io.pronto.core.access;

import io.vertx.sqlclient.Row;

/**
 * A link that works for nobody any more, since whoever asked for it may not have what it leads to.
 */
public final class LinkEnded extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says what to do. */
  public LinkEnded() {
    super(
        "Whoever asked for this link may not have what it leads to any more: ask somebody who may"
            + " for another",
        null,
        false,
        false);
  }

  /**
   * Returns {@code found}, a link with {@code usable}.
   *
   * @throws LinkEnded where it is not
   */
  public static Row requireUsable(Row found) {
    if (!found.getBoolean("usable")) {
      throw new LinkEnded();
    }
    return found;
  }
}
