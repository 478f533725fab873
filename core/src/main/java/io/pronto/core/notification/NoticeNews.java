package io.pronto.core.notification;

import io.pronto.core.Rounds;
import io.pronto.core.db.Database;
import io.pronto.core.db.DatabaseUnavailable;
import io.pronto.core.db.Tx;
import io.pronto.core.event.Outbox;
import io.pronto.core.mail.Letter;
import io.pronto.core.mail.MailQueue;
import io.pronto.core.mail.Recipient;
import io.pronto.core.mail.SuperAdministrators;
import io.pronto.core.notice.Notice;
import io.pronto.core.notice.Notices;
import io.pronto.core.notice.Notices.Waiting;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells organisations of breaches, of what an authority was shown, of what becomes of their audits,
 * and of what they may keep: by an event, and their super administrators by e-mail, in each one's
 * language. What must not be told before a day is told when that has passed. Of any number of
 * processes one tells each.
 */
public final class NoticeNews implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NoticeNews.class);
  private static final Duration PAUSE = Duration.ofSeconds(30);
  private static final Duration LIFE = Duration.ofDays(14);
  private static final int AT_ONCE = 200;
  private static final String SCREEN = "/";

  private final Database database;
  private final Notices notices;
  private final Outbox outbox;
  private final Optional<MailQueue> mail;
  private final InstantSource clock;
  private Rounds rounds;

  /**
   * One that tells nothing yet.
   *
   * @param mail empty where none is sent: there is the event, and the list of notices, then
   */
  public NoticeNews(
      Database database, Outbox outbox, Optional<MailQueue> mail, InstantSource clock) {
    this.database = database;
    this.notices = new Notices(database);
    this.outbox = outbox;
    this.mail = mail;
    this.clock = clock;
  }

  /** Tells what is to be told, as soon as it is, until closed. */
  public NoticeNews start() {
    rounds = Rounds.start("notices", "Organisations were not told", PAUSE, this::tell);
    database.onNotice("notice", () -> Thread.ofVirtual().name("notice").start(rounds::go));
    return this;
  }

  /** Tells all that is to be told by now; how many notices those were. */
  public int tell() {
    int told = 0;
    for (var some = notices.waiting(AT_ONCE); !some.isEmpty(); ) {
      int before = told;
      for (var each : some) {
        told += tellOrSay(each);
      }
      some = told == before ? List.of() : notices.waiting(AT_ONCE);
    }
    return told;
  }

  /** One that cannot be told keeps no other from it. */
  private int tellOrSay(Waiting waiting) {
    try {
      return database.in(waiting.organisation(), tx -> tell(tx, waiting)) ? 1 : 0;
    } catch (DatabaseUnavailable away) {
      throw away;
    } catch (RuntimeException e) {
      LOG.atError()
          .addKeyValue("org", waiting.organisation())
          .addKeyValue("notice", waiting.noticeId())
          .setCause(e)
          .log("An organisation could not be told of a notice");
      return 0;
    }
  }

  private boolean tell(Tx tx, Waiting waiting) {
    var claimed = Notices.claim(tx, waiting);
    claimed.ifPresent(notice -> tell(tx, notice));
    return claimed.isPresent();
  }

  private void tell(Tx tx, Notice notice) {
    var letter = new Letter.Noticed(notice, SCREEN);
    var now = clock.instant();
    mail.ifPresent(
        queue ->
            recipients(tx, notice)
                .forEach(
                    recipient ->
                        Notices.written(
                            tx,
                            notice,
                            recipient.accountId(),
                            queue.post(tx, recipient, letter, LIFE),
                            now)));
    Notices.told(tx, notice, now);
    outbox.append(
        tx,
        "notice." + notice.kind().code(),
        new JsonObject().put("notice_id", notice.id()).put("about", notice.about()));
    LOG.atInfo()
        .addKeyValue("org", notice.organisation())
        .addKeyValue("notice", notice.id())
        .log("Told an organisation of a {}", notice.kind().code());
  }

  /** How long what is recorded is kept is all administrators' to decide, so all are told. */
  private static List<Recipient> recipients(Tx tx, Notice notice) {
    return switch (notice.kind()) {
      case BREACH, DISCLOSURE, AUDIT -> SuperAdministrators.of(tx, notice.organisation());
      case RETENTION, RETENTION_WITHDRAWN ->
          SuperAdministrators.andAdministrators(tx, notice.organisation());
    };
  }

  /** Stops; what was not told is told when a server starts again. */
  @Override
  public void close() {
    if (rounds != null) {
      rounds.close();
    }
  }
}
