package io.pronto.media.relay;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * Decides which address is the peer's (symmetric RTP, RFC 4961; "latching", RFC 7362).
 *
 * <p>The address in the SDP is believed. Behind a NAT it is wrong, so the source of the first valid
 * packets is taken as candidate in its place; after {@value #WINDOW} of its packets it is locked.
 * Until then one packet from the SDP's address displaces it: whoever guesses the port and sends
 * before the true peer wins nothing but a moment. Once locked, a new address in the SDP opens the
 * latch again, and {@link #reopen} when the peer is missed: then for its own hosts only, since
 * there is all the time in the world to guess the port of who is silent.
 */
final class Latch {
  /** Packets of a candidate until it is locked: half a second of speech. */
  static final int WINDOW = 25;

  /** How long a host is believed to be the peer's because signalling has come from there. */
  private static final long VOUCHED_NANOS = Duration.ofSeconds(3).toNanos();

  private InetSocketAddress announced;
  private InetSocketAddress peer;
  private InetAddress proven;
  private InetAddress vouched;
  private long vouchedAt;
  private int heard;
  private boolean locked;
  private boolean anywhere;

  /** Starts anew with the address that the peer's SDP names. */
  void announce(InetSocketAddress address) {
    announced = address;
    peer = address;
    heard = 0;
    locked = false;
    anywhere = true;
  }

  /**
   * The peer is missed: lets it show itself at another address, until then it is where it was.
   *
   * @param anywhere whether at any; else only at another port of a host that was its own
   */
  void reopen(boolean anywhere) {
    heard = 0;
    locked = false;
    vouched = null;
    this.anywhere = anywhere;
  }

  /** The peer's signalling has come from {@code host}: for 3 s its sound may come from there. */
  void vouch(InetAddress host, long now) {
    vouched = host;
    vouchedAt = now;
  }

  /** Lets lapse what has been vouched for too long ago. */
  void tick(long now) {
    if (vouched != null && now - vouchedAt >= VOUCHED_NANOS) {
      vouched = null;
    }
  }

  /**
   * Takes the peer to be at {@code address} until its packets tell.
   *
   * @return whether that is new; false where they have told already
   */
  boolean suppose(InetSocketAddress address) {
    boolean isNew = heard == 0 && !address.equals(peer);
    if (isNew) {
      peer = address;
    }
    return isNew;
  }

  /** Says whether {@code address} is what the SDP named last. */
  boolean isAnnounced(InetSocketAddress address) {
    return address.equals(announced);
  }

  /** Counts a valid packet from the peer, and locks it when there have been enough. */
  void heard() {
    if (!locked) {
      heard++;
      locked = heard >= WINDOW || peer.equals(announced);
      proven = locked ? peer.getAddress() : proven;
    }
  }

  /** Says whether a valid packet from {@code source} would be the peer's. */
  boolean admits(InetSocketAddress source) {
    if (announced == null) {
      return false;
    }
    boolean first = heard == 0 && (anywhere || isOfKnownHost(source));
    return source.equals(peer) || !locked && (first || source.equals(announced));
  }

  /** Counts a valid packet from {@code source}, which is the peer's address from now on. */
  void admit(InetSocketAddress source) {
    peer = source;
    heard();
  }

  /** The address to send to: the candidate's, or the announced one. */
  InetSocketAddress peer() {
    return peer;
  }

  private boolean isOfKnownHost(InetSocketAddress source) {
    var host = source.getAddress();
    return host.equals(peer.getAddress())
        || host.equals(announced.getAddress())
        || host.equals(proven)
        || host.equals(vouched);
  }
}
