package io.pronto.core.subject;

import io.pronto.core.Rounds;
import io.pronto.core.db.BareFault;
import io.pronto.core.db.Database;
import io.pronto.core.db.DatabaseUnavailable;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out erasures that were instructed, and goes on with those that somebody died over, that a
 * legal hold had kept, or that wait for records of calls; then sees to it that no byte of them is
 * left in the database's files. Any number of servers may do so.
 */
public final class ErasureWork implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ErasureWork.class);
  private static final Duration PAUSE = Duration.ofSeconds(15);

  private final Database database;
  private final SubjectErasure erasure;
  private final DeadBytes deadBytes;
  private final InstantSource clock;
  private Rounds rounds;

  /** Has not begun. */
  public ErasureWork(
      Database database, SubjectErasure erasure, DeadBytes deadBytes, InstantSource clock) {
    this.database = database;
    this.erasure = erasure;
    this.deadBytes = deadBytes;
    this.clock = clock;
  }

  /** Begins, and looks every 15 s. */
  public ErasureWork start() {
    rounds = Rounds.start("erasures", "Erasures were not carried out", PAUSE, this::round);
    return this;
  }

  /** Carries out what is due, and writes anew what is to be. */
  public void round() {
    database
        .asStranger(
            tx ->
                tx.query(
                    "select * from erasures_due($1)", clock.instant().atOffset(ZoneOffset.UTC)))
        .forEach(this::goOrSay);
    if (leaveBytes()) {
      deadBytes.scrub(clock.instant());
    }
  }

  private boolean leaveBytes() {
    return database
        .asStranger(tx -> tx.one("select erasures_leave_bytes() as leave"))
        .orElseThrow()
        .getBoolean("leave");
  }

  /** One that cannot be carried out keeps no other from it. */
  private void goOrSay(Row due) {
    try {
      erasure.go(new OrganisationId(due.getString("organisation_id")), due.getString("id"));
    } catch (DatabaseUnavailable away) {
      throw away;
    } catch (RuntimeException e) {
      LOG.atError()
          .addKeyValue("org", due.getString("organisation_id"))
          .addKeyValue("erasure", due.getString("id"))
          .setCause(BareFault.of(e))
          .log("An erasure stopped; it goes on in the next round");
    }
  }

  /** Stops; what is left is done when a server starts again. */
  @Override
  public void close() {
    if (rounds != null) {
      rounds.close();
    }
  }
}
