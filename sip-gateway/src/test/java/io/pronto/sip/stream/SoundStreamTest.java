package io.pronto.sip.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.Id;
import io.pronto.core.Waiting;
import io.pronto.core.call.CallId;
import io.pronto.core.lease.Leases;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.outbound.NamedServers;
import io.pronto.core.outbound.OutboundSockets;
import io.pronto.core.stream.StreamTracks;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Servers that are slow, leave, or never were there. */
class SoundStreamTest {
  private static final int PIECE = 1_600;
  private static final int PIECE_MILLIS = 200;
  private static final int WAITING = 10;
  private static final StreamLimits LIMITS =
      new StreamLimits(
          Duration.ofMillis(500),
          3,
          Duration.ofMillis(10),
          WAITING,
          Duration.ofSeconds(20),
          Duration.ofSeconds(10));

  private final Leases leases = new Leases();
  private final OutboundSockets sockets =
      new OutboundSockets(Ground.vertx(), NamedServers.overWebSocket(true));
  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
  private final BlockingQueue<StreamCounts> counted = new LinkedBlockingQueue<>();
  private long at;

  private final StreamNews news =
      new StreamNews() {
        @Override
        public void started() {
          told.add("started");
        }

        @Override
        public void stopped(StreamEnd why, StreamCounts counts) {
          counted.add(counts);
          told.add("stopped " + why.code());
        }

        @Override
        public void refused(StreamEnd why) {
          told.add("refused " + why.code());
        }
      };

  @AfterEach
  void nothingIsLeft() {
    assertThat(leases.held(Leases.Kind.STREAM)).isZero();
    sockets.close();
    leases.close();
  }

  @Test
  void whoIsSlowLosesTheOldestAndIsToldHowMuch() throws Exception {
    try (var receiver = new StreamReceiver(false);
        var streams = to(receiver.url(), false)) {
      var stream = streams.begin(order(StreamTracks.BOTH, false), news);
      var socket = receiver.awaitSocket();
      says(stream, 500);
      socket.resume();
      receiver.await("dropped");
      stream.end(StreamEnd.ASKED);

      var stop = receiver.await("stop");
      assertThat(next(told)).isEqualTo("started");
      assertThat(next(told)).isEqualTo("stopped asked");
      var counts = next(counted);
      assertThat(counts.sent() + counts.dropped()).isEqualTo(500L * PIECE_MILLIS);
      assertThat(stop.getLong("dropped")).isEqualTo(counts.dropped()).isPositive();
      assertThat(receiver.all("dropped").stream().mapToLong(lost -> lost.getLong("duration")).sum())
          .isEqualTo(counts.dropped());
      assertThat(receiver.all("media").getLast().getLong("timestamp"))
          .as("the newest is there")
          .isEqualTo(499L * PIECE_MILLIS);
      assertThat(counts.dropped()).isGreaterThan(counts.sent());
      assertThat(receiver.all())
          .extracting(message -> message.getInteger("sequence"))
          .isSorted()
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void whoGoesAndComesBackIsConnectedAnew() throws Exception {
    try (var receiver = new StreamReceiver(true);
        var streams = to(receiver.url(), false)) {
      var stream = streams.begin(order(StreamTracks.CALLER, false), news);
      assertThat(receiver.await("start").getInteger("connection")).isEqualTo(1);
      receiver.awaitSocket().close((short) 1_012, "Back in a moment");
      receiver.awaitClosed();
      Waiting.until(
          "it is connected anew",
          () -> {
            says(stream, 1);
            return receiver.all("start").size() == 2;
          });
      stream.end(StreamEnd.ASKED);

      assertThat(receiver.await("start").getInteger("connection")).isEqualTo(2);
      receiver.await("stop");
      assertThat(next(told)).isEqualTo("started");
      assertThat(next(told)).isEqualTo("stopped asked");
      assertThat(next(counted).connections()).isEqualTo(2);
    }
  }

  @Test
  void whoWantsNoMoreIsLeftAlone() throws Exception {
    try (var receiver = new StreamReceiver(true);
        var streams = to(receiver.url(), false)) {
      var stream = streams.begin(order(StreamTracks.CALLER, false), news);
      assertThat(next(told)).isEqualTo("started");
      receiver.awaitSocket().close((short) 1_000, "Enough");
      receiver.awaitClosed();
      Waiting.until(
          "it is over",
          () -> {
            says(stream, 1);
            return stream.isOver();
          });

      assertThat(next(told)).isEqualTo("stopped closed_by_receiver");
    }
  }

  @Test
  void whoNeverAnswersIsTriedThreeTimes() throws Exception {
    try (var mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        var streams = to(address(mute), false)) {
      var stream = streams.begin(order(StreamTracks.BOTH, false), news);
      says(stream, 50);

      assertThat(next(told)).isEqualTo("refused unreachable");
      assertThat(connections(mute)).isEqualTo(3);
      assertThat(stream.isOver()).isTrue();
    }
  }

  @Test
  void whatEndsWhileNobodyAnswersEndsAtOnce() throws Exception {
    try (var mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        var streams = to(address(mute), false)) {
      streams.begin(order(StreamTracks.BOTH, false), news).end(StreamEnd.ASKED);

      assertThat(next(told)).isEqualTo("refused asked");
    }
  }

  @Test
  void cardNumbersThatAreSaidGoToWhoMayHearThemAlone() throws Exception {
    try (var receiver = new StreamReceiver(true);
        var strict = to(receiver.url(), false);
        var streams = to(receiver.url(), true)) {
      strict.begin(order(StreamTracks.BOTH, true), news);
      assertThat(next(told)).isEqualTo("refused card_numbers_said");

      var stream = streams.begin(order(StreamTracks.BOTH, true), news);
      assertThat(next(told)).isEqualTo("started");
      stream.end(StreamEnd.ASKED);
    }
  }

  private SoundStreams to(URI url, boolean unredacted) {
    return new SoundStreams(
        _ -> Optional.of(new StreamTarget(sockets, url, Optional.empty(), unredacted)),
        leases,
        LIMITS);
  }

  private static StreamOrder order(StreamTracks tracks, boolean redacted) {
    return new StreamOrder(
        "str_x",
        new OrganisationId(Id.next("org")),
        CallId.next(),
        "rec_x",
        "dst_x",
        tracks,
        redacted);
  }

  private void says(SoundStream stream, int pieces) {
    for (int i = 0; i < pieces; i++, at += PIECE) {
      stream.heard(at, new byte[PIECE * Piece.FRAME_BYTES], 0, PIECE * Piece.FRAME_BYTES);
    }
  }

  private static URI address(ServerSocket socket) {
    return URI.create("ws://127.0.0.1:" + socket.getLocalPort());
  }

  /** How many have come: they wait in the system. */
  private static int connections(ServerSocket mute) throws IOException {
    mute.setSoTimeout(1);
    int come = 0;
    try {
      while (true) {
        mute.accept().close();
        come++;
      }
    } catch (SocketTimeoutException e) {
      return come;
    }
  }

  private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
    var next = queue.poll(20, TimeUnit.SECONDS);
    assertThat(next).isNotNull();
    return next;
  }
}
