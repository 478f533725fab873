package io.pronto.core.prompt;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What the product says by itself, which an organisation may say in its own words. */
public enum Announcement {
  /** That the call is recorded. */
  RECORDING_NOTICE,
  /** The same, and that key 9 refuses. */
  REFUSABLE_NOTICE,
  /** That the call is not recorded, to whoever has refused. */
  NOT_RECORDED,
  /** Why a call is not taken whose caller hides the number. */
  ANONYMOUS_HIDDEN,
  /** The same where a network has taken the number away. */
  ANONYMOUS_MASKED,
  /** The same where something else is in its place. */
  ANONYMOUS_MALFORMED,
  /** The same where there is nothing. */
  ANONYMOUS_MISSING,
  /** Asks for the code that lets a caller through who shows no number. */
  ASK_FOR_CODE,
  /** Says that the code was wrong, and asks for it again. */
  WRONG_CODE;

  /** As JSON has it. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The one whose {@link #code} that is. */
  public static Optional<Announcement> named(String code) {
    return Arrays.stream(values()).filter(one -> one.code().equals(code)).findFirst();
  }
}
