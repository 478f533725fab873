package io.pronto.core.subprocessor;

import io.pronto.core.Ground;
import io.pronto.core.Id;
import io.pronto.core.organisation.OrganisationId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;

/** Subprocessors that were announced so long ago that they are in force now. */
public final class Announced {
  private static final Instant THEN = Instant.now().minus(Duration.ofDays(60));
  private static final InstantSource CLOCK = () -> THEN;

  private Announced() {}

  /** A new one. */
  public static Subprocessor inForce() {
    return new SubprocessorRegister(Ground.database(), CLOCK)
        .add(details(), NoticePeriod.from(THEN).earliestEffect());
  }

  /** What {@code organisation} said against it in time. */
  public static Objection objection(OrganisationId organisation, Subprocessor subprocessor) {
    return objections()
        .raise(organisation, subprocessor.id(), "It is elsewhere", "usr_boss")
        .orElseThrow();
  }

  /** The organisation has changed its mind. */
  public static void withdraw(Objection objection) {
    objections().withdraw(objection.organisation(), objection.id(), "usr_boss");
  }

  /** A new one, announced now. */
  public static Subprocessor effective(LocalDate day) {
    return new SubprocessorRegister(Ground.database(), InstantSource.system()).add(details(), day);
  }

  /** Some of a name that nobody else has. */
  public static Details details() {
    return new Details(
        Id.next("name"),
        "Everything",
        List.of("US"),
        "",
        Safeguard.CONTRACTUAL_CLAUSES,
        List.of(DataCategory.RECORDINGS, DataCategory.EMAIL),
        List.of(Use.OBJECT_STORAGE, Use.EMAIL_RELAY, Use.NUMBER_PROVIDER, Use.CARRIAGE));
  }

  private static Objections objections() {
    return new Objections(Ground.database(), Ground.outbox(), CLOCK);
  }
}
