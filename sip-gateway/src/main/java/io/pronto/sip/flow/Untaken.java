package io.pronto.sip.flow;

import io.pronto.core.call.HangupCause;
import io.pronto.core.routing.Diversion;
import java.util.Optional;

/** What it means when a call is not taken. */
final class Untaken {
  private static final int BUSY_HERE = 486;

  private Untaken() {}

  /**
   * Why a user has not taken a call, where that is a reason to try elsewhere. Whoever refuses a
   * call wants it nowhere else either.
   */
  static Optional<Diversion.Reason> reason(End end) {
    return switch (end.cause()) {
      case BUSY -> Optional.of(Diversion.Reason.USER_BUSY);
      case NO_ANSWER -> Optional.of(Diversion.Reason.NO_ANSWER);
      case NOT_REGISTERED, UNREACHABLE, NETWORK_FAILURE ->
          Optional.of(Diversion.Reason.UNAVAILABLE);
      default -> Optional.empty();
    };
  }

  /** The cause that the caller is told: whoever is blocked does not hear so. */
  static HangupCause told(End end) {
    if (end.cause() != HangupCause.BLOCKED) {
      return end.cause();
    }
    return end.sipStatus() == BUSY_HERE ? HangupCause.BUSY : HangupCause.DECLINED;
  }
}
