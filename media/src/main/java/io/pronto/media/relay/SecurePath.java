package io.pronto.media.relay;

import io.pronto.media.Secured;
import io.pronto.media.dtls.DtlsSession;
import io.pronto.media.ice.IceLite;
import io.pronto.media.ice.IceLite.Check;
import io.pronto.media.secure.SrtpKeys;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What goes on beside the sound of a peer that agrees on keys by a handshake: where it shows that
 * it is (ICE), and the handshake itself (DTLS). For the loop's thread.
 */
final class SecurePath {
  /** How many addresses a peer may show itself at: more than any has. */
  private static final int MOST = 16;

  /** How long it may take from the agreement to the keys. */
  private static final long LIMIT_NANOS = DtlsSession.LIMIT_MILLIS * 1_000_000L;

  private final RelayLoop loop;
  private final Forwarder forwarder;
  private final RtpPort port;
  private final String owner;
  private final Set<InetSocketAddress> shown = new LinkedHashSet<>();

  private Secured terms;
  private Optional<IceLite> ice = Optional.empty();
  private Optional<DtlsSession> session = Optional.empty();
  private InetSocketAddress selected;
  private Optional<InetSocketAddress> apparent = Optional.empty();
  private boolean nominated;
  private boolean awaited;
  private long agreedAt;

  SecurePath(RelayLoop loop, Forwarder forwarder, RtpPort port, String owner) {
    this.loop = loop;
    this.forwarder = forwarder;
    this.port = port;
    this.owner = owner;
  }

  /**
   * Goes by {@code agreed} from now on. What is the same as before goes on: an address that moves
   * is no reason for a handshake.
   *
   * @return whether there will be a new handshake
   */
  boolean agree(Secured agreed) {
    boolean anew = terms == null || !terms.dtls().equals(agreed.dtls());
    boolean restarted = terms == null || !terms.ice().equals(agreed.ice());
    terms = agreed;
    if (restarted) {
      ice = agreed.ice().filter(sides -> !sides.lite()).map(IceLite::new);
      shown.clear();
      nominated = false;
    }
    if (anew) {
      apparent = Optional.empty();
      close();
      awaited = true;
      agreedAt = System.nanoTime();
      begin();
    }
    return anew;
  }

  /** The peer is at {@code address}, as its description says or its packets do. */
  void moved(InetSocketAddress address) {
    selected = address;
    apparent = Optional.empty();
    begin();
  }

  /** Whether the peer has shown that it is at {@code source}. */
  boolean admits(InetSocketAddress source) {
    return source.equals(selected) || shown.contains(source);
  }

  /** Takes a packet that is neither RTP nor RTCP. */
  void take(ByteBuffer packet, InetSocketAddress source) {
    int first = packet.limit() == 0 ? -1 : packet.get(0) & 0xFF;
    if (DtlsSession.isDtls(first)) {
      takeHandshake(packet, source);
    } else if (first >= 0 && first <= 3 && ice.isPresent()) {
      takeCheck(ice.get().check(packet, source), source);
    } else {
      forwarder.losses().malformed();
    }
  }

  /** Gives up a handshake that has not ended, or of which nobody has shown where it is to begin. */
  void tick(long now) {
    if (awaited && now - agreedAt >= LIMIT_NANOS) {
      close();
      failed("there was no end of the handshake within " + DtlsSession.LIMIT_MILLIS / 1000 + " s");
    }
  }

  /** Ends what goes on: not a word more leaves the port, which others will have. */
  void close() {
    session.ifPresent(DtlsSession::close);
    session = Optional.empty();
  }

  private void takeHandshake(ByteBuffer packet, InetSocketAddress source) {
    if (!forwarder.admits(source)) {
      forwarder.losses().stranger();
    } else if (session.isEmpty() || !session.get().take(packet)) {
      loop.counters().overrun.add(1);
    } else {
      loop.counters().handshake.add(1);
      appear(source);
    }
  }

  /**
   * Anybody may send what looks like a handshake: it shows where the peer may be behind a NAT, and
   * proves nothing. So what we say goes there as well, not in place of where the peer is known to
   * be.
   */
  private void appear(InetSocketAddress source) {
    if (ice.isEmpty()) {
      apparent = Optional.of(source).filter(address -> !address.equals(selected));
    }
  }

  private void takeCheck(Check check, InetSocketAddress source) {
    switch (check) {
      case Check.Valid(var answer, var nominates) -> {
        loop.counters().checks.add(1);
        port.sendTo(answer, source);
        show(source, nominates);
      }
      case Check.Refused(var answer) -> {
        loop.counters().refusedChecks.add(1);
        port.sendTo(answer, source);
      }
      case Check.Idle() -> {}
      case Check.Malformed() -> forwarder.losses().malformed();
    }
  }

  /** The last nomination counts; before any, the first address that is known to work. */
  private void show(InetSocketAddress source, boolean nominates) {
    boolean first = shown.isEmpty();
    if (shown.add(source) && shown.size() > MOST) {
      shown.remove(shown.iterator().next());
    }
    if (nominates || first && !nominated) {
      nominated |= nominates;
      if (!source.equals(selected)) {
        forwarder.moveTo(source);
      }
    }
  }

  private void begin() {
    if (!awaited || selected == null || session.isPresent()) {
      return;
    }
    var own = new DtlsSession[1];
    own[0] =
        DtlsSession.begin(
            owner,
            terms.dtls(),
            datagram -> loop.run(() -> send(own[0], datagram)),
            keys -> secured(own, keys),
            why -> loop.run(() -> failed(own[0], why)));
    session = Optional.of(own[0]);
  }

  private void send(DtlsSession from, byte[] datagram) {
    if (isCurrent(from) && selected != null) {
      port.sendTo(ByteBuffer.wrap(datagram), selected);
      apparent.ifPresent(address -> port.sendTo(ByteBuffer.wrap(datagram), address));
    }
  }

  private void secured(DtlsSession[] from, SrtpKeys keys) {
    var ready = Protection.Ready.of(keys);
    loop.run(
        () -> {
          if (isCurrent(from[0])) {
            loop.counters().secured.add(1);
            awaited = false;
            forwarder.secured(ready);
            apparent.ifPresent(forwarder::suppose);
          }
        });
  }

  private void failed(DtlsSession from, String why) {
    if (isCurrent(from)) {
      failed(why);
    }
  }

  private void failed(String why) {
    awaited = false;
    loop.counters().unsecured.add(1);
    forwarder.unsecured(why);
  }

  private boolean isCurrent(DtlsSession other) {
    return session.isPresent() && session.get() == other;
  }
}
