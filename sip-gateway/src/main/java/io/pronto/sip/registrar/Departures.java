package io.pronto.sip.registrar;

import io.pronto.core.db.DatabaseUnavailable;
import io.pronto.core.device.AddressOfRecord;
import io.pronto.core.live.Binding;
import io.pronto.core.live.RedisUnavailable;
import io.pronto.core.live.Registrations;
import io.pronto.core.live.Registrations.Removal;
import io.pronto.core.routing.Directory;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the registrations of devices that may register no longer: those that were deleted, and those
 * of users who are not active any more. The directory says so at once; since a word of it may be
 * lost, all devices of this node are looked at now and then.
 */
public final class Departures implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Departures.class);
  private static final Duration INTERVAL = Duration.ofMinutes(1);
  private static final int AT_ONCE = 500;

  private final Semaphore missed = new Semaphore(0);
  private final Directory directory;
  private final Registrations registrations;
  private final Thread clock;

  /** Begins to listen to {@code directory}. */
  public Departures(Directory directory, Registrations registrations) {
    this.directory = directory;
    this.registrations = registrations;
    directory.onEnded(
        name -> Thread.ofVirtual().name("departure").start(() -> end(name)), missed::release);
    this.clock = Thread.ofVirtual().name("departures").start(this::run);
  }

  /** Looks at nothing any more. */
  @Override
  public void close() {
    clock.interrupt();
  }

  private void run() {
    try {
      while (true) {
        missed.tryAcquire(INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        missed.drainPermits();
        endAll();
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private void endAll() {
    try {
      var names =
          List.copyOf(
              new HashSet<>(registrations.own().stream().map(Binding::addressOfRecord).toList()));
      for (int from = 0; from < names.size(); from += AT_ONCE) {
        directory
            .ended(names.subList(from, Math.min(from + AT_ONCE, names.size())))
            .forEach(this::end);
      }
    } catch (DatabaseUnavailable away) {
      LOG.atDebug().setCause(away).log("Departures wait for the database");
    }
  }

  /** Asks again before: the device may have come back meanwhile. */
  private void end(AddressOfRecord name) {
    try {
      if (directory.account(name).isEmpty()) {
        registrations.update(name, Removal.REFUSED, _ -> List.of());
        LOG.atInfo().addKeyValue("device", name).log("Device may register no longer");
      }
    } catch (DatabaseUnavailable | RedisUnavailable away) {
      LOG.atDebug().addKeyValue("device", name).setCause(away).log("A departure is put off");
    }
  }
}
