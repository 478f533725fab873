package io.pronto.core.fraud;

import io.pronto.core.live.RedisUnavailable;
import io.pronto.core.live.SharedCounters;
import io.pronto.core.live.SharedCounters.Entry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all nodes count together. While Redis is away each counts what goes by itself, which is
 * checked in any case, so that nothing is ever wide open.
 */
final class SharedLedger {
  private static final Logger LOG = LoggerFactory.getLogger(SharedLedger.class);

  /** Longer than the minute after which a call that goes on is counted again. */
  private static final Duration UP = Duration.ofMinutes(3);

  private static final Duration GRACE = Duration.ofMinutes(1);

  private final SharedCounters counters;
  private final AtomicBoolean away = new AtomicBoolean();

  SharedLedger(SharedCounters counters) {
    this.counters = counters;
  }

  /**
   * Adds {@code counts}, unless one of them is too much.
   *
   * @param force whether all are added in any case
   * @return the first that is too much
   */
  Optional<Count> add(Attempt attempt, List<Count> counts, Instant now, boolean force) {
    try {
      var entries =
          counts.stream().map(count -> entry(attempt, count, now, count.limit())).toList();
      var over = counters.add(entries, member(attempt), now, now.plus(UP), force);
      back();
      return over.isPresent() ? Optional.of(counts.get(over.getAsInt())) : Optional.empty();
    } catch (RedisUnavailable gone) {
      gone();
      return Optional.empty();
    }
  }

  /** The first of {@code counts} that would be too much; nothing is added. */
  Optional<Count> wouldExceed(Attempt attempt, List<Count> counts, Instant now) {
    try {
      var entries =
          counts.stream().map(count -> entry(attempt, count, now, count.limit())).toList();
      var over = counters.exceeded(entries, member(attempt), now);
      return over.isPresent() ? Optional.of(counts.get(over.getAsInt())) : Optional.empty();
    } catch (RedisUnavailable gone) {
      return Optional.empty();
    }
  }

  /** Adds what cannot be refused. */
  void put(Attempt attempt, List<Count> counts, Instant now) {
    try {
      var entries = counts.stream().map(count -> entry(attempt, count, now, -1)).toList();
      counters.add(entries, member(attempt), now, now.plus(UP), true);
    } catch (RedisUnavailable gone) {
      gone();
    }
  }

  /** One call may go to one number outside after the other. */
  private static String member(Attempt attempt) {
    return attempt.call().value() + ' ' + attempt.number();
  }

  private static Entry entry(Attempt attempt, Count count, Instant now, long limit) {
    boolean together = count.measure() == Measure.CONCURRENT;
    long step = count.span().step(now.toEpochMilli());
    return new Entry(
        "fraud:%s:%s:%s:%s"
            .formatted(
                attempt.organisation(),
                count.breaker().rule().code(),
                count.breaker().subject(),
                count.epoch()),
        together,
        step,
        step - Span.STEPS,
        together ? UP : count.span().length().multipliedBy(2).plus(GRACE),
        count.amount(),
        count.probe(),
        limit);
  }

  private void back() {
    if (away.compareAndSet(true, false)) {
      LOG.atInfo().log("Breakers count together with other nodes again");
    }
  }

  private void gone() {
    if (away.compareAndSet(false, true)) {
      LOG.atWarn().log("Redis does not answer: breakers count this node's calls only");
    }
  }
}
