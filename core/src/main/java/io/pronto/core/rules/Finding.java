package io.pronto.core.rules;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What each rule can find, and so all that a trace can say. */
public enum Finding {
  /** The call is for help and passes every rule. */
  EMERGENCY("emergency", "passes"),
  /** Nobody rents the number called. */
  NUMBER_UNKNOWN("number", "unknown"),
  /** An organisation rents the number called. */
  NUMBER_RENTED("number", "rented"),
  /** The number called rings nobody. */
  NUMBER_UNASSIGNED("number", "unassigned"),
  /** A user has what was dialled. */
  COLLEAGUE_FOUND("extension", "found"),
  /** Nobody has what was dialled. */
  COLLEAGUE_UNKNOWN("extension", "unknown"),
  /** What was dialled leads into a conference. */
  CONFERENCE_FOUND("conference", "found"),
  /** What was dialled is no number. */
  DIALLED_INVALID("number", "invalid"),
  /** The call leaves by a trunk. */
  OUTSIDE("outside", "goes_out"),
  /** Whoever calls, or forwards, has no right to the number to be shown, or none. */
  NO_RIGHT("caller_id", "no_right"),
  /** To such numbers the organisation shows a number of its choice. */
  CALLER_ID_OF_DESTINATION("caller_id", "of_destination"),
  /** The caller is blocked. */
  CALLER_BLOCKED("caller_list", "blocked"),
  /** The caller is a VIP. */
  CALLER_VIP("caller_list", "vip"),
  /** The caller is on no list. */
  CALLER_UNLISTED("caller_list", "not_listed"),
  /** A caller who shows no number is taken. */
  ANONYMOUS_ACCEPTED("anonymous", "accepted"),
  /** A caller who shows no number is refused. */
  ANONYMOUS_REFUSED("anonymous", "refused"),
  /** The caller shows no number, the policy takes such calls only from who keys in a code. */
  ANONYMOUS_CHALLENGED("anonymous", "challenged"),
  /** The caller has keyed in the code. */
  ANONYMOUS_ADMITTED("anonymous", "admitted"),
  /** A VIP is taken whose number is not shown. */
  ANONYMOUS_VIP("anonymous", "passed_as_vip"),
  /** Somebody has opened by hand. */
  SWITCH_OPEN("override", "open"),
  /** Somebody has closed by hand. */
  SWITCH_CLOSED("override", "closed"),
  /** An exceptional day is open then. */
  EXCEPTION_OPEN("exception", "open"),
  /** An exceptional day is closed then. */
  EXCEPTION_CLOSED("exception", "closed"),
  /** It is a public holiday. */
  HOLIDAY_CLOSED("holiday", "closed"),
  /** It is within the weekly hours. */
  HOURS_OPEN("hours", "open"),
  /** It is outside the weekly hours. */
  HOURS_CLOSED("hours", "closed"),
  /** The number has no schedule. */
  HOURS_ALWAYS("hours", "always_open"),
  /** A VIP is let through outside the hours. */
  CLOSED_VIP("closed", "passed_as_vip"),
  /** Outside the hours the call goes elsewhere. */
  CLOSED_ELSEWHERE("closed", "goes_elsewhere"),
  /** Outside the hours the call is refused. */
  CLOSED_REFUSED("closed", "refused"),
  /** The user is not there, or not active. */
  USER_GONE("user", "gone"),
  /** The user is not to be disturbed. */
  DO_NOT_DISTURB("do_not_disturb", "busy"),
  /** A VIP disturbs nevertheless. */
  DISTURBED_BY_VIP("do_not_disturb", "passed_as_vip"),
  /** The user has all calls forwarded. */
  FORWARD_ALWAYS("forward_always", "forwards"),
  /** The user is busy and forwards. */
  FORWARD_BUSY("forward_busy", "forwards"),
  /** The user is busy and does not forward. */
  FORWARD_BUSY_NONE("forward_busy", "none"),
  /** The user does not answer and forwards. */
  FORWARD_NO_ANSWER("forward_no_answer", "forwards"),
  /** The user does not answer and does not forward. */
  FORWARD_NO_ANSWER_NONE("forward_no_answer", "none"),
  /** The user cannot be reached and forwards. */
  FORWARD_UNREACHABLE("forward_unreachable", "forwards"),
  /** The user cannot be reached and does not forward. */
  FORWARD_UNREACHABLE_NONE("forward_unreachable", "none"),
  /** The call would come to where it has been. */
  LOOP("loop", "stopped"),
  /** The call has been diverted too often. */
  TOO_MANY_DIVERSIONS("loop", "too_many"),
  /** The user's devices ring. */
  RINGS("user", "rings"),
  /** The user is looked for elsewhere while the devices ring. */
  FIND_ME("find_me", "rings_too"),
  /** The user is not looked for where the call comes from, has been, or would stay inside. */
  FIND_ME_LEFT_OUT("find_me", "left_out"),
  /** Such numbers may be called. */
  DESTINATION_OPEN("destination_rules", "open"),
  /** The organisation, or the default, lets no call to such numbers out. */
  DESTINATION_CLOSED("destination_rules", "closed"),
  /** The operator lets no call to such numbers out. */
  DESTINATION_CEILING("destination_rules", "closed_by_operator"),
  /** Nobody has talked to that country of late. */
  COUNTRY_NEW("new_country", "new"),
  /** Calls to that country, which is new, are held. */
  COUNTRY_HELD("new_country", "held"),
  /** No breaker stops the call. */
  BREAKERS_CLOSED("breaker", "none_tripped"),
  /** A breaker has tripped and is not released. */
  BREAKER_TRIPPED("breaker", "tripped"),
  /** A breaker would trip by the call. */
  BREAKER_TRIPS("breaker", "would_trip"),
  /** The organisation pays afterwards. */
  CREDIT_POSTPAID("credit", "pays_afterwards"),
  /** The call costs nothing. */
  CREDIT_FREE("credit", "free"),
  /** The balance pays for the call's beginning. */
  CREDIT_COVERED("credit", "covered"),
  /** The organisation pays beforehand, and nobody has set a price. */
  CREDIT_NO_PRICE("credit", "no_price"),
  /** The balance pays for no call there. */
  CREDIT_EXHAUSTED("credit", "exhausted");

  private static final Map<String, Finding> BY_CODE =
      Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Finding::code, f -> f));

  private final String rule;
  private final String result;

  Finding(String rule, String result) {
    this.rule = rule;
    this.result = result;
  }

  /** The rule that was asked. */
  public String rule() {
    return rule;
  }

  /** What it said. */
  public String result() {
    return result;
  }

  /** Both, as texts about it are named: {@code hours.open}. */
  public String code() {
    return rule + '.' + result;
  }

  /** Reads {@link #code}; empty for anything else. */
  public static Optional<Finding> of(String code) {
    return Optional.ofNullable(BY_CODE.get(code));
  }
}
