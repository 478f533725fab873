package io.pronto.core.subject;

import io.pronto.core.Rounds;
import io.pronto.core.db.Database;
import io.pronto.core.db.Tx;
import io.pronto.core.event.Outbox;
import io.pronto.core.mail.Letter;
import io.pronto.core.mail.MailQueue;
import io.pronto.core.mail.SuperAdministrators;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * Reminds organisations of what people have asked for and nobody has answered (GDPR art. 12(3)): a
 * week before the last day, a day before, and when it is over; each once, by an event and by e-mail
 * to the super administrators, who decide. Any number of servers may do so.
 */
public final class RequestReminders implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMinutes(10);
  private static final Duration LETTER_LIFE = Duration.ofDays(2);
  private static final int WEEK = 7;

  private final Database database;
  private final Outbox outbox;
  private final Optional<MailQueue> mail;
  private final InstantSource clock;
  private Rounds rounds;

  /**
   * Has not begun.
   *
   * @param mail empty where none is sent: there is the event then
   * @param clock what time it is; one that is ahead of the database's reminds nobody sooner
   */
  public RequestReminders(
      Database database, Outbox outbox, Optional<MailQueue> mail, InstantSource clock) {
    this.database = database;
    this.outbox = outbox;
    this.mail = mail;
    this.clock = clock;
  }

  /** Begins, and looks every ten minutes. */
  public RequestReminders start() {
    rounds =
        Rounds.start("request-reminders", "Nobody was reminded of requests", PAUSE, this::round);
    return this;
  }

  /** Reminds of what is due now. */
  public void round() {
    var now = clock.instant();
    database
        .asStranger(
            tx -> tx.query("select * from subject_requests_due($1)", now.atOffset(ZoneOffset.UTC)))
        .forEach(due -> remind(due, now));
  }

  private void remind(Row due, Instant now) {
    var organisation = new OrganisationId(due.getString("organisation_id"));
    database.in(
        organisation,
        tx -> {
          remind(tx, organisation, due.getString("id"), AnswerTime.day(now));
          return null;
        });
  }

  /** Another server may have done so. */
  private void remind(Tx tx, OrganisationId organisation, String id, LocalDate today) {
    var row =
        tx.one(
            """
            select id, organisation_id, kind, state, received_by, received_at, filed_at, due_on,
                   extended_at, answered_at, reminded
              from subject_request where id = $1 and answered_at is null for update
            """,
            id);
    if (row.isEmpty()) {
      return;
    }
    var request = RequestRows.clock(row.get());
    int step = step(request.dueOn(), today);
    if (row.get().getInteger("reminded") >= step) {
      return;
    }
    tx.update("update subject_request set reminded = $2 where id = $1", id, step);
    boolean overdue = today.isAfter(request.dueOn());
    outbox.append(
        tx,
        overdue ? "subject_request.overdue" : "subject_request.due_soon",
        SubjectRequests.told(request));
    var letter = new Letter.SubjectRequestDue(id, request.dueOn(), overdue, "/");
    mail.ifPresent(
        queue ->
            SuperAdministrators.of(tx, organisation)
                .forEach(recipient -> queue.post(tx, recipient, letter, LETTER_LIFE)));
  }

  /** The last of the reminders that is due: whoever was away for some hears the last alone. */
  private static int step(LocalDate dueOn, LocalDate today) {
    if (today.isAfter(dueOn)) {
      return 3;
    }
    if (!today.isBefore(dueOn.minusDays(1))) {
      return 2;
    }
    return today.isBefore(dueOn.minusDays(WEEK)) ? 0 : 1;
  }

  /** Stops. */
  @Override
  public void close() {
    if (rounds != null) {
      rounds.close();
    }
  }
}
