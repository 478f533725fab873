package io.pronto.core.breach;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * A breach, as the register has it.
 *
 * @param id {@code brc_…}
 * @param createdBy who of the operator's staff has entered it
 */
public record Breach(String id, BreachFacts facts, String createdBy, Instant createdAt) {
  /** How long after it was noticed the authority must know of it (GDPR art. 33(1)). */
  public static final Duration TERM = Duration.ofHours(72);

  /** How it stands with the authority. */
  public enum State {
    /** It is to be told, or not to be told is to be decided, and there is time. */
    OPEN,
    /** The same, and there is none. */
    OVERDUE,
    /** It was told in time. */
    NOTIFIED,
    /** It was told later, which must be explained. */
    NOTIFIED_LATE,
    /** It is not told. */
    NOT_NOTIFIED;

    /** As JSON has it. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Until when the authority must know of it. Hours run on by night, at weekends and on holidays
   * (Regulation (EEC, Euratom) 1182/71, art. 3(3) and (4)).
   */
  public Instant notifyBy() {
    return facts.noticedAt().plus(TERM);
  }

  /** What is left of the time at {@code now}; none when it is over. */
  public Duration left(Instant now) {
    var left = Duration.between(now, notifyBy());
    return left.isNegative() ? Duration.ZERO : left;
  }

  /** How it stands with the authority at {@code now}. */
  public State state(Instant now) {
    var authority = facts.authority();
    if (authority.notNotifiedReason().isPresent()) {
      return State.NOT_NOTIFIED;
    }
    return authority
        .notifiedAt()
        .map(at -> at.isAfter(notifyBy()) ? State.NOTIFIED_LATE : State.NOTIFIED)
        .orElse(now.isAfter(notifyBy()) ? State.OVERDUE : State.OPEN);
  }
}
