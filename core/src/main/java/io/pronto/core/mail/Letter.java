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

  /** How the queue and the log call it. */
  default String kind() {
    return switch (this) {
      case Invitation _ -> "invitation";
      case PasswordReset _ -> "password_reset";
      case PasswordChanged _ -> "password_changed";
    };
  }
}
