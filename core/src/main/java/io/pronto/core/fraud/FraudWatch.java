package io.pronto.core.fraud;

import io.micrometer.core.instrument.MeterRegistry;
import io.pronto.core.Outage;
import io.pronto.core.call.CallId;
import io.pronto.core.call.HangupCause;
import io.pronto.core.db.Database;
import io.pronto.core.db.DatabaseUnavailable;
import io.pronto.core.event.Outbox;
import io.pronto.core.live.Redis;
import io.pronto.core.live.SharedCounters;
import io.pronto.core.mail.MailQueue;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.routing.Remembered;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Watches over the calls to the outside that this node makes: whether each may go where it goes,
 * and whether a breaker stops it. Calls for help are none of its business and are never shown to
 * it. What is known of an organisation is kept in memory, nodes count together in Redis, and each
 * by itself while that is away.
 */
public final class FraudWatch implements AutoCloseable {
  private final Remembered<OrganisationId, FraudFacts> facts;
  private final FraudEngine engine = new FraudEngine();
  private final SharedLedger shared;
  private final AlarmBook alarms;
  private final Tariff tariff;
  private final InstantSource clock;
  private final MeterRegistry meters;
  private final Collection<OutsideCall> running = ConcurrentHashMap.newKeySet();

  /** Whether a call may be made. */
  public sealed interface Verdict {
    /** It may, and is watched from now on. */
    record Admitted(OutsideCall call) implements Verdict {}

    /** It may not. */
    record Refused(HangupCause cause) implements Verdict {}
  }

  /**
   * Begins to watch.
   *
   * @param mail where administrators are written to; empty where no mail is sent
   * @param tariff what calls cost
   */
  public FraudWatch(
      Database database,
      Redis redis,
      Outbox outbox,
      Optional<MailQueue> mail,
      Tariff tariff,
      InstantSource clock,
      MeterRegistry meters) {
    this.facts = new Remembered<>(new FraudFactsReader(database)::read, new Outage());
    this.shared = new SharedLedger(new SharedCounters(redis));
    this.alarms = new AlarmBook(database, new FraudAlarmStore(database, outbox), mail);
    this.tariff = tariff;
    this.clock = clock;
    this.meters = meters;
    meters.gaugeCollectionSize("pronto.fraud.watched", List.of(), running);
    database.onNotice("fraud", facts::doubt, this::changed);
  }

  /**
   * Judges a call that is about to leave. Waits for Redis, a millisecond as a rule.
   *
   * @param userId who makes it; empty for nobody in particular
   * @param deviceId by which device; empty likewise
   * @param number E.164, or a short code
   * @param country the organisation's, ISO 3166 alpha-2
   * @param cut ends the call; for any thread
   */
  public Verdict admit(
      CallId call,
      OrganisationId organisation,
      Optional<String> userId,
      Optional<String> deviceId,
      String number,
      String country,
      Consumer<HangupCause> cut) {
    var known = facts(organisation, country);
    var attempt =
        Attempt.to(
            number,
            call,
            organisation,
            userId.orElse(""),
            deviceId.orElse(""),
            known.country(),
            tariff,
            clock.instant());
    return switch (engine.judge(known, attempt)) {
      case FraudEngine.Verdict.NotAllowed _ -> notAllowed(known, attempt);
      case FraudEngine.Verdict.Standing _ -> refused(HangupCause.BREAKER_TRIPPED);
      case FraudEngine.Verdict.Trips(var count) -> {
        trip(attempt, count);
        yield refused(HangupCause.BREAKER_TRIPPED);
      }
      case FraudEngine.Verdict.Passed(var counts) -> together(attempt, counts, cut);
    };
  }

  private Verdict together(Attempt attempt, List<Count> counts, Consumer<HangupCause> cut) {
    var over = shared.add(attempt, counts, attempt.at(), false);
    if (over.isPresent()) {
      var back = counts.stream().map(count -> count.of(-count.amount())).toList();
      engine.put(attempt.organisation(), back, attempt.at());
      trip(attempt, over.get());
      return refused(HangupCause.BREAKER_TRIPPED);
    }
    var call = new OutsideCall(this, attempt, counts, cut);
    running.add(call);
    return new Verdict.Admitted(call);
  }

  /** Who tries one closed destination after the other is looking for an open one. */
  private Verdict notAllowed(FraudFacts known, Attempt attempt) {
    var failure =
        FraudEngine.counts(known, attempt).stream()
            .filter(count -> count.measure() == Measure.FAILURES)
            .map(count -> count.of(Count.ONE))
            .toList();
    engine.put(attempt.organisation(), failure, attempt.at());
    later(() -> shared.put(attempt, failure, attempt.at()));
    return refused(HangupCause.DESTINATION_NOT_ALLOWED);
  }

  private Verdict refused(HangupCause cause) {
    meters.counter("pronto.fraud.refused", "cause", cause.code()).increment();
    return new Verdict.Refused(cause);
  }

  /** Whether one more minute may be talked. */
  boolean minute(OutsideCall call) {
    var attempt = call.attempt();
    var now = clock.instant();
    var known = facts(attempt.organisation(), "");
    var standing =
        call.counts().stream()
            .filter(count -> count.rule().cutsCalls() && known.isTripped(count.breaker(), now))
            .findAny();
    if (standing.isPresent()) {
      return false;
    }
    var over = engine.minute(call.counts(), attempt, now);
    if (over.filter(count -> count.rule().cutsCalls()).isEmpty()) {
      over = Stream.of(over, together(call, now)).flatMap(Optional::stream).findFirst();
    }
    over.ifPresent(count -> trip(attempt, count));
    return over.filter(count -> count.rule().cutsCalls()).isEmpty();
  }

  /** A call that goes on is still one of those that are up. */
  private Optional<Count> together(OutsideCall call, Instant now) {
    var counts =
        Stream.concat(
                FraudEngine.minuteOf(call.counts(), call.attempt()).stream(),
                call.counts().stream().filter(count -> count.measure() == Measure.CONCURRENT))
            .toList();
    return shared.add(call.attempt(), counts, now, true);
  }

  /** It is over: what was counted and not talked is taken back. */
  void end(OutsideCall call, Duration talked, boolean failed) {
    if (running.remove(call)) {
      var now = clock.instant();
      long begun =
          talked.isZero() ? 0 : Math.ceilDiv(talked.toMillis(), OutsideCall.MINUTE.toMillis());
      var attempt = call.attempt();
      var counts = FraudEngine.endOf(call.counts(), attempt, call.paid(), begun, failed);
      engine.put(attempt.organisation(), counts, now);
      later(() -> shared.put(attempt, counts, now));
    }
  }

  private void trip(Attempt attempt, Count count) {
    var end = FraudEngine.end(count.rule(), attempt.at());
    meters.counter("pronto.fraud.tripped", "rule", count.breaker().rule().code()).increment();
    engine.trip(attempt.organisation(), count, end);
    alarms.write(attempt, count, end);
    if (count.rule().cutsCalls()) {
      cut(attempt.organisation(), count.breaker());
    }
  }

  private void cut(OrganisationId organisation, Breaker breaker) {
    running.stream()
        .filter(call -> call.attempt().organisation().equals(organisation))
        .forEach(call -> call.cutIf(breaker));
  }

  /** Another node's breaker may have tripped, which ends calls here too. */
  private void changed(String organisation) {
    facts.doubt();
    var calls =
        running.stream()
            .filter(call -> call.attempt().organisation().value().equals(organisation))
            .toList();
    if (!calls.isEmpty()) {
      later(() -> cutTripped(calls));
    }
  }

  private void cutTripped(List<OutsideCall> calls) {
    var now = clock.instant();
    var known = facts(calls.getFirst().attempt().organisation(), "");
    for (var call : calls) {
      call.counts().stream()
          .filter(count -> count.rule().cutsCalls() && known.isTripped(count.breaker(), now))
          .findAny()
          .ifPresent(count -> call.cutIf(count.breaker()));
    }
  }

  private FraudFacts facts(OrganisationId organisation, String country) {
    try {
      return facts.get(organisation);
    } catch (DatabaseUnavailable unknown) {
      return FraudFacts.usual(organisation, country);
    }
  }

  private static void later(Runnable work) {
    Thread.ofVirtual().name("fraud-counts").start(work);
  }

  /** Writes down the alarms that wait, and stops. */
  @Override
  public void close() {
    alarms.close();
  }
}
