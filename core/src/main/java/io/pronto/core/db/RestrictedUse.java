package io.pronto.core.db;

import java.util.Locale;

/**
 * What data are used for that somebody has had restricted (GDPR art. 18(2)). Whoever does not say
 * so gets none: neither the key of a recording, nor a transcript, nor a contact. Whoever does says
 * it around the work, and every transaction of the same thread knows it, as of {@link Actor}.
 */
public enum RestrictedUse {
  /**
   * They are kept: looked after, moved, handed back to whoever they belong to, deleted on their
   * day.
   */
  STORAGE,
  /** Whom they are about is answered, or somebody else whose data they are, too (art. 15). */
  SUBJECT,
  /** Whom they are about has agreed. */
  CONSENT,
  /** A legal claim is made, pursued or defended. */
  LEGAL_CLAIMS,
  /** The rights of another person are protected. */
  RIGHTS_OF_OTHERS;

  private static final ScopedValue<RestrictedUse> CURRENT = ScopedValue.newInstance();

  /** As SQL and JSON have it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads {@link #text}; throws {@link IllegalArgumentException} for anything else. */
  public static RestrictedUse of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }

  /** Does {@code work}, for which what is restricted is used. */
  public <T, X extends Throwable> T during(ScopedValue.CallableOp<T, X> work) throws X {
    return ScopedValue.where(CURRENT, this).call(work);
  }

  /** Whether this thread has said for what it may use what is restricted. */
  public static boolean isSaid() {
    return CURRENT.isBound();
  }

  /** As the schema has it: empty for none. */
  static String current() {
    return CURRENT.isBound() ? CURRENT.get().text() : "";
  }
}
