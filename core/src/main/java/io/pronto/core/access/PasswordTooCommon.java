package io.pronto.core.access;

/** A password that whoever guesses would try early. */
public final class PasswordTooCommon extends RuntimeException {
  /** Says why. */
  PasswordTooCommon(String why) {
    super(why, null, false, false);
  }
}
