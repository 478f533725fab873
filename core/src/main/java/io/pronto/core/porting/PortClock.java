package io.pronto.core.porting;

import io.pronto.core.Rounds;
import io.pronto.core.db.Conflict;
import io.pronto.core.db.Database;
import io.pronto.core.event.Outbox;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what is to be done with port orders when their time has come: completes those whose number
 * has changed operator, and gives alarm. Every process of a cluster may run one; whoever has a row
 * first does the work. Calls do not wait for it: they go by the clock themselves.
 */
public final class PortClock implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PortClock.class);
  private static final Duration PAUSE = Duration.ofSeconds(15);

  private final PortOrders orders;
  private final PortAlarms alarms;
  private final InstantSource clock;
  private Rounds rounds;

  /** One that does nothing yet, over {@code database}, by {@code clock}. */
  public PortClock(Database database, Outbox outbox, InstantSource clock) {
    this.orders = new PortOrders(database, outbox, clock);
    this.alarms = new PortAlarms(database, outbox);
    this.clock = clock;
  }

  /** Looks every 15 seconds from now on, until closed. */
  public PortClock start() {
    rounds = Rounds.start("port-clock", "Ports were not looked at", PAUSE, this::tick);
    return this;
  }

  /** Does what is to be done now. */
  public void tick() {
    var now = clock.instant();
    orders.switching(now).forEach(id -> complete(id, now));
    alarms.ring(now);
  }

  private void complete(String id, Instant now) {
    try {
      orders.step(id, new PortStep.Complete(), order -> requireTime(order, now));
    } catch (PortRefused moved) {
      LOG.atInfo().addKeyValue("port", id).log("A port was moved meanwhile");
    } catch (Conflict e) {
      LOG.atError().addKeyValue("port", id).setCause(e).log("A port could not be completed");
    }
  }

  private static void requireTime(PortOrder order, Instant now) {
    if (order.switchAt().filter(now::isBefore).isPresent()) {
      throw new PortRefused(PortRefused.Reason.NOT_YET, "Its moment was moved");
    }
  }

  /** Stops. */
  @Override
  public void close() {
    if (rounds != null) {
      rounds.close();
    }
  }
}
