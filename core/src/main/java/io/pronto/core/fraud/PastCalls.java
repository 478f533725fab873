package io.pronto.core.fraud;

import io.pronto.core.call.CallId;
import io.pronto.core.numbering.EmergencyNumbers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/** Plays calls of the past to the engine, minute by minute, and keeps the score. */
final class PastCalls {
  private static final int MOST_KEPT = 1_000;

  private final FraudEngine engine = new FraudEngine();
  private final Tariff tariff;
  private final Duration releasedAfter;
  private final PriorityQueue<Up> up = new PriorityQueue<>(Comparator.comparing(Up::next));
  private final Map<Breaker, Instant> tripped = new HashMap<>();
  private final Map<Breaker.Kin, String> epochs = new HashMap<>();
  private final List<FraudReplay.Trip> trips = new ArrayList<>();
  private final List<FraudReplay.Stopped> stopped = new ArrayList<>();
  private FraudFacts facts;
  private long calls;
  private long stoppedCount;
  private long cost;
  private long costStopped;

  PastCalls(FraudFacts facts, Tariff tariff, Duration releasedAfter) {
    this.facts = facts;
    this.tariff = tariff;
    this.releasedAfter = releasedAfter;
  }

  /**
   * A call that was let out.
   *
   * @param paid the minutes that were counted
   * @param next when its next minute begins, or when it ends
   */
  private record Up(PastCall call, Attempt attempt, List<Count> counts, long paid, Instant next) {}

  long calls() {
    return calls;
  }

  long stoppedCount() {
    return stoppedCount;
  }

  /** In millionths of a euro. */
  long cost() {
    return cost;
  }

  long costStopped() {
    return costStopped;
  }

  List<FraudReplay.Trip> trips() {
    return trips;
  }

  List<FraudReplay.Stopped> stopped() {
    return stopped;
  }

  /** The next call, in the order in which they were made. */
  void take(PastCall call) {
    if (EmergencyNumbers.has(call.number(), facts.country())) {
      return;
    }
    goOn(call.at());
    calls++;
    var attempt =
        Attempt.to(
            call.number(),
            new CallId(call.call()),
            facts.organisation(),
            call.userId(),
            call.deviceId(),
            facts.country(),
            tariff,
            call.at());
    cost += attempt.price().micros(call.minutes());
    switch (engine.judge(facts, attempt)) {
      case FraudEngine.Verdict.Passed(var counts) ->
          up.add(new Up(call, attempt, counts, 1, next(call, 1)));
      case FraudEngine.Verdict.NotAllowed _ -> stop(call, attempt, 0, "destination");
      case FraudEngine.Verdict.Standing(var count) -> stop(call, attempt, 0, name(count));
      case FraudEngine.Verdict.Trips(var count) -> {
        trip(attempt, count, call.at());
        stop(call, attempt, 0, name(count));
      }
    }
  }

  /** No call follows: those that are up go on to their end. */
  void close() {
    goOn(Instant.MAX);
  }

  private void goOn(Instant until) {
    while (!up.isEmpty() && up.peek().next().isBefore(until)) {
      var one = up.remove();
      if (one.call().minutes() <= one.paid()) {
        end(one, one.call().minutes());
      } else {
        minute(one);
      }
    }
  }

  private void minute(Up one) {
    var over = engine.minute(one.counts(), one.attempt(), one.next());
    over.ifPresent(count -> trip(one.attempt(), count, one.next()));
    boolean cut =
        one.counts().stream()
            .filter(count -> count.rule().cutsCalls())
            .anyMatch(count -> facts.isTripped(count.breaker(), one.next()));
    if (cut) {
      stop(one.call(), one.attempt(), one.paid(), over.map(PastCalls::name).orElse("cut"));
      end(one, one.paid());
    } else {
      long paid = one.paid() + 1;
      up.add(new Up(one.call(), one.attempt(), one.counts(), paid, next(one.call(), paid)));
    }
  }

  private void end(Up one, long talked) {
    var counts =
        FraudEngine.endOf(one.counts(), one.attempt(), one.paid(), talked, one.call().failed());
    engine.put(facts.organisation(), counts, one.next());
  }

  private void stop(PastCall call, Attempt attempt, long talked, String reason) {
    stoppedCount++;
    costStopped += attempt.price().micros(call.minutes()) - attempt.price().micros(talked);
    if (stopped.size() < MOST_KEPT) {
      stopped.add(
          new FraudReplay.Stopped(
              call.call(), call.number(), call.at(), call.talked(), reason, false));
    }
  }

  private void trip(Attempt attempt, Count count, Instant at) {
    boolean holds = FraudEngine.end(count.rule(), at).equals(Instant.MAX);
    tripped.put(
        count.breaker(), holds ? at.plus(releasedAfter) : FraudEngine.end(count.rule(), at));
    if (holds) {
      epochs.put(count.breaker().kin(), attempt.call().value());
    }
    facts =
        new FraudFacts(
            facts.organisation(),
            facts.country(),
            facts.rules(),
            facts.own(),
            facts.ceiling(),
            tripped,
            epochs,
            facts.countries());
    if (trips.size() < MOST_KEPT) {
      trips.add(
          new FraudReplay.Trip(name(count), count.breaker().subject(), at, attempt.call().value()));
    }
  }

  private static String name(Count count) {
    return count.breaker().rule().code();
  }

  /** When minute {@code paid} of a call is over, or the call itself. */
  private static Instant next(PastCall call, long paid) {
    var minute = Duration.ofMinutes(paid);
    return call.at().plus(call.talked().compareTo(minute) < 0 ? call.talked() : minute);
  }
}
