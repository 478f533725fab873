package io.pronto.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.media.MediaEvent.OneWay;
import io.pronto.media.MediaEvent.Resting;
import io.pronto.media.MediaEvent.Silent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HoldTest {
  private static final Duration SILENCE = Duration.ofMillis(600);

  private Relay relay;
  private Peer alice;
  private Peer bob;
  private Endpoint a;
  private Endpoint b;

  @BeforeEach
  void call() throws IOException {
    relay = new Relay("127.0.0.1", 43_000, 43_999, SILENCE);
    alice = new Peer();
    bob = new Peer();
    a = relay.open(alice);
    b = relay.open(bob);
    relay.service.bridge(a, b);
  }

  @AfterEach
  void stop() {
    alice.close();
    bob.close();
    relay.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"RECVONLY", "INACTIVE"})
  void whoHoldsTheCallIsSentNothing(Direction direction) throws IOException {
    a.expect(alice.remote(direction, Peer.PCMA));
    bob.say(b);
    Relay.await("taken", () -> b.statistics().packetsReceived() == 1);

    a.expect(alice.remote());

    bob.reaches(b, alice);
    Relay.await("counted", () -> a.statistics().packetsSent() == 1);
  }

  @ParameterizedTest
  @EnumSource(names = {"SENDONLY", "INACTIVE"})
  void whoWasToldNotToSendIsNotRelayed(Direction direction) throws IOException {
    a.expect(alice.remote(direction, Peer.PCMA));
    alice.say(a);
    Relay.await("refused", () -> a.statistics().refused() == 1);

    a.expect(alice.remote());

    alice.reaches(a, bob);
    assertThat(a.statistics().packetsReceived()).isEqualTo(1);
    assertThat(a.statistics().lost()).isZero();
  }

  @Test
  void anOldPhoneThatHoldsByTheAddressZeroKeepsItsPlace() throws IOException {
    alice.reaches(a, bob);
    var nowhere = new InetSocketAddress(Relay.resolve("0.0.0.0"), 40_000);
    a.expect(new Remote(nowhere, List.of(Peer.PCMA), Direction.RECVONLY));

    a.expect(alice.remote());

    bob.reaches(b, alice);
    alice.reaches(a, bob);
  }

  @Test
  void aPhoneThatVanishesIsTold() throws Exception {
    alice.reaches(a, bob);
    bob.reaches(b, alice);

    var first = relay.event(Silent.class);
    var second = relay.event(Silent.class);

    assertThat(List.of(first.endpoint(), second.endpoint())).containsExactlyInAnyOrder(a, b);
    assertThat(first.quiet()).isBetween(SILENCE, SILENCE.plusSeconds(2));
  }

  @Test
  void whoMayFallSilentIsNotTakenForGoneButAskedForAgainAndAgain() throws Exception {
    a.expect(alice.remote(Direction.SENDRECV, Peer.PCMA, new RtpFormat(13, "CN", 8000)));
    alice.reaches(a, bob);

    var told = new ArrayList<MediaEvent>();
    while (told.stream().filter(Resting.class::isInstance).count() < 2) {
      told.add(relay.event(MediaEvent.class));
    }
    alice.reaches(a, bob);
    var last = relay.event(Resting.class);

    var quiet = told.stream().filter(Resting.class::isInstance).map(Resting.class::cast).toList();
    assertThat(quiet.getFirst().quiet()).isBetween(SILENCE, SILENCE.plusSeconds(2));
    assertThat(quiet.getLast().quiet()).isGreaterThan(quiet.getFirst().quiet().plus(SILENCE));
    assertThat(last.quiet()).isLessThan(quiet.getLast().quiet());
    assertThat(quiet).allMatch(resting -> resting.endpoint() == a);
    assertThat(told).noneMatch(event -> event instanceof Silent && event.endpoint() == a);
  }

  @Test
  void silenceIsToldAgainOnlyAfterAPacketInBetween() throws Exception {
    assertThat(relay.event(Silent.class)).isNotNull();
    assertThat(relay.event(Silent.class)).isNotNull();

    alice.reaches(a, bob);

    assertThat(relay.event(Silent.class).endpoint()).isSameAs(a);
    assertThat(relay.events.poll(2 * SILENCE.toMillis(), TimeUnit.MILLISECONDS)).isNull();
  }

  @Test
  void aPartyOnHoldIsNotCalledSilent() throws Exception {
    a.expect(alice.remote(Direction.SENDONLY, Peer.PCMA));

    assertThat(relay.event(Silent.class).endpoint()).isSameAs(b);
    assertThat(relay.events.poll(2 * SILENCE.toMillis(), TimeUnit.MILLISECONDS)).isNull();
  }

  @Test
  void aPartyThatIsNotHeardWhileTheOtherSpeaksIsToldWithinThreeSeconds() throws Exception {
    long bridged = System.nanoTime();
    var speech =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    while (!Thread.interrupted()) {
                      alice.say(a);
                      Thread.sleep(20);
                    }
                  } catch (IOException | InterruptedException over) {
                    Thread.currentThread().interrupt();
                  }
                });

    var oneWay = relay.event(OneWay.class);

    assertThat(oneWay.endpoint()).isSameAs(b);
    assertThat(Duration.ofNanos(System.nanoTime() - bridged))
        .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(3));
    speech.interrupt();
  }
}
