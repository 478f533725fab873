package io.pronto.core.notification;

import io.pronto.core.Rounds;
import io.pronto.core.calendar.WorkingDays;
import io.pronto.core.db.Database;
import io.pronto.core.db.DatabaseUnavailable;
import io.pronto.core.db.Tx;
import io.pronto.core.event.Outbox;
import io.pronto.core.mail.Letter;
import io.pronto.core.mail.MailQueue;
import io.pronto.core.mail.SuperAdministrators;
import io.pronto.core.subprocessor.Objection;
import io.pronto.core.subprocessor.SubprocessorNotice;
import io.pronto.core.subprocessor.SubprocessorRegister;
import io.pronto.core.subprocessor.Tellings;
import io.pronto.core.subprocessor.Tellings.Waiting;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalTime;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells every organisation of a notice of the subprocessor register: by an event, and its super
 * administrators by e-mail, in each one's language. Whom it tells is written down before the notice
 * is there, so that nobody is forgotten; of any number of processes one tells each.
 */
public final class SubprocessorNews implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SubprocessorNews.class);
  private static final Duration PAUSE = Duration.ofSeconds(30);

  /** Of a letter that tells of nothing to come. */
  private static final Duration LIFE = Duration.ofDays(14);

  private static final int AT_ONCE = 200;

  /** The public page. */
  private static final String PAGE = "/subprocessors";

  private final Database database;
  private final SubprocessorRegister register;
  private final Tellings tellings;
  private final Outbox outbox;
  private final Optional<MailQueue> mail;
  private final InstantSource clock;
  private Rounds rounds;

  /**
   * One that tells nothing yet.
   *
   * @param mail empty where none is sent: there is the event, and the register, then
   */
  public SubprocessorNews(
      Database database, Outbox outbox, Optional<MailQueue> mail, InstantSource clock) {
    this.database = database;
    this.register = new SubprocessorRegister(database, clock);
    this.tellings = new Tellings(database);
    this.outbox = outbox;
    this.mail = mail;
    this.clock = clock;
  }

  /** Tells what is to be told, as soon as it is, until closed. */
  public SubprocessorNews start() {
    rounds = Rounds.start("subprocessor-news", "Organisations were not told", PAUSE, this::round);
    database.onNotice(
        "subprocessor_notice",
        () -> Thread.ofVirtual().name("subprocessor-notice").start(rounds::go));
    return this;
  }

  /** Tells all who are to be told; how many organisations those were. */
  public int tell() {
    int told = 0;
    for (var some = tellings.waiting(AT_ONCE); !some.isEmpty(); ) {
      int before = told;
      for (var each : some) {
        told += tellOrSay(each);
      }
      some = told == before ? List.of() : tellings.waiting(AT_ONCE);
    }
    return told;
  }

  /** One that cannot be told keeps no other from it. */
  private int tellOrSay(Waiting waiting) {
    try {
      var notice = register.notice(waiting.noticeId()).orElseThrow();
      return database.in(waiting.organisation(), tx -> tell(tx, waiting, notice)) ? 1 : 0;
    } catch (DatabaseUnavailable away) {
      throw away;
    } catch (RuntimeException e) {
      LOG.atError()
          .addKeyValue("org", waiting.organisation())
          .addKeyValue("notice", waiting.noticeId())
          .setCause(e)
          .log("An organisation could not be told of a subprocessor");
      return 0;
    }
  }

  private boolean tell(Tx tx, Waiting waiting, SubprocessorNotice notice) {
    if (!Tellings.claim(tx, waiting)) {
      return false;
    }
    var letter = new Letter.SubprocessorAnnounced(notice, PAGE);
    var now = clock.instant();
    var life = life(notice, now);
    mail.ifPresent(
        queue ->
            SuperAdministrators.of(tx, waiting.organisation())
                .forEach(
                    recipient ->
                        Tellings.written(
                            tx,
                            waiting,
                            recipient.accountId(),
                            queue.post(tx, recipient, letter, life),
                            now)));
    Tellings.told(tx, waiting, now);
    outbox.append(
        tx,
        "subprocessor.announced",
        new JsonObject()
            .put("notice_id", notice.id())
            .put("subprocessor_id", notice.subprocessorId())
            .put("name", notice.details().name())
            .put("change", notice.change().code())
            .put("effective_on", notice.effectiveOn().toString())
            .put("objections_until", notice.objectionsUntil().map(Object::toString).orElse(null)));
    return true;
  }

  /**
   * It is tried until what it tells of has come, so that nobody learns it too late for want of
   * mail.
   */
  private static Duration life(SubprocessorNotice notice, Instant now) {
    var end = WorkingDays.FRANCE.at(notice.effectiveOn().plusDays(1), LocalTime.MIDNIGHT);
    var left = Duration.between(now, end);
    return left.compareTo(LIFE) > 0 ? left : LIFE;
  }

  /** Writes to the organisation's super administrators what its objection was answered. */
  public void answered(Objection objection) {
    var letter = new Letter.ObjectionAnswered(objection, PAGE);
    database.in(
        objection.organisation(),
        tx -> {
          mail.ifPresent(
              queue ->
                  SuperAdministrators.of(tx, objection.organisation())
                      .forEach(recipient -> queue.post(tx, recipient, letter, LIFE)));
          return null;
        });
  }

  private void round() {
    int told = tell();
    if (told > 0) {
      LOG.atInfo().addKeyValue("organisations", told).log("Told of a change of subprocessors");
    }
  }

  /** Stops; who was not told is told when a server starts again. */
  @Override
  public void close() {
    if (rounds != null) {
      rounds.close();
    }
  }
}
