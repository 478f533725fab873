package io.pronto.sip.flow;

import io.pronto.core.call.HangupCause;
import io.pronto.media.Prompt;

/** What a caller hears who has been answered already and cannot be connected (ITU-T E.180). */
final class FailureTone {
  private FailureTone() {}

  /**
   * The tone that says why, as callers in {@code country} know it: busy where somebody is there, or
   * will be; three rising tones where the number is wrong; congestion where there is no way.
   */
  static Prompt of(HangupCause cause, String country) {
    return switch (cause) {
      case BUSY,
          DECLINED,
          BLOCKED,
          NO_ANSWER,
          NORMAL,
          CANCELLED,
          CLOSED,
          NOT_REGISTERED,
          ANONYMOUS_REFUSED,
          ENDED_BY_CONTROL,
          CONFERENCE_FULL,
          CONFERENCE_LOCKED,
          CONFERENCE_ENDED,
          WRONG_PIN ->
          Prompt.busy(country);
      case UNALLOCATED_NUMBER, UNASSIGNED_NUMBER, INVALID_NUMBER ->
          Prompt.specialInformation(country);
      case NO_ROUTE,
          NOT_ALLOWED,
          NO_RIGHT_TO_NUMBER,
          BALANCE_EXHAUSTED,
          NO_PRICE,
          DESTINATION_NOT_ALLOWED,
          BREAKER_TRIPPED,
          INCOMPATIBLE_MEDIA,
          LOOP,
          CONGESTION,
          UNREACHABLE,
          NETWORK_FAILURE,
          MEDIA_TIMEOUT,
          MEDIA_NOT_SECURED,
          SESSION_EXPIRED,
          NO_ACKNOWLEDGEMENT,
          SHUTDOWN,
          CONFERENCE_ELSEWHERE,
          SERVER_FAILURE ->
          Prompt.congestion(country);
    };
  }
}
