package io.pronto.core.hold;

import java.util.Locale;

/** A step of a hold that cannot be taken, or not by whoever wants to. */
public final class HoldRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Reason {
    /** Whoever asked for it confirms it: it takes two. */
    SECOND_PERSON_NEEDED,
    /** It is in force already. */
    IN_FORCE,
    /** It is not in force yet. */
    NOT_IN_FORCE,
    /** Somebody has asked for it to be lifted already. */
    LIFTING_ASKED,
    /** Nobody has asked for it to be lifted. */
    LIFTING_NOT_ASKED,
    /** It is lifted. */
    LIFTED;

    /** As problems have it. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Reason reason;

  HoldRefused(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
