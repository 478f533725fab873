package io.pronto.core.clock;

import io.pronto.core.clock.ClockState.Belief;
import io.pronto.core.db.Database;
import io.pronto.core.event.News;
import io.pronto.core.event.OperatorEvents;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asked by whatever deletes what is due, each time before it does. A clock that has jumped by three
 * days or more, either way, against what the database has last seen would have it delete what is
 * not due, for good: then nothing is deleted, which is told once in the log and to the operator's
 * staff ({@code clock.doubted}), until the clock is right again or one of them confirms it. What
 * was written while the clock was behind is not judged by its dates before that either.
 */
public final class ClockGuard {
  private static final Logger LOG = LoggerFactory.getLogger(ClockGuard.class);

  private final Database database;
  private volatile Belief told = Belief.BELIEVED;
  private volatile boolean hostIsNear = true;

  /** Asks {@code database}, whose clock it is. */
  public ClockGuard(Database database) {
    this.database = database;
  }

  /**
   * Whether what is due may be deleted now.
   *
   * @throws io.pronto.core.db.DatabaseUnavailable where that cannot be known
   */
  public boolean isBelieved() {
    return lookAndTell().isBelieved();
  }

  /**
   * The time on a host whose clock says {@code host}: that is another than the database's where
   * PostgreSQL runs elsewhere, and may jump alone.
   *
   * @throws io.pronto.core.db.DatabaseUnavailable where that cannot be known
   */
  public HostTime beside(Instant host) {
    var state = lookAndTell();
    boolean near = HostTime.isNear(host, state);
    if (near != hostIsNear) {
      hostIsNear = near;
      var line = near ? LOG.atInfo() : LOG.atError();
      line.addKeyValue("host", host)
          .addKeyValue("database", state.clock())
          .log(
              near
                  ? "This host's clock agrees with the database's again"
                  : "This host's clock is three days or more from the database's: no backup is"
                      + " deleted until it is put right");
    }
    return HostTime.of(host, state);
  }

  private ClockState lookAndTell() {
    var state = look();
    if (told != state.belief()) {
      told = state.belief();
      var line = state.isBelieved() ? LOG.atInfo() : LOG.atError();
      line.addKeyValue("clock", state.belief().code()).log(state.told());
    }
    return state;
  }

  /** Looks at the clock. */
  public ClockState look() {
    return database.asOperator(
        tx -> {
          var row = tx.one("select * from look_at_clock()").orElseThrow();
          var state = read(row);
          if (row.getBoolean("begins")) {
            OperatorEvents.append(
                tx,
                News.of(
                    "clock.doubted",
                    new JsonObject()
                        .put("state", state.belief().code())
                        .put("clock", state.clock().toString())
                        .put("seen_at", state.seenAt().toString())
                        .put("reason", state.told())));
          }
          return state;
        });
  }

  /**
   * Has the clock be believed from now on, since {@code by} says that it is right.
   *
   * @param by the id of an account of the operator's
   * @return whether it was not
   */
  public boolean confirm(String by) {
    return database
        .asOperator(tx -> tx.one("select confirm_clock($1) as confirmed", by))
        .orElseThrow()
        .getBoolean("confirmed");
  }

  private static ClockState read(Row row) {
    return new ClockState(
        Optional.ofNullable(row.getString("doubt"))
            .map(doubt -> Belief.valueOf(doubt.toUpperCase(Locale.ROOT)))
            .orElse(Belief.BELIEVED),
        time(row, "clock").orElseThrow(),
        time(row, "seen_at").orElseThrow(),
        time(row, "behind_from"),
        time(row, "behind_until"),
        Optional.ofNullable(row.getString("confirmed_by")),
        time(row, "confirmed_at"));
  }

  private static Optional<Instant> time(Row row, String column) {
    return Optional.ofNullable(row.getOffsetDateTime(column)).map(OffsetDateTime::toInstant);
  }
}
