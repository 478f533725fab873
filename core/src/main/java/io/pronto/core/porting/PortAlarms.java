package io.pronto.core.porting;

import io.pronto.core.db.Database;
import io.pronto.core.db.Tx;
import io.pronto.core.event.News;
import io.pronto.core.event.OperatorEvents;
import io.pronto.core.event.Outbox;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the organisation and the operator's staff once when a port's deadline is near, and once
 * when it has passed.
 */
final class PortAlarms {
  private static final Logger LOG = LoggerFactory.getLogger(PortAlarms.class);

  /** More than a working day ever is ahead, Christmas and the weekends around it included. */
  private static final Duration AHEAD = Duration.ofDays(7);

  private final Database database;
  private final Outbox outbox;

  PortAlarms(Database database, Outbox outbox) {
    this.database = database;
    this.outbox = outbox;
  }

  private enum Alarm {
    NONE,
    NEAR,
    OVERDUE;

    String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    String event() {
      return this == NEAR ? "port.deadline_near" : "port.overdue";
    }

    static Alarm given(Row row) {
      return valueOf(row.getString("alarm").toUpperCase(Locale.ROOT));
    }

    /** What is to be told of {@code order}; a port with a day in time needs nobody's care. */
    static Alarm of(PortOrder order, Instant now) {
      if (order.state().isFinal()) {
        return NONE;
      }
      if (now.isAfter(order.dueAt())) {
        return OVERDUE;
      }
      boolean cared = order.switchAt().filter(at -> !at.isAfter(order.dueAt())).isPresent();
      return cared || now.isBefore(PortTerms.near(order.dueAt())) ? NONE : NEAR;
    }
  }

  /** Tells what there is to tell at {@code now}. */
  void ring(Instant now) {
    var open =
        database.asOperator(
            tx ->
                tx.query(
                    PortOrderRow.SELECT
                        + """
                         where state not in ('done', 'refused', 'cancelled')
                               and alarm <> 'overdue' and due_at <= $1
                        """,
                    PortOrderRow.time(now.plus(AHEAD))));
    for (var row : open) {
      if (Alarm.of(PortOrderRow.read(row), now).compareTo(Alarm.given(row)) > 0) {
        ring(new OrganisationId(row.getString("organisation_id")), row.getString("id"), now);
      }
    }
  }

  /** Another node may have been quicker: whoever gets the row looks again. */
  private void ring(OrganisationId organisation, String id, Instant now) {
    database.together(
        () -> {
          database
              .in(
                  organisation,
                  tx ->
                      tx.one(PortOrderRow.SELECT + " where id = $1 for update", id)
                          .flatMap(row -> ring(tx, row, now)))
              .ifPresent(this::tellStaff);
          return null;
        });
  }

  /** Returns what the staff are told. */
  private Optional<News> ring(Tx tx, Row row, Instant now) {
    var order = PortOrderRow.read(row);
    var alarm = Alarm.of(order, now);
    if (alarm.compareTo(Alarm.given(row)) <= 0) {
      return Optional.empty();
    }
    tx.update("update port_order set alarm = $2 where id = $1", order.id(), alarm.code());
    outbox.append(tx, List.of(News.of(alarm.event(), PortOrderRow.told(order))));
    LOG.atWarn()
        .addKeyValue("org", order.organisation())
        .addKeyValue("port", order.id())
        .addKeyValue("state", order.state().code())
        .addKeyValue("due", order.dueAt())
        .log(alarm == Alarm.NEAR ? "A port's deadline is near" : "A port is overdue");
    return Optional.of(News.of(alarm.event(), awaited(order)));
  }

  private void tellStaff(News news) {
    database.asOperator(
        tx -> {
          OperatorEvents.append(tx, news);
          return null;
        });
  }

  /** Which order waits for its next step, and nothing of what its customer has said in it. */
  private static JsonObject awaited(PortOrder order) {
    return new JsonObject()
        .put("port_order_id", order.id())
        .put("organisation_id", order.organisation().value())
        .put("state", order.state().code())
        .put("due_at", order.dueAt().toString());
  }
}
