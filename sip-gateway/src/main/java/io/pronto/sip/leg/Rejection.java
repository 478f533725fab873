package io.pronto.sip.leg;

import io.pronto.core.call.HangupCause;
import java.util.Set;

/**
 * Why a device or trunk did not take a call.
 *
 * @param status its final response, 300 to 699; 408 when it did not answer at all, 503 when the
 *     network did not let us through
 * @param q850 the cause of its Reason header (RFC 3326), 0 without one
 * @param retryAfter for how many seconds it wants to be left alone, 0 when it does not say
 */
public record Rejection(int status, int q850, int retryAfter) {
  private static final Set<Integer> NO_WAY = Set.of(2, 3);
  private static final Set<Integer> NO_CIRCUIT = Set.of(34, 38, 41, 42, 47);

  /** A rejection whose response gives no Q.850 cause. */
  public Rejection(int status) {
    this(status, 0);
  }

  /** A rejection that does not say when to come again. */
  public Rejection(int status, int q850) {
    this(status, q850, 0);
  }

  /** What that means (RFC 3398, section 8.2.6.1, where the response does not say). */
  public HangupCause cause() {
    return switch (status) {
      case 486, 600 -> HangupCause.BUSY;
      case 603, 403, 607, 608 -> HangupCause.DECLINED;
      case 404 -> NO_WAY.contains(q850) ? HangupCause.NO_ROUTE : HangupCause.UNALLOCATED_NUMBER;
      case 410, 604 -> HangupCause.UNALLOCATED_NUMBER;
      case 484, 485 -> HangupCause.INVALID_NUMBER;
      case 480 -> unavailable();
      case 408 -> HangupCause.UNREACHABLE;
      case 482, 483 -> HangupCause.LOOP;
      case 415, 488, 606 -> HangupCause.INCOMPATIBLE_MEDIA;
      case 487 -> HangupCause.CANCELLED;
      default -> status < 400 ? HangupCause.NO_ANSWER : HangupCause.NETWORK_FAILURE;
    };
  }

  /** Gateways say so as well when they have no circuit left. */
  private HangupCause unavailable() {
    if (NO_CIRCUIT.contains(q850)) {
      return HangupCause.NETWORK_FAILURE;
    }
    return q850 == 20 ? HangupCause.NOT_REGISTERED : HangupCause.NO_ANSWER;
  }

  /**
   * The status that the caller is told. What concerns only our own hop (credentials, syntax, the
   * body's type) is a fault of ours, 500 or 502; a redirection that is not followed leaves the
   * party unavailable; 503 would have the caller take the whole server for overloaded (RFC 3261,
   * section 16.7, item 6).
   */
  public int statusForCaller() {
    return switch (status) {
      case 403, 404, 408, 410, 480, 484, 485, 486, 487, 488, 600, 603, 604, 606, 607, 608 -> status;
      case 482, 483 -> 483;
      case 415 -> 488;
      case 503 -> 500;
      case 500, 504 -> status;
      default -> status < 400 ? 480 : 502;
    };
  }

  /**
   * Which of several rejections the caller is told (RFC 3261, section 16.7, item 6): the lower, the
   * better. A party's own word comes before what only says that it could not be asked.
   */
  int rank() {
    return switch (status) {
      case 600, 603, 604, 606, 607, 608 -> 0;
      case 486 -> 1;
      case 480, 403, 404, 410, 484, 485, 488 -> 2;
      case 408, 487 -> 4;
      default -> status < 400 || status >= 500 ? 5 : 3;
    };
  }

  /** The better of two for the caller. */
  public Rejection orBetter(Rejection other) {
    return other.rank() < rank() ? other : this;
  }
}
