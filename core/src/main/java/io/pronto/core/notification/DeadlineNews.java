package io.pronto.core.notification;

import io.pronto.core.Rounds;
import io.pronto.core.breach.Breach;
import io.pronto.core.breach.BreachRegister;
import io.pronto.core.calendar.WorkingDays;
import io.pronto.core.db.Database;
import io.pronto.core.event.Outbox;
import io.pronto.core.mail.Letter;
import io.pronto.core.mail.Letter.Stage;
import io.pronto.core.mail.MailQueue;
import io.pronto.core.notification.Warnings.Warning;
import io.pronto.core.subprocessor.Objection;
import io.pronto.core.subprocessor.Objections;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Optional;

/**
 * Warns of what is due and not done. Of a breach that the authority was not told of: the operator's
 * staff, 24 and 6 hours before the 72 are over and when they are, and the super administrators of
 * organisations that were told of it, 24 and 6 hours before their own 72 are. Of an objection
 * without an answer: both, once when its day is near and once when it has passed. Whoever comes
 * late to a deadline warns of how it stands then, and not of what was before.
 */
public final class DeadlineNews implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofSeconds(60);
  private static final String SCREEN = "/";
  private static final String REGISTER = "/subprocessors";

  private final BreachRegister breaches;
  private final Objections objections;
  private final Warnings warnings;
  private final InstantSource clock;
  private Rounds rounds;

  /**
   * One that warns of nothing yet.
   *
   * @param mail empty where none is sent: there are the events, and the lists, then
   */
  public DeadlineNews(
      Database database, Outbox outbox, Optional<MailQueue> mail, InstantSource clock) {
    this.breaches = new BreachRegister(database, clock);
    this.objections = new Objections(database, outbox, clock);
    this.warnings = new Warnings(database, outbox, mail);
    this.clock = clock;
  }

  /** Warns until closed. */
  public DeadlineNews start() {
    rounds = Rounds.start("deadlines", "Deadlines were not looked at", PAUSE, this::warn);
    return this;
  }

  /** Warns of all that is to be warned of by now; how many warnings those were. */
  public int warn() {
    var now = clock.instant();
    int warned = 0;
    for (var breach : breaches.open()) {
      warned += breach(breach, now);
    }
    var today = WorkingDays.FRANCE.date(now);
    for (var objection : objections.unanswered()) {
      warned += objection(objection, today, now);
    }
    return warned;
  }

  private int breach(Breach breach, Instant now) {
    int warned = 0;
    var moment = Moment.of(breach.notifyBy(), now);
    if (moment.isPresent()) {
      var stage = moment.get() == Moment.OVER ? Stage.OVER : Stage.DUE;
      var warning = warning(breach.id(), moment.get(), stage, breach.notifyBy());
      warned += warnings.staff(warning, now) ? 1 : 0;
    }
    for (var told : breaches.told(breach.id())) {
      var until = told.at().plus(Breach.TERM);
      var theirs = Moment.of(until, now).filter(each -> each != Moment.OVER);
      if (theirs.isPresent()) { // when they are over: whether they have told it is theirs to know
        var warning = warning(breach.id(), theirs.get(), Stage.OWN_DUE, until);
        warned += warnings.organisation(told.organisation(), warning, now) ? 1 : 0;
      }
    }
    return warned;
  }

  private static Warning warning(String breachId, Moment moment, Stage stage, Instant until) {
    return new Warning(
        breachId,
        moment.code(),
        "breach.deadline",
        new JsonObject()
            .put("breach_id", breachId)
            .put("notify_authority_by", until.toString())
            .put("left", moment.code()),
        new Letter.BreachDeadline(stage, breachId, until, SCREEN));
  }

  private int objection(Objection objection, LocalDate today, Instant now) {
    boolean over = objection.state(today) == Objection.State.OVERDUE;
    if (!over && !objection.isNear(today)) {
      return 0;
    }
    boolean staff = warnings.staff(warning(objection, true, over), now);
    boolean theirs =
        warnings.organisation(objection.organisation(), warning(objection, false, over), now);
    return (staff ? 1 : 0) + (theirs ? 1 : 0);
  }

  private static Warning warning(Objection objection, boolean operators, boolean over) {
    var told =
        new JsonObject()
            .put("objection_id", objection.id())
            .put("subprocessor_id", objection.notice().subprocessorId())
            .put("answer_by", objection.answerBy().toString())
            .put("overdue", over);
    if (operators) {
      told.put("organisation_id", objection.organisation().value());
    }
    return new Warning(
        objection.id(),
        over ? "over" : "near",
        "subprocessor.objection_unanswered",
        told,
        new Letter.ObjectionDeadline(
            objection, operators, over, objection.answerBy(), operators ? SCREEN : REGISTER));
  }

  /** How much is left of 72 hours. */
  private enum Moment {
    DAY("24_hours", Duration.ofHours(24)),
    HOURS("6_hours", Duration.ofHours(6)),
    OVER("over", Duration.ZERO);

    private final String code;
    private final Duration left;

    Moment(String code, Duration left) {
      this.code = code;
      this.left = left;
    }

    String code() {
      return code;
    }

    /** The last that {@code now} has reached; empty before the first. */
    static Optional<Moment> of(Instant until, Instant now) {
      Optional<Moment> reached = Optional.empty();
      for (var moment : values()) {
        if (!now.isBefore(until.minus(moment.left))) {
          reached = Optional.of(moment);
        }
      }
      return reached;
    }
  }

  /** Stops; who was not warned is when a server starts again. */
  @Override
  public void close() {
    if (rounds != null) {
      rounds.close();
    }
  }
}
