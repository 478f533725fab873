package io.pronto.core.fraud;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.pronto.core.organisation.OrganisationId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Judges calls: facts and an attempt in, a verdict out, with what it has counted in memory. It is
 * the same for calls that are being made and for those of last month that are judged anew. It waits
 * for nothing.
 */
final class FraudEngine {
  /** Longer than the longest span. */
  private static final Duration IDLE = Duration.ofHours(30);

  private static final int MOST = 200_000;

  private final Cache<OrganisationId, Ledger> ledgers =
      Caffeine.newBuilder().maximumSize(MOST).expireAfterAccess(IDLE).build();

  /** What is thought of an attempt. */
  sealed interface Verdict {
    /** It may be made; {@code counts} are what it has added. */
    record Passed(List<Count> counts) implements Verdict {}

    /** No such destination is open. */
    record NotAllowed() implements Verdict {}

    /** A breaker has tripped before. */
    record Standing(Count count) implements Verdict {}

    /** A breaker trips by it. */
    record Trips(Count count) implements Verdict {}
  }

  /** Judges {@code attempt}, and counts it if it passes. */
  Verdict judge(FraudFacts facts, Attempt attempt) {
    if (!facts.allow(attempt)) {
      return new Verdict.NotAllowed();
    }
    var counts = counts(facts, attempt);
    var ledger = ledger(facts.organisation());
    var standing =
        facts.tripped(counts, attempt.at()).or(() -> ledger.standing(counts, attempt.at()));
    if (standing.isPresent()) {
      return new Verdict.Standing(standing.get());
    }
    return ledger
        .add(counts, attempt.at(), _ -> true)
        .<Verdict>map(Verdict.Trips::new)
        .orElseGet(() -> new Verdict.Passed(counts));
  }

  /**
   * Counts one more minute of a call, before it is talked.
   *
   * @return the breaker that trips by it; if that cuts calls, the minute is not to be talked
   */
  Optional<Count> minute(List<Count> counts, Attempt attempt, Instant now) {
    return ledger(attempt.organisation())
        .add(minuteOf(counts, attempt), now, over -> over.rule().cutsCalls());
  }

  /** What one more minute adds to the breakers that a call counts for. */
  static List<Count> minuteOf(List<Count> counts, Attempt attempt) {
    return counts.stream()
        .filter(count -> count.measure().growsWithTime())
        .map(
            count ->
                count.of(
                    count.measure() == Measure.SPENDING
                        ? attempt.price().minuteMicros()
                        : Count.ONE))
        .toList();
  }

  /**
   * What the end of a call adds, and takes back.
   *
   * @param paid the minutes that were counted
   * @param talked the minutes that were begun, none where nobody answered
   * @param failed whether nobody has such a number
   */
  static List<Count> endOf(
      List<Count> counts, Attempt attempt, long paid, long talked, boolean failed) {
    return counts.stream()
        .map(
            count ->
                count.of(
                    switch (count.measure()) {
                      case SPENDING ->
                          attempt.price().micros(talked) - attempt.price().micros(paid);
                      case MINUTES -> (talked - paid) * Count.ONE;
                      case CONCURRENT -> -Count.ONE;
                      case FAILURES -> failed ? Count.ONE : 0;
                      case ATTEMPTS -> 0;
                    }))
        .filter(count -> count.amount() != 0)
        .toList();
  }

  /** Adds what cannot be refused. */
  void put(OrganisationId organisation, List<Count> counts, Instant at) {
    ledger(organisation).put(counts, at);
  }

  /** A breaker trips until {@code end}. */
  void trip(OrganisationId organisation, Count count, Instant end) {
    ledger(organisation).trip(count, end);
  }

  /** Until when a breaker that trips at {@code at} stays so by itself. */
  static Instant end(FraudRule rule, Instant at) {
    var hold = rule.name().span().hold();
    return hold.isZero() ? Instant.MAX : at.plus(hold);
  }

  /** What {@code attempt} counts for. */
  static List<Count> counts(FraudFacts facts, Attempt attempt) {
    var counts = new ArrayList<Count>(facts.rules().size());
    for (var rule : facts.rules()) {
      if (concerns(rule, attempt) && rule.name().coverage().covers(attempt, facts)) {
        var breaker = new Breaker(rule.name(), rule.name().subject().of(attempt));
        counts.add(Count.atAdmission(rule, breaker, facts.epoch(breaker), attempt.price()));
      }
    }
    return counts;
  }

  /** What nobody in particular does, such as a forwarded call, counts for no user and no device. */
  private static boolean concerns(ActingRule rule, Attempt attempt) {
    return switch (rule.name().subject()) {
      case USER -> !attempt.userId().isEmpty();
      case DEVICE -> !attempt.deviceId().isEmpty();
      case ORGANISATION, COUNTRY, RANGE -> true;
    };
  }

  private Ledger ledger(OrganisationId organisation) {
    return ledgers.get(organisation, _ -> new Ledger());
  }
}
