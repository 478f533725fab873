package io.pronto.core.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pronto.core.Ground;
import io.pronto.core.Waiting;
import io.pronto.core.call.CallDetailRecord.Direction;
import io.pronto.core.call.CallId;
import io.pronto.core.call.CallQuality;
import io.pronto.core.call.LegQuality;
import io.pronto.core.call.Listening;
import io.pronto.core.call.RecordingState;
import io.pronto.core.organisation.OrganisationId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LiveCallsTest {
  private final OrganisationId organisation = OrganisationId.next();
  private final String node = "node-" + organisation.value().substring(14);
  private final Redis redis = new Redis(Ground.redisUrl());
  private final LiveCalls live = new LiveCalls(redis, node);

  @AfterEach
  void close() {
    live.close();
    redis.close();
  }

  @Test
  void aCallIsSeenAsItIsNowWhileItGoesOn() {
    var ringing = call(LiveCall.State.RINGING);
    live.put(ringing);
    until(live, ringing);

    var held = held(ringing);
    live.put(held);
    until(live, held);

    live.remove(organisation, held.id());
    until(live);
  }

  @Test
  void callsOfAllNodesAreSeenFromEach() {
    try (var other = new LiveCalls(redis, node + "-2")) {
      var mine = call(LiveCall.State.RINGING);
      live.put(mine);
      until(other, mine);
      var others =
          new LiveCall(
              CallId.next(),
              organisation,
              Direction.INTERNAL,
              "101",
              "Ada",
              "102",
              LiveCall.State.ANSWERED,
              Instant.now(),
              Optional.of(Instant.now()),
              RecordingState.NONE,
              node + "-2",
              List.of("usr_1", "usr_2"));
      other.put(others);

      until(live, others, mine);
    }

    Waiting.until("a node that stops has none", () -> live.list(organisation).size() == 1);
  }

  @Test
  void anotherOrganisationSeesNothingOfThem() {
    var call = call(LiveCall.State.RINGING);
    live.put(call);
    until(live, call);

    assertThat(live.list(OrganisationId.next())).isEmpty();
  }

  @Test
  void aNodeThatWasKilledAndStartsAgainHasNoCallsAndItsLeftoversAreForgotten() {
    var leftover = new LiveCallJson(call(LiveCall.State.ANSWERED), "life before");
    redis.ask(commands -> commands.hset(key(), leftover.call().id().value(), leftover.write()));

    assertThat(live.list(organisation)).isEmpty();
    assertThat(redis.<Long>ask(commands -> commands.hlen(key()))).isZero();
  }

  @Test
  void aNodeThatDiesIsForgottenWithinAMinute() {
    var call = call(LiveCall.State.RINGING);
    live.put(call);
    until(live, call);

    assertThat(timeLeft("node:" + node)).isBetween(1L, 60_000L);
    assertThat(timeLeft(key())).isBetween(1L, 60_000L);
  }

  @Test
  void aCallThatGoesOnForLongStays() {
    var call = call(LiveCall.State.RINGING);
    live.put(call);
    until(live, call);
    for (var key : List.of("node:" + node, key())) {
      redis.ask(commands -> commands.pexpire(key, Duration.ofSeconds(8)));
    }

    Waiting.until("renewed", () -> timeLeft(key()) > 30_000L);

    assertThat(live.list(organisation)).containsExactly(call);
    assertThat(timeLeft("node:" + node)).isGreaterThan(8_000L);
  }

  @Test
  void withoutRedisCallsGoOnAtFullSpeedAndWhenItIsBackTheLiveOnesAreThere() {
    var server = OwnRedis.start();
    try (var own = new Redis(server.url());
        var calls = new LiveCalls(own, node)) {
      var before = call(LiveCall.State.RINGING);
      var gone = call(LiveCall.State.RINGING);
      List.of(before, gone).forEach(calls::put);
      Waiting.until("written", () -> calls.list(organisation).size() == 2);

      server.stop();
      Waiting.until("away", () -> !own.reachable());
      long began = System.nanoTime();
      var during = IntStream.range(0, 1000).mapToObj(i -> call(LiveCall.State.RINGING)).toList();
      during.forEach(calls::put);
      during.subList(1, 1000).forEach(call -> calls.remove(organisation, call.id()));
      calls.remove(organisation, gone.id());
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(1));
      assertThatThrownBy(() -> calls.list(organisation)).isInstanceOf(RedisUnavailable.class);

      server.startAgain();
      Waiting.until("back", own::reachable);
      until(calls, during.getFirst(), before);
    } finally {
      server.stop();
    }
  }

  private void until(LiveCalls calls, LiveCall... expected) {
    Waiting.until(
        List.of(expected) + " are live", () -> calls.list(organisation).equals(List.of(expected)));
  }

  private String key() {
    return OwnCalls.key(organisation);
  }

  /** Milliseconds. */
  private long timeLeft(String key) {
    return redis.ask(commands -> commands.pttl(key));
  }

  private LiveCall call(LiveCall.State state) {
    return new LiveCall(
        CallId.next(),
        organisation,
        Direction.INBOUND,
        "+33123456789",
        "",
        "+33987654321",
        state,
        Instant.now(),
        Optional.empty(),
        RecordingState.NONE,
        node,
        List.of("usr_1"));
  }

  private static LiveCall held(LiveCall call) {
    return new LiveCall(
        call.id(),
        call.organisation(),
        call.direction(),
        call.caller(),
        call.callerName(),
        call.called(),
        LiveCall.State.HELD,
        call.startedAt(),
        Optional.of(Instant.now()),
        RecordingState.RUNNING,
        call.node(),
        call.userIds(),
        new CallQuality(
            Optional.empty(),
            Optional.of(
                new LegQuality(
                    Optional.of(new Listening(4.12, 1.5, 3.25)),
                    Optional.empty(),
                    true,
                    OptionalDouble.of(42.5)))));
  }
}
