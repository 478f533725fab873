package io.pronto.core.rating;

import io.pronto.core.db.Database;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How well trunks have carried calls to a destination of late: what became of the attempts of the
 * last hour or so. A destination is what the first four digits of a number say. Each node counts
 * its own attempts, and begins with what the records of all tell.
 */
public final class TrunkQuality {
  /** How many attempts it takes to say anything. */
  public static final int ENOUGH = 10;

  private static final Logger LOG = LoggerFactory.getLogger(TrunkQuality.class);
  private static final int DESTINATIONS = 10_000;
  private static final int DESTINATION_DIGITS = 4;
  private static final int HALF = 500;
  private static final int THOUSAND = 1_000;
  private static final int SERVER_ERROR = 500;
  private static final int GLOBAL_FAILURE = 600;
  private static final int TIMEOUT = 408;
  private static final Duration SPAN = Duration.ofHours(1);

  private final InstantSource clock;
  private final Map<String, AtomicReferenceArray<Tally>> tallies = new ConcurrentHashMap<>();

  /**
   * What is known of a trunk and a destination.
   *
   * @param attempts that were counted
   * @param answered those that were answered, per thousand (ASR)
   * @param failed those at which the trunk itself failed, per thousand: 5xx, timeouts, no answer at
   *     all
   * @param delayMillis from INVITE to ringing on average (PDD), 0 where none rang
   */
  public record Measure(int attempts, int answered, int failed, long delayMillis) {
    static final Measure NONE = new Measure(0, 0, 0, 0);

    /** Whether there were enough attempts to go by. */
    public boolean isKnown() {
      return attempts >= ENOUGH;
    }

    /** Whether the trunk fails at half of them or more: then it comes behind all others. */
    public boolean isBad() {
      return isKnown() && failed >= HALF;
    }
  }

  /** Nothing is known yet. */
  public TrunkQuality(InstantSource clock) {
    this.clock = clock;
  }

  /** Counts what the call records of the last hour tell, on a thread of its own. */
  public void recall(Database database) {
    Thread.ofVirtual().name("trunk-quality").start(() -> read(database));
  }

  void read(Database database) {
    var since = clock.instant().minus(SPAN).atOffset(ZoneOffset.UTC);
    try {
      database
          .asOperator(tx -> tx.query("select * from trunk_attempts($1)", since))
          .forEach(this::count);
    } catch (RuntimeException e) {
      LOG.atWarn().setCause(e).log("Nothing is known of trunks' quality before this start");
    }
  }

  private void count(Row row) {
    attempt(
        row.getString("trunk_id"),
        '+' + row.getString("destination") + '0',
        row.getBoolean("answered"),
        isFailure(row.getInteger("status")),
        Optional.ofNullable(row.getLong("delay_millis")).map(Duration::ofMillis));
  }

  /** Whether a final status says that the trunk failed, and not the party called. */
  private static boolean isFailure(int status) {
    return status == TIMEOUT || status >= SERVER_ERROR && status < GLOBAL_FAILURE || status == 0;
  }

  /**
   * Counts an attempt.
   *
   * @param number E.164; any other is of no destination
   * @param failed whether the trunk failed, and not the party called
   * @param delay until it rang, if it did
   */
  public void attempt(
      String trunkId, String number, boolean answered, boolean failed, Optional<Duration> delay) {
    int destination = destination(number);
    if (destination >= 0) {
      tallies
          .computeIfAbsent(trunkId, _ -> new AtomicReferenceArray<>(DESTINATIONS))
          .updateAndGet(destination, before -> before == null ? new Tally() : before);
      tallies
          .get(trunkId)
          .get(destination)
          .count(clock.millis(), answered, failed, delay.map(Duration::toMillis).orElse(0L));
    }
  }

  /** What is known of a trunk for {@code number}. */
  public Measure of(String trunkId, String number) {
    int destination = destination(number);
    var trunk = tallies.get(trunkId);
    var tally = trunk == null || destination < 0 ? null : trunk.get(destination);
    return tally == null ? Measure.NONE : tally.measure(clock.millis());
  }

  private static int destination(String number) {
    if (number.length() <= DESTINATION_DIGITS || number.charAt(0) != '+') {
      return -1;
    }
    int destination = 0;
    for (int i = 1; i <= DESTINATION_DIGITS; i++) {
      int digit = number.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      destination = destination * 10 + digit;
    }
    return destination;
  }

  /** Attempts of one trunk at one destination, which fade: every half hour half of them count. */
  private static final class Tally {
    private static final long FADES_MILLIS = Duration.ofMinutes(30).toMillis();

    private long sinceMillis;
    private int attempts;
    private int answered;
    private int failed;
    private int rang;
    private long delayMillis;
    private volatile Measure measure = Measure.NONE;

    synchronized void count(long now, boolean wasAnswered, boolean hasFailed, long delay) {
      fade(now);
      attempts++;
      answered += wasAnswered ? 1 : 0;
      failed += hasFailed ? 1 : 0;
      rang += delay > 0 ? 1 : 0;
      delayMillis += Math.max(0, delay);
      sum();
    }

    /** Without a lock while nothing fades: calls ask. */
    Measure measure(long now) {
      return now - sinceMillis < FADES_MILLIS ? measure : faded(now);
    }

    private synchronized Measure faded(long now) {
      fade(now);
      sum();
      return measure;
    }

    private void fade(long now) {
      if (sinceMillis == 0) {
        sinceMillis = now;
      }
      while (now - sinceMillis >= FADES_MILLIS) {
        boolean empty = attempts == 0;
        attempts /= 2;
        answered /= 2;
        failed /= 2;
        rang /= 2;
        delayMillis /= 2;
        sinceMillis = empty ? now : sinceMillis + FADES_MILLIS;
      }
    }

    private void sum() {
      measure =
          new Measure(
              attempts,
              attempts == 0 ? 0 : answered * THOUSAND / attempts,
              attempts == 0 ? 0 : failed * THOUSAND / attempts,
              rang == 0 ? 0 : delayMillis / rang);
    }
  }
}
