package io.pronto.core.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pronto.core.Ground;
import io.pronto.core.Id;
import io.pronto.core.device.AddressOfRecord;
import io.pronto.core.live.Registrations.Removal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RegistrationsTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private final List<AutoCloseable> open = new ArrayList<>();
  private final Redis redis = opened(new Redis(Ground.redisUrl()));
  private final Registrations registrations = on(redis, "one");
  private final String domain = Id.next("org").substring(4) + ".pronto.local";
  private final AddressOfRecord alice = new AddressOfRecord("alice", domain);

  @AfterEach
  void close() throws Exception {
    for (var closeable : open.reversed()) {
      closeable.close();
    }
  }

  @Test
  void whatIsRegisteredHereIsFoundThere() {
    var there = on(redis, "two");

    add(registrations, binding("desk", HOUR));

    assertThat(there.of(alice)).containsExactlyElementsOf(registrations.of(alice)).hasSize(1);
    assertThat(there.own()).doesNotContainAnyElementsOf(there.of(alice));
    assertThat(registrations.own()).containsAll(registrations.of(alice));
  }

  @Test
  void aRestartLosesNone() {
    IntStream.range(0, 700)
        .forEach(
            i -> {
              var name = new AddressOfRecord("u" + i, domain);
              registrations.update(
                  name, Removal.UNREGISTERED, _ -> List.of(binding(name, "desk", HOUR)));
            });
    registrations.close();

    var again = on(new Redis(Ground.redisUrl()), "one");

    await(() -> again.own().stream().filter(this::isOurs).count() == 700);
    assertThat(again.in(domain, 1_000)).hasSize(700);
    assertThat(again.in(domain, 10)).hasSize(10);
    assertThat(again.count()).isGreaterThanOrEqualTo(700);
  }

  @Test
  void whoAnswersComesFirstAndThenTheNewest() {
    add(registrations, binding("old", HOUR));
    add(registrations, binding("dead", HOUR).answering(false));
    var now = Instant.ofEpochMilli(System.currentTimeMillis() + 1_000);
    add(registrations, binding("new", HOUR).since(now));

    assertThat(registrations.of(alice))
        .extracting(Binding::key)
        .containsExactly("new", "old", "dead");
  }

  @Test
  void anExpiredBindingIsNeverAnswered() {
    add(registrations, binding("long", HOUR));
    add(registrations, binding("short", Duration.ofMillis(200)));

    await(() -> registrations.of(alice).size() == 1);

    assertThat(on(redis, "two").of(alice)).extracting(Binding::key).containsExactly("long");
  }

  @Test
  void theLastToExpireLeavesNothingBehind() {
    var events = eventsOf(registrations);
    add(registrations, binding("short", Duration.ofMillis(200)));

    await(() -> events.size() == 2);

    assertThat(events).containsExactly("added short", "EXPIRED short");
    long left = redis.ask(commands -> commands.exists("registration:" + alice));
    assertThat(left).isZero();
    assertThat(registrations.in(domain, 10)).isEmpty();
  }

  @Test
  void whatBeginsAndEndsIsToldOnce() {
    var here = eventsOf(registrations);
    var other = on(redis, "two");
    var there = eventsOf(other);

    add(registrations, binding("desk", HOUR));
    add(registrations, binding("desk", HOUR));
    add(other, binding("mobile", HOUR));
    other.update(alice, Removal.UNREGISTERED, _ -> List.of());

    assertThat(here).containsExactly("added desk");
    assertThat(there)
        .containsExactlyInAnyOrder("added mobile", "UNREGISTERED desk", "UNREGISTERED mobile");
  }

  @Test
  void manyAtOnceLoseNothing() {
    var nodes = List.of(registrations, on(redis, "two"));

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      IntStream.range(0, 8)
          .forEach(i -> threads.submit(() -> add(nodes.get(i % 2), binding("device-" + i, HOUR))));
    }

    assertThat(registrations.of(alice)).hasSize(8);
  }

  @Test
  void aChangeThatFailsChangesNothing() {
    add(registrations, binding("desk", HOUR));

    assertThatThrownBy(
            () ->
                registrations.update(
                    alice,
                    Removal.UNREGISTERED,
                    _ -> {
                      throw new IllegalStateException();
                    }))
        .isInstanceOf(IllegalStateException.class);

    assertThat(registrations.of(alice)).hasSize(1);
  }

  @Test
  void whileRedisIsAwayWhatIsKnownIsAnsweredAndNothingIsChanged() {
    var server = OwnRedis.start();
    try {
      var mine = on(new Redis(server.url()), "one");
      add(mine, binding("desk", HOUR));

      server.stop();

      assertThat(mine.of(alice)).hasSize(1);
      assertThat(mine.in(domain, 10)).hasSize(1);
      assertThat(mine.count()).isEqualTo(1);
      assertThatThrownBy(() -> mine.of(new AddressOfRecord("unheard-of", domain)))
          .isInstanceOf(RedisUnavailable.class);
      assertThatThrownBy(() -> add(mine, binding("mobile", HOUR)))
          .isInstanceOf(RedisUnavailable.class);
      assertThat(mine.of(alice)).hasSize(1);
    } finally {
      server.stop();
    }
  }

  @Test
  void aRedisThatForgotIsToldAgainByTheNextRefresh() {
    var server = OwnRedis.start();
    try {
      var mine = on(new Redis(server.url()), "one");
      add(mine, binding("desk", HOUR));

      server.stop();
      server.startAgain();

      await(() -> mine.of(alice).isEmpty());
      add(mine, binding("desk", HOUR));
      assertThat(mine.of(alice)).hasSize(1);
    } finally {
      server.stop();
    }
  }

  private boolean isOurs(Binding binding) {
    return binding.addressOfRecord().domain().equals(alice.domain());
  }

  private static List<Binding> add(Registrations registrations, Binding binding) {
    return registrations.update(
        binding.addressOfRecord(),
        Removal.UNREGISTERED,
        held -> {
          var after = new ArrayList<>(held);
          after.removeIf(old -> old.key().equals(binding.key()));
          after.add(binding);
          return after;
        });
  }

  private static List<String> eventsOf(Registrations registrations) {
    var events = new CopyOnWriteArrayList<String>();
    registrations.listen(
        new Registrations.Listener() {
          @Override
          public void added(Binding binding) {
            events.add("added " + binding.key());
          }

          @Override
          public void removed(Binding binding, Removal why) {
            events.add(why + " " + binding.key());
          }
        });
    return events;
  }

  private Binding binding(String key, Duration time) {
    return binding(alice, key, time);
  }

  private static Binding binding(AddressOfRecord name, String key, Duration time) {
    var now = Instant.ofEpochMilli(System.currentTimeMillis());
    return new Binding(
        name,
        key,
        "sip:" + name.username() + "@192.0.2.1:5070;x=\"é\"",
        Optional.of("urn:uuid:" + key),
        1,
        "call-id",
        7,
        List.of("sip:edge.example.com;lr"),
        "udp",
        "0.0.0.0:5060",
        "[2001:db8::1]:5070",
        "one",
        "Phone 1.0",
        true,
        now,
        now.plus(time));
  }

  private Registrations on(Redis server, String node) {
    return opened(new Registrations(opened(server), node, new SimpleMeterRegistry()));
  }

  private <T extends AutoCloseable> T opened(T closeable) {
    if (!open.contains(closeable)) {
      open.add(closeable);
    }
    return closeable;
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("within 30 s").isLessThan(deadline);
      LockSupport.parkNanos(1_000_000);
    }
  }
}
