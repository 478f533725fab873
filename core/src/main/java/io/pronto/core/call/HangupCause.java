package io.pronto.core.call;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Why a call ended, in SIP's terms (RFC 3261, section 21), in those of ITU-T Q.850, and in words.
 */
public enum HangupCause {
  /** One of the parties hung up after the answer. */
  NORMAL(200, 16, "A party hung up"),
  /** The caller gave up before the answer. */
  CANCELLED(487, 16, "The caller gave up before the answer"),
  /** The party called is in another call. */
  BUSY(486, 17, "The party called is busy"),
  /** It rang and nobody answered. */
  NO_ANSWER(480, 19, "Nobody answered"),
  /** The party called, or its phone, refused. */
  DECLINED(603, 21, "The party called refused the call"),
  /** No device of the party called is registered. */
  NOT_REGISTERED(480, 20, "No device of the party called is registered"),
  /** Nobody has that number or extension. */
  UNALLOCATED_NUMBER(404, 1, "Nobody has the number called"),
  /** The number exists and is assigned to nobody. */
  UNASSIGNED_NUMBER(404, 1, "The number called is assigned to nobody"),
  /** What was dialled is no number. */
  INVALID_NUMBER(484, 28, "What was dialled is no number"),
  /** No trunk leads there. */
  NO_ROUTE(503, 3, "No trunk leads to the number called"),
  /** The caller may not do that. */
  NOT_ALLOWED(403, 21, "The caller may not make this call"),
  /** The caller is on a block list. */
  BLOCKED(603, 21, "The caller is on a block list"),
  /** The caller shows no number, and the number called takes no such calls (RFC 5079). */
  ANONYMOUS_REFUSED(433, 24, "The number called takes no calls from callers who show no number"),
  /** The number called takes no calls at this time. */
  CLOSED(480, 31, "The number called takes no calls at this time"),
  /** The caller has no right to the number it would show, or none to show. */
  NO_RIGHT_TO_NUMBER(403, 21, "The caller has no right to the number it would show"),
  /** A prepaid account has no more to spend, before the call or in the middle of it. */
  BALANCE_EXHAUSTED(402, 21, "The balance of the organisation is used up"),
  /** A prepaid account calls where no price has been set. */
  NO_PRICE(403, 21, "No price is set for calls to this number"),
  /** The organisation does not let calls go there. */
  DESTINATION_NOT_ALLOWED(403, 21, "The organisation does not let calls go to that destination"),
  /** A fraud breaker stops calls that cost that much, or come that fast. */
  BREAKER_TRIPPED(403, 21, "A fraud breaker has stopped calls like this one"),
  /** The parties have no codec in common. */
  INCOMPATIBLE_MEDIA(488, 88, "The parties have no codec in common"),
  /** The call came back to where it had been. */
  LOOP(483, 25, "The call went round in a circle"),
  /** No channel or RTP port is free. */
  CONGESTION(503, 34, "No channel is free"),
  /** The far side did not answer at all. */
  UNREACHABLE(408, 18, "The far side does not answer the server"),
  /** The far side's network failed. */
  NETWORK_FAILURE(503, 38, "The far side's network failed"),
  /** A party sent no sound for too long and is taken for gone. */
  MEDIA_TIMEOUT(408, 27, "A party's sound stopped and it is taken for gone"),
  /** A party's handshake for encryption failed, or it was not who its offer said (RFC 5763). */
  MEDIA_NOT_SECURED(488, 88, "A party's sound could not be encrypted: the handshake failed"),
  /** A party did not refresh the session and is taken for gone (RFC 4028). */
  SESSION_EXPIRED(408, 102, "A party did not refresh the session and is taken for gone"),
  /** A party never acknowledged the answer (RFC 3261, section 13.3.1.4). */
  NO_ACKNOWLEDGEMENT(408, 102, "A party never acknowledged the answer"),
  /** As many are in the conference as may be. */
  CONFERENCE_FULL(486, 17, "The conference is full"),
  /** A moderator lets nobody in any more. */
  CONFERENCE_LOCKED(403, 21, "The conference is locked"),
  /** The caller did not key in a PIN that lets it into the conference. */
  WRONG_PIN(403, 21, "The caller did not know the PIN of the conference"),
  /**
   * Another server holds the conference, and this one cannot bring the caller there. No 503: after
   * one a carrier sends this server no call at all for a while (RFC 3261, section 21.5.4).
   */
  CONFERENCE_ELSEWHERE(480, 31, "Another server holds the conference: call again by that one"),
  /** A moderator, or somebody from outside, has ended the conference. */
  CONFERENCE_ENDED(200, 16, "The conference was ended"),
  /** Somebody ended the call from outside it. */
  ENDED_BY_CONTROL(200, 16, "The call was ended from the dashboard or the API"),
  /** The server is shutting down. */
  SHUTDOWN(503, 42, "The server is shutting down"),
  /** The server stopped in the middle of the call. */
  SERVER_FAILURE(500, 41, "The server stopped in the middle of the call");

  private static final Map<String, HangupCause> BY_CODE =
      Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(HangupCause::code, c -> c));

  private final String code = name().toLowerCase(Locale.ROOT);
  private final int sipStatus;
  private final int q850;
  private final String words;

  HangupCause(int sipStatus, int q850, String words) {
    this.sipStatus = sipStatus;
    this.q850 = q850;
    this.words = words;
  }

  /** As JSON and SQL have it: {@code no_answer}. */
  public String code() {
    return code;
  }

  /** Reads {@link #code}; throws {@link IllegalArgumentException} for anything else. */
  public static HangupCause of(String code) {
    var cause = BY_CODE.get(code);
    if (cause == null) {
      throw new IllegalArgumentException("Not a cause: " + code);
    }
    return cause;
  }

  /** The SIP status that tells a caller, 200 for a call that was answered and ended as usual. */
  public int sipStatus() {
    return sipStatus;
  }

  /** The cause value of ITU-T Q.850, 1 to 127. */
  public int q850() {
    return q850;
  }

  /** A sentence for people. */
  public String words() {
    return words;
  }

  /** The value of a Reason header (RFC 3326). */
  public String reason() {
    return "Q.850;cause=" + q850 + ";text=\"" + words + '"';
  }
}
