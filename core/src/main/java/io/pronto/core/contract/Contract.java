package io.pronto.core.contract;

import io.pronto.core.organisation.OrganisationId;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;

/**
 * What an organisation and the operator have agreed. Days are those of Europe/Paris.
 *
 * @param trialEndsOn the last day of the trial
 * @param endsOn the last day on which all works, once the end is announced
 * @param announcedAt when the end was
 * @param choice what was chosen for the data; empty is as erasure, but later
 * @param erasureAfterDays how many whole days after the end the erasure waits, 1 to 365, and thirty
 *     after the end was announced at least; not where it was chosen
 * @param eraseOn the day with whose beginning the data are erased
 * @param held how many records of calls, recordings and transcripts a legal hold kept when the
 *     erasure was last tried: it waits for them
 * @param erasedAt when nothing was left but what law keeps
 * @param forgetOn the day on which the operator forgets the organisation itself
 */
public record Contract(
    OrganisationId organisation,
    State state,
    Optional<LocalDate> trialEndsOn,
    Optional<LocalDate> endsOn,
    Optional<Instant> announcedAt,
    Optional<Choice> choice,
    Optional<Instant> chosenAt,
    int erasureAfterDays,
    Optional<LocalDate> eraseOn,
    long held,
    Optional<Instant> erasedAt,
    Optional<LocalDate> forgetOn) {

  /** How long the erasure waits where nobody has said otherwise, in whole days. */
  public static final int USUAL_DELAY = 30;

  /** How far it has come. */
  public enum State {
    /** All works, until the trial's last day. */
    TRIAL,
    /** All works, until the last day of the contract where there is one. */
    ACTIVE,
    /** Nothing works but to choose, and to fetch what is returned. */
    ENDED,
    /** Nothing is left but what law keeps. */
    ERASED;

    /** As JSON and SQL have it. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Reads {@link #code}; throws {@link IllegalArgumentException} for anything else. */
    public static State of(String code) {
      return valueOf(code.toUpperCase(Locale.ROOT));
    }
  }

  /** What becomes of the data (GDPR art. 28(3)(g)). */
  public enum Choice {
    /** All of it can be fetched until the erasure. */
    RETURN,
    /** Nothing is wanted back: it is erased on the day after the end. */
    ERASURE;

    /** As JSON and SQL have it. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Reads {@link #code}; throws {@link IllegalArgumentException} for anything else. */
    public static Choice of(String code) {
      return valueOf(code.toUpperCase(Locale.ROOT));
    }
  }
}
