package io.pronto.core.authority;

import java.util.Locale;

/** A step that a request cannot take as it stands. */
public final class RequestRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Reason {
    /** Whoever has filed it does not approve it. */
    SAME_PERSON,
    /** Somebody has decided already. */
    DECIDED,
    /** Nobody has approved it. */
    NOT_APPROVED;

    /** As problems have it. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Reason reason;

  RequestRefused(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
