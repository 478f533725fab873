package io.pronto.core.notification;

import io.pronto.core.Id;
import io.pronto.core.db.Database;
import io.pronto.core.db.DatabaseUnavailable;
import io.pronto.core.db.Tx;
import io.pronto.core.event.News;
import io.pronto.core.event.OperatorEvents;
import io.pronto.core.event.Outbox;
import io.pronto.core.mail.Letter;
import io.pronto.core.mail.MailQueue;
import io.pronto.core.mail.OperatorStaff;
import io.pronto.core.mail.SuperAdministrators;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns of deadlines, each once, whatever number of servers looks: an event, e-mails, and that it
 * was done are one transaction.
 */
final class Warnings {
  private static final Logger LOG = LoggerFactory.getLogger(Warnings.class);
  private static final Duration LIFE = Duration.ofDays(3);

  private final Database database;
  private final Outbox outbox;
  private final Optional<MailQueue> mail;

  /** Those of {@code database}; {@code mail} is empty where none is sent. */
  Warnings(Database database, Outbox outbox, Optional<MailQueue> mail) {
    this.database = database;
    this.outbox = outbox;
    this.mail = mail;
  }

  /**
   * A warning.
   *
   * @param about the id of what is due
   * @param moment which warning of it: {@code 24_hours}
   * @param event its name
   * @param told what the event says
   */
  record Warning(String about, String moment, String event, JsonObject told, Letter letter) {}

  /** Warns all of the operator's staff; false where somebody has. */
  boolean staff(Warning warning, Instant now) {
    return orSay(
        warning,
        () ->
            database.asOperator(
                tx -> {
                  if (!claim(tx, warning, Optional.empty(), now)) {
                    return false;
                  }
                  mail.ifPresent(
                      queue ->
                          OperatorStaff.of(tx)
                              .forEach(who -> queue.post(tx, who, warning.letter(), LIFE)));
                  OperatorEvents.append(tx, News.of(warning.event(), warning.told()));
                  return true;
                }));
  }

  /** Warns the super administrators of {@code organisation}; false where somebody has. */
  boolean organisation(OrganisationId organisation, Warning warning, Instant now) {
    return orSay(
        warning,
        () ->
            database.in(
                organisation,
                tx -> {
                  if (!claim(tx, warning, Optional.of(organisation), now)) {
                    return false;
                  }
                  mail.ifPresent(
                      queue ->
                          SuperAdministrators.of(tx, organisation)
                              .forEach(who -> queue.post(tx, who, warning.letter(), LIFE)));
                  outbox.append(tx, warning.event(), warning.told());
                  return true;
                }));
  }

  private static boolean claim(
      Tx tx, Warning warning, Optional<OrganisationId> organisation, Instant now) {
    return tx.update(
            """
            insert into deadline_warning (id, about, moment, organisation_id, warned_at)
            values ($1, $2, $3, $4, $5) on conflict do nothing
            """,
            Id.next("dwn"),
            warning.about(),
            warning.moment(),
            organisation.map(OrganisationId::value).orElse(null),
            now.atOffset(ZoneOffset.UTC))
        > 0;
  }

  private interface Work {
    boolean run();
  }

  /** One that cannot be given keeps no other from it. */
  private static boolean orSay(Warning warning, Work work) {
    try {
      boolean warned = work.run();
      if (warned) {
        LOG.atInfo()
            .addKeyValue("about", warning.about())
            .addKeyValue("moment", warning.moment())
            .log("Warned of a deadline");
      }
      return warned;
    } catch (DatabaseUnavailable away) {
      throw away;
    } catch (RuntimeException e) {
      LOG.atError()
          .addKeyValue("about", warning.about())
          .setCause(e)
          .log("Nobody could be warned of a deadline");
      return false;
    }
  }
}
