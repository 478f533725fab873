package io.pronto.core.identity;

import io.pronto.core.Rounds;
import io.pronto.core.db.Database;
import io.pronto.core.event.News;
import io.pronto.core.event.OperatorEvents;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the operator in time that a certificate by which calls are signed will expire: each once,
 * whichever node sees it first.
 */
public final class CertificateWatch implements AutoCloseable {
  /** How long before its end a certificate is told of. */
  public static final Duration AHEAD = Duration.ofDays(30);

  private static final Logger LOG = LoggerFactory.getLogger(CertificateWatch.class);
  private static final Duration PAUSE = Duration.ofHours(1);

  private final Rounds rounds;

  /** Looks every hour until closed. */
  public CertificateWatch(Database database, InstantSource clock) {
    rounds =
        Rounds.start(
            "certificate-watch",
            "Certificates were not looked at",
            PAUSE,
            () -> look(database, clock));
  }

  /** Looks now; returns the ids of those that were told of. */
  static List<String> look(Database database, InstantSource clock) {
    return database.asOperator(
        tx ->
            tx
                .query(
                    """
                    update signing_certificate set warned_at = now()
                     where warned_at is null and expires_at < $1
                    returning id, name, expires_at
                    """,
                    clock.instant().plus(AHEAD).atOffset(ZoneOffset.UTC))
                .stream()
                .map(
                    row -> {
                      LOG.atWarn()
                          .addKeyValue("certificate", row.getString("id"))
                          .addKeyValue("expires", row.getOffsetDateTime("expires_at").toInstant())
                          .log(
                              "The certificate \"%s\" by which calls are signed expires soon: add"
                                      .formatted(row.getString("name"))
                                  + " the next one, and name it for its trunks");
                      OperatorEvents.append(tx, news(row));
                      return row.getString("id");
                    })
                .toList());
  }

  private static News news(Row row) {
    return News.of(
        "signing_certificate.expires",
        new JsonObject()
            .put("signing_certificate_id", row.getString("id"))
            .put("name", row.getString("name"))
            .put("expires_at", row.getOffsetDateTime("expires_at").toInstant().toString()));
  }

  @Override
  public void close() {
    rounds.close();
  }
}
