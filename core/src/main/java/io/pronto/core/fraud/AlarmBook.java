package io.pronto.core.fraud;

import io.pronto.core.db.Database;
import io.pronto.core.db.DatabaseUnavailable;
import io.pronto.core.db.Tx;
import io.pronto.core.mail.Letter;
import io.pronto.core.mail.MailQueue;
import io.pronto.core.mail.Recipient;
import io.pronto.core.people.EmailAddress;
import io.pronto.core.people.InvalidEmail;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down which breakers have tripped and tells the administrators, on a thread of its own: the
 * call that tripped one is refused before. While the database is away they wait.
 */
final class AlarmBook implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AlarmBook.class);
  private static final int MOST_WAITING = 10_000;
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration MAIL_LIFE = Duration.ofDays(2);
  private static final Duration CLOSING = Duration.ofSeconds(5);

  private final Database database;
  private final FraudAlarmStore alarms;
  private final Optional<MailQueue> mail;
  private final BlockingQueue<Trip> waiting = new LinkedBlockingQueue<>(MOST_WAITING);
  private final Thread writer;
  private volatile boolean closing;

  private record Trip(Attempt attempt, Count count, Instant end) {}

  AlarmBook(Database database, FraudAlarmStore alarms, Optional<MailQueue> mail) {
    this.database = database;
    this.alarms = alarms;
    this.mail = mail;
    this.writer = Thread.ofVirtual().name("fraud-alarms").start(this::run);
  }

  /** A breaker has tripped. Returns at once. */
  void write(Attempt attempt, Count count, Instant end) {
    LOG.atWarn()
        .addKeyValue("call", attempt.call())
        .addKeyValue("org", attempt.organisation())
        .addKeyValue("rule", count.breaker().rule().code())
        .addKeyValue("subject", masked(count.breaker().subject()))
        .log("A fraud breaker has tripped");
    if (!waiting.offer(new Trip(attempt, count, end))) {
      LOG.atError().addKeyValue("org", attempt.organisation()).log("An alarm could not be kept");
    }
  }

  /** Writes what waits, unless the database is away, and stops. */
  @Override
  public void close() {
    closing = true;
    writer.interrupt();
    try {
      writer.join(CLOSING);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The beginning of what may be a number. */
  private static String masked(String subject) {
    return subject.startsWith("+") && subject.length() > 6
        ? subject.substring(0, 4) + "…"
        : subject;
  }

  private void run() {
    while (!closing) {
      try {
        write(waiting.take());
      } catch (InterruptedException closed) {
        break;
      }
    }
    Thread.interrupted(); // what waits is still written
    for (var trip = waiting.poll(); trip != null; trip = waiting.poll()) {
      attempt(trip);
    }
  }

  private void write(Trip trip) throws InterruptedException {
    while (!attempt(trip)) {
      if (closing) {
        return;
      }
      Thread.sleep(PAUSE);
    }
  }

  /** Whether it need not be tried again. */
  private boolean attempt(Trip trip) {
    try {
      database.in(
          trip.attempt().organisation(),
          tx -> {
            // the mail first: events wait for the end of the transaction
            return alarms
                .trip(tx, trip.attempt(), trip.count(), trip.end())
                .filter(alarm -> alarm.endsAt().isEmpty())
                .map(alarm -> tell(tx, trip.attempt(), alarm))
                .isPresent();
          });
      return true;
    } catch (DatabaseUnavailable away) {
      return false;
    } catch (RuntimeException e) {
      LOG.atError()
          .addKeyValue("org", trip.attempt().organisation())
          .setCause(e)
          .log("An alarm could not be written");
      return true;
    }
  }

  private FraudAlarm tell(Tx tx, Attempt attempt, FraudAlarm alarm) {
    if (mail.isPresent()) {
      var organisation =
          tx.one("select name from organisation where id = $1", attempt.organisation().value())
              .map(row -> row.getString("name"))
              .orElse("");
      var who =
          tx.one("select name from user_account where id = $1", attempt.userId())
              .map(row -> row.getString("name"))
              .orElse("");
      var letter =
          new Letter.FraudAlarm(
              organisation,
              alarm.rule(),
              alarm.limit().stripTrailingZeros().toPlainString(),
              who,
              alarm.number(),
              alarm.trippedAt(),
              "/#fraud");
      tx
          .query(
              """
              select id, email, name, language from user_account
               where role in ('administrator', 'super_administrator') and active
              """)
          .stream()
          .flatMap(row -> recipient(attempt, row).stream())
          .forEach(recipient -> mail.get().post(tx, recipient, letter, MAIL_LIFE));
    }
    return alarm;
  }

  private static Optional<Recipient> recipient(Attempt attempt, Row row) {
    try {
      return Optional.of(
          new Recipient(
              Optional.of(attempt.organisation()),
              row.getString("id"),
              new EmailAddress(row.getString("email")),
              row.getString("name"),
              row.getString("language")));
    } catch (InvalidEmail none) {
      return Optional.empty();
    }
  }
}
