package io.pronto.core.routing;

import java.util.Arrays;
import java.util.Optional;

/**
 * That a call went on from somebody to somebody else (RFC 5806).
 *
 * @param number who diverted it: E.164 where there is one, else an extension, or what came
 * @param userId the user who did; empty for others
 * @param here whether it was here, and not before the call came
 */
public record Diversion(String number, Reason reason, Optional<String> userId, boolean here) {
  /** One that was before the call came. */
  public static Diversion before(String number, Reason reason) {
    return new Diversion(number, reason, Optional.empty(), false);
  }

  /** Why. */
  public enum Reason {
    /** Nobody said. */
    UNKNOWN("unknown", 404),
    /** All calls go on. */
    UNCONDITIONAL("unconditional", 302),
    /** The user was busy. */
    USER_BUSY("user-busy", 486),
    /** Nobody answered. */
    NO_ANSWER("no-answer", 408),
    /** No device could be reached. */
    UNAVAILABLE("unavailable", 503),
    /** It came outside the hours. */
    TIME_OF_DAY("time-of-day", 302),
    /** The user is looked for at several places at once (RFC 5806, section 4). */
    FOLLOW_ME("follow-me", 302),
    /** The user is not to be disturbed. */
    DO_NOT_DISTURB("do-not-disturb", 486);

    private final String sip;
    private final int cause;

    Reason(String sip, int cause) {
      this.sip = sip;
      this.cause = cause;
    }

    /** As a Diversion header has it (RFC 5806, section 7). */
    public String sip() {
      return sip;
    }

    /** As the cause parameter of a URI in History-Info has it (RFC 4458, RFC 7044). */
    public int cause() {
      return cause;
    }

    /** Reads {@link #sip}, in any case; unknown for anything else. */
    public static Reason of(String text) {
      return Arrays.stream(values())
          .filter(reason -> reason.sip.equalsIgnoreCase(text))
          .findFirst()
          .orElse(UNKNOWN);
    }
  }
}
