package io.pronto.media.relay;

import java.net.InetSocketAddress;

/**
 * Decides which address is the peer's (symmetric RTP, RFC 4961; "latching", RFC 7362).
 *
 * <p>The address in the SDP is believed. Behind a NAT it is wrong, so the source of the first valid
 * packets is taken as candidate in its place; after {@value #WINDOW} of its packets it is locked.
 * Until then one packet from the SDP's address displaces it: whoever guesses the port and sends
 * before the true peer wins nothing but a moment. Once locked, a new address in the SDP opens the
 * latch again, and {@link #reopen} when the peer is missed.
 */
final class Latch {
  /** Packets of a candidate until it is locked: half a second of speech. */
  static final int WINDOW = 25;

  private InetSocketAddress announced;
  private InetSocketAddress peer;
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
    this.anywhere = anywhere;
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
    return source.getAddress().equals(peer.getAddress())
        || source.getAddress().equals(announced.getAddress());
  }
}
