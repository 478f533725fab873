package io.pronto.sip.wire;

import static org.assertj.core.api.Assertions.assertThat;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pronto.core.Waiting;
import io.pronto.sip.guard.Guard;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Who may have a connection, and for how long, when many want one. */
class PlacesTest implements Receiver {
  private static final InetAddress FRIEND = InetAddress.ofLiteral("127.0.0.2");
  private static final InetAddress STRANGER = InetAddress.ofLiteral("127.0.0.3");
  private static final Duration SOON = Duration.ofMillis(200);

  private final AtomicInteger lost = new AtomicInteger();

  @Test
  void allAddressesOfASiteShareItsPlaces() {
    var places = new Places(new TcpPoint.Limits(10, 2, SOON));

    assertThat(places.offer(InetAddress.ofLiteral("2001:db8::1"), () -> false)).isTrue();
    assertThat(places.offer(InetAddress.ofLiteral("2001:db8::2"), () -> false)).isTrue();

    assertThat(places.offer(InetAddress.ofLiteral("2001:db8::3"), () -> false)).isFalse();
    assertThat(places.offer(InetAddress.ofLiteral("2001:db8:0:1::3"), () -> false)).isTrue();
  }

  @Test
  void whoIsKnownMayHaveMoreButNotMoreThanThereAre() {
    var places = new Places(new TcpPoint.Limits(3, 1, SOON));

    assertThat(places.offer(FRIEND, () -> true)).isTrue();
    assertThat(places.offer(FRIEND, () -> true)).isTrue();
    assertThat(places.offer(FRIEND, () -> true)).isTrue();

    assertThat(places.offer(FRIEND, () -> true)).isFalse();
  }

  @Test
  void whereMoreThanHalfAreTakenWhoProvesNothingIsLetGo() throws IOException {
    var guard = new Guard(new SimpleMeterRegistry());
    guard.spare(FRIEND::equals);
    var places = new Places(new TcpPoint.Limits(4, 4, SOON));
    var one = point(guard, places);
    var other = point(guard, places);
    try (var friend = from(FRIEND, one);
        var first = from(STRANGER, other);
        var second = from(STRANGER, other)) {
      Waiting.until("somebody is let go", () -> lost.get() > 0);

      assertThat(places.isCrowded()).isFalse();
      assertThat(one.connections()).isEqualTo(1);
      assertThat(List.of(friend, first, second)).allMatch(Socket::isConnected);
    } finally {
      one.stop();
      other.stop();
    }
  }

  private TcpPoint point(Guard guard, Places places) throws IOException {
    var point =
        TcpPoint.bind(
            Transport.TCP,
            new InetSocketAddress("127.0.0.1", 0),
            Securing.NONE,
            Securing.NONE,
            places,
            new Intake(guard, this, new SimpleMeterRegistry()));
    point.start();
    return point;
  }

  private static Socket from(InetAddress source, TcpPoint to) throws IOException {
    var socket = new Socket();
    socket.bind(new InetSocketAddress(source, 0));
    socket.connect(to.local());
    return socket;
  }

  @Override
  public void request(SIPRequest request, WireChannel channel) {
    throw new AssertionError("Nothing is asked");
  }

  @Override
  public void response(SIPResponse response, WireChannel channel) {
    throw new AssertionError("Nothing is answered");
  }

  @Override
  public void lost(WireChannel channel) {
    lost.incrementAndGet();
  }
}
