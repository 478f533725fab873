package io.pronto.core.mail;

import java.time.Instant;

/** What there is to write. A path is that of the screen, relative to its address. */
public sealed interface Letter {
  /** There is an account: a password is to be chosen. */
  record Invitation(String organisation, String path) implements Letter {}

  /** Somebody asked for a new password. */
  record PasswordReset(String path) implements Letter {}

  /** The password is another one from now on. */
  record PasswordChanged(Instant at) implements Letter {}

  /**
   * A fraud breaker has tripped.
   *
   * @param rule its name
   * @param limit what was the most: euros, or a number
   * @param user who made the call that was one too many; empty for nobody in particular
   * @param number the number that it was to
   */
  record FraudAlarm(
      String organisation,
      String rule,
      String limit,
      String user,
      String number,
      Instant at,
      String path)
      implements Letter {}

  /** How the queue and the log call it. */
  default String kind() {
    return switch (this) {
      case Invitation _ -> "invitation";
      case PasswordReset _ -> "password_reset";
      case PasswordChanged _ -> "password_changed";
      case FraudAlarm _ -> "fraud_alarm";
    };
  }
}
