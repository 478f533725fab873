package io.pronto.core.subprocessor;

import io.pronto.core.calendar.WorkingDays;
import io.pronto.core.organisation.OrganisationId;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;

/**
 * What an organisation has against a notice. Until it is withdrawn it keeps the organisation's data
 * off the subprocessor, from when the notice takes effect on.
 *
 * @param id {@code sob_…}
 * @param notice what it is against
 * @param reason in the organisation's words, 1 to 4,000 characters
 * @param raisedBy the id of an account or an API key
 */
public record Objection(
    String id,
    OrganisationId organisation,
    SubprocessorNotice notice,
    String reason,
    String raisedBy,
    Instant raisedAt,
    Optional<Answer> answer,
    Optional<Instant> withdrawnAt) {
  /** Within how many working days it is answered. */
  private static final int ANSWER_DAYS = 10;

  /** How many working days before the last day that is near. */
  private static final int NEAR_DAYS = 2;

  /**
   * What the operator says to it.
   *
   * @param text in words, 1 to 4,000 characters
   * @param by the id of an account of the operator's
   */
  public record Answer(Way way, String text, String by, Instant at) {}

  /** What the operator offers. */
  public enum Way {
    /** Another is used in its place. */
    ALTERNATIVE,
    /** It is set up so that the subprocessor is not used. */
    CONFIGURATION,
    /** The organisation may end its contract. */
    LEAVE;

    /** As JSON and SQL have it. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Reads {@link #code}; throws {@link IllegalArgumentException} for anything else. */
    public static Way of(String code) {
      return valueOf(code.toUpperCase(Locale.ROOT));
    }
  }

  /** How it stands. */
  public enum State {
    /** It is to be answered, and there is time. */
    OPEN,
    /** The same, and there is none. */
    OVERDUE,
    /** It was answered. */
    ANSWERED,
    /** The organisation has taken it back. */
    WITHDRAWN;

    /** As JSON has it. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The last day for its answer: the tenth French working day after it was made, and the day before
   * the notice takes effect at the latest, since the organisation must know by then what becomes of
   * it. An objection of the last day is to be answered the same day. Where the notice is of what is
   * in use already, there is no day to be before.
   */
  public LocalDate answerBy() {
    var raised = WorkingDays.FRANCE.date(raisedAt);
    var usual = WorkingDays.FRANCE.plus(raised, ANSWER_DAYS);
    var last = notice.effectiveOn().minusDays(1);
    return notice.inUse() || usual.isBefore(last) ? usual : last;
  }

  /** How it stands on {@code today}, in Paris. */
  public State state(LocalDate today) {
    if (!stands()) {
      return State.WITHDRAWN;
    }
    return answer.isPresent()
        ? State.ANSWERED
        : today.isAfter(answerBy()) ? State.OVERDUE : State.OPEN;
  }

  /** Whether it has no answer, and so little time is left that those who owe it are to be told. */
  public boolean isNear(LocalDate today) {
    return state(today) == State.OPEN
        && !today.isBefore(WorkingDays.FRANCE.minus(answerBy(), NEAR_DAYS));
  }

  /** Whether it has not been withdrawn. */
  public boolean stands() {
    return withdrawnAt.isEmpty();
  }
}
