package io.pronto.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pronto.core.lease.Leases;
import io.pronto.media.relay.Settled;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class PortsTest {
  private static final Duration SILENCE = Duration.ofSeconds(30);

  @Test
  void everyEndpointHasAnEvenPortAndTheNext() {
    try (var relay = new Relay("127.0.0.1", 44_001, 44_020, SILENCE)) {
      var endpoint = relay.open();

      assertThat(endpoint.rtp().getPort()).isEven().isBetween(44_002, 44_018);
      assertThat(endpoint.rtcp().getPort()).isEqualTo(endpoint.rtp().getPort() + 1);
    }
  }

  @Test
  void whenAllPortsAreTakenTheNextIsRefusedUntilOneIsFree() {
    try (var relay = new Relay("127.0.0.1", 44_100, 44_107, SILENCE)) {
      var open = new ArrayList<Endpoint>();
      for (int i = 0; i < 4; i++) {
        open.add(relay.open());
      }
      assertThatThrownBy(relay::open)
          .isInstanceOf(NoPortFree.class)
          .hasMessageContaining("44100-44107");
      assertThat(relay.leases.held(Leases.Kind.PORT)).isEqualTo(4);

      open.getFirst().close();

      Relay.await("a port has rested", () -> opens(relay));
    }
  }

  @Test
  void allLeasesReturnToZero() {
    try (var relay = new Relay("127.0.0.1", 44_200, 44_299, SILENCE)) {
      var first = relay.open();
      var second = relay.open();
      assertThat(relay.leases.held(Leases.Kind.ENDPOINT)).isEqualTo(2);
      assertThat(relay.leases.held(Leases.Kind.PORT)).isEqualTo(2);

      first.close();
      first.close();
      second.close();

      Relay.await("endpoints", () -> relay.leases.held(Leases.Kind.ENDPOINT) == 0);
      Relay.await("ports", () -> relay.leases.held(Leases.Kind.PORT) == 0);
    }
  }

  @Test
  void closingTheServiceGivesBackWhatIsStillOpen() {
    var relay = new Relay("127.0.0.1", 44_300, 44_399, SILENCE);
    relay.open();

    relay.close();

    assertThat(relay.leases.held(Leases.Kind.ENDPOINT)).isZero();
    assertThat(relay.leases.held(Leases.Kind.PORT)).isZero();
  }

  @Test
  void noOtherProgramCanShareAPort() {
    try (var relay = new Relay("127.0.0.1", 44_400, 44_499, SILENCE)) {
      var endpoint = relay.open();

      assertThatThrownBy(() -> bindSharing(endpoint.rtp())).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> bindSharing(endpoint.rtcp())).isInstanceOf(IOException.class);
    }
  }

  @Test
  void aPortThatAnotherProgramHoldsIsPassedOver() throws IOException {
    try (var other = new DatagramSocket(new InetSocketAddress("127.0.0.1", 44_500));
        var relay = new Relay("127.0.0.1", 44_500, 44_503, SILENCE)) {
      assertThat(relay.open().rtp().getPort()).isEqualTo(44_502);
      assertThat(other.isBound()).isTrue();
    }
  }

  @Test
  void packetsForTheFormerCallNeverReachTheNextOwnerOfThePort() throws IOException {
    try (var relay = new Relay("127.0.0.1", 44_600, 44_603, SILENCE);
        var stale = new Peer();
        var alice = new Peer();
        var bob = new Peer()) {
      var former = relay.open(stale);
      var other = relay.open(bob);
      relay.service.bridge(former, other);
      stale.reaches(former, bob);
      int port = former.rtp().getPort();
      former.close();
      Relay.await("it is closed", () -> relay.leases.held(Leases.Kind.PORT) == 1);
      stale.say(former);
      stale.say(former);
      Relay.await("thrown away", () -> stale(relay) == 2);

      Relay.await("its port is lent again", () -> opensAt(relay, port, alice, other));
      alice.reaches(former, bob);
    }
  }

  @Test
  void aPortToWhichTheFormerPartyStillSendsIsNotLent() throws IOException {
    try (var relay = new Relay("127.0.0.1", 44_700, 44_701, SILENCE);
        var stale = new Peer()) {
      var former = relay.open(stale);
      former.close();
      Settled.await(former.forwarder());
      long until = System.nanoTime() + Duration.ofMillis(1500).toNanos();
      int said = 0;
      while (System.nanoTime() < until) {
        stale.say(former);
        said++;
        double all = said;
        Relay.await("thrown away", () -> stale(relay) == all);
        assertThat(opens(relay)).isFalse();
      }

      Relay.await("it has rested", () -> opens(relay));
    }
  }

  @Test
  void aFewPortsAreForCallsForHelpAloneWhichWaitForNoRest() {
    try (var relay = new Relay("127.0.0.1", 44_800, 44_831, SILENCE)) {
      for (int i = 0; i < 14; i++) {
        relay.open();
      }
      assertThatThrownBy(relay::open).isInstanceOf(NoPortFree.class);
      var first = openForHelp(relay);
      openForHelp(relay);
      assertThatThrownBy(() -> openForHelp(relay)).isInstanceOf(NoPortFree.class);

      first.close();
      Settled.await(first.forwarder());

      assertThat(openForHelp(relay).rtp()).isEqualTo(first.rtp());
    }
  }

  private static Endpoint openForHelp(Relay relay) {
    return relay.service.open(Relay.CALL, true, Relay.resolve("127.0.0.1"), relay.events::add);
  }

  private static double stale(Relay relay) {
    return relay
        .meters
        .get("pronto.media.packets")
        .tag("result", "stale")
        .functionCounter()
        .count();
  }

  private static boolean opens(Relay relay) {
    try {
      relay.open();
      return true;
    } catch (NoPortFree notYet) {
      return false;
    }
  }

  private static boolean opensAt(Relay relay, int port, Peer peer, Endpoint other) {
    try {
      var next = relay.open(peer);
      assertThat(next.rtp().getPort()).isEqualTo(port);
      relay.service.bridge(next, other);
      return true;
    } catch (NoPortFree notYet) {
      return false;
    }
  }

  private static void bindSharing(InetSocketAddress address) throws IOException {
    try (var socket = new DatagramSocket(null)) {
      socket.setReuseAddress(true);
      socket.bind(address);
    }
  }
}
