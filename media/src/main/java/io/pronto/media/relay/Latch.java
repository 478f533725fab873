package io.pronto.media.relay;

import io.pronto.media.Origin;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * Decides which address is the peer's (symmetric RTP, RFC 4961; "latching", RFC 7362).
 *
 * <p>The address in the SDP is believed. Behind a NAT it is wrong, and the source of the first
 * valid packets is taken in its place; but anybody may guess the port and send first, and would
 * hear the call, and be heard in it (RFC 7362, section 5). So sources have a {@link Standing}, and
 * whoever has the better one takes the place of who was there before, however long that one has
 * been heard: last comes the address that the SDP names, which is final. Of two that stand alike
 * the first stays. A host that is none of the peer's is taken only after {@link #PATIENCE_NANOS} in
 * which nobody else has sent.
 *
 * <p>Packets that prove themselves (SRTP) may come from anywhere at first, and after {@value
 * #WINDOW} of them in half a second or more from there alone.
 *
 * <p>A new address in the SDP opens the latch again, and {@link #reopen} when the peer is missed:
 * then for its own hosts only, since there is all the time in the world to guess the port of who is
 * silent.
 */
final class Latch {
  /** Packets of a source until its host is known to be the peer's: half a second of speech. */
  static final int WINDOW = 25;

  /** They take at least as long as speech does: a burst shows nothing. */
  private static final long WINDOW_NANOS = Duration.ofMillis(480).toNanos();

  /** How long a host is believed to be the peer's because signalling has come from there. */
  private static final long VOUCHED_NANOS = Duration.ofSeconds(3).toNanos();

  /** How long somebody of none of the peer's hosts must send, alone, to be taken for it. */
  static final long PATIENCE_NANOS = Duration.ofSeconds(3).toNanos();

  /** By what a source is taken for the peer, the weakest reason first. */
  private enum Standing {
    /** Nobody has been heard. */
    NOBODY,
    /** It is at a host that nothing is known of. */
    STRANGER,
    /** It is at a host of the peer: that of its SDP, of its signalling, or where it was. */
    NEIGHBOUR,
    /** It is where the SDP says. */
    ANNOUNCED
  }

  private InetSocketAddress announced;
  private InetSocketAddress peer;
  private Optional<Origin> origin = Optional.empty();
  private Standing standing = Standing.NOBODY;
  private InetAddress proven;
  private Standing provenAs = Standing.NOBODY;
  private InetAddress vouched;
  private long vouchedAt;
  private int heard;
  private long heardSince;
  private boolean locked;
  private boolean reopened;
  private boolean proves;
  private InetSocketAddress stranger;
  private int strangerHeard;
  private long strangerSince;

  /** Starts anew with the address that the peer's SDP names. */
  void announce(InetSocketAddress address) {
    announced = address;
    peer = address;
    reopened = false;
    stranger = null;
    forget();
  }

  /**
   * Heeds what else is known of the peer.
   *
   * @param proves whether none but the peer can make a valid packet
   */
  void heed(Optional<Origin> origin, boolean proves) {
    this.origin = origin;
    this.proves = proves;
  }

  /** The peer is missed: lets it show itself at another address, until then it is where it was. */
  void reopen() {
    reopened |= standing != Standing.NOBODY;
    vouched = null;
    forget();
  }

  private void forget() {
    heard = 0;
    locked = false;
    standing = Standing.NOBODY;
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
  void heard(long now) {
    if (locked) {
      return;
    }
    if (heard++ == 0) {
      heardSince = now;
      standing = standing(peer);
    }
    if (standing == Standing.ANNOUNCED || heard >= WINDOW && now - heardSince >= WINDOW_NANOS) {
      locked = true;
      proven = peer.getAddress();
      provenAs = standing;
    }
  }

  /** Says whether a valid packet from {@code source} would be the peer's. */
  boolean admits(InetSocketAddress source) {
    if (announced == null) {
      return false;
    }
    if (source.equals(peer)) {
      return true;
    }
    if (proves && locked) {
      return false;
    }
    var shown = standing(source);
    return shown == Standing.STRANGER
        ? standing == Standing.NOBODY && (proves || source.getAddress().equals(proven))
        : shown.compareTo(standing) > 0;
  }

  /**
   * Says so of a packet that has come at {@code now}: whoever is of none of the peer's hosts is
   * heard out first.
   */
  boolean admits(InetSocketAddress source, long now) {
    return admits(source) || mayBeElsewhere() && hasBeenAlone(source, now);
  }

  /** Counts a valid packet from {@code source}, which is the peer's address from now on. */
  void admit(InetSocketAddress source, long now) {
    if (!source.equals(peer)) {
      peer = source;
      heard = 0;
      locked = false;
      boolean outdone = standing(source).compareTo(provenAs) > 0;
      proven = outdone ? null : proven;
    }
    heard(now);
  }

  /** The address to send to: the candidate's, or the announced one. */
  InetSocketAddress peer() {
    return peer;
  }

  private Standing standing(InetSocketAddress source) {
    if (source.equals(announced)) {
      return Standing.ANNOUNCED;
    }
    var host = source.getAddress();
    boolean known =
        host.equals(announced.getAddress())
            || origin.isPresent() && host.equals(origin.get().host())
            || host.equals(vouched)
            || host.equals(proven) && provenAs != Standing.STRANGER;
    return known ? Standing.NEIGHBOUR : Standing.STRANGER;
  }

  /** Behind a NAT that has many addresses, or on a machine that has several hosts. */
  private boolean mayBeElsewhere() {
    return announced != null && standing == Standing.NOBODY && !reopened;
  }

  /** Where two strangers send, neither is believed. */
  private boolean hasBeenAlone(InetSocketAddress source, long now) {
    if (!source.equals(stranger)) {
      stranger = source;
      strangerSince = now;
      strangerHeard = 0;
    }
    strangerHeard++;
    return strangerHeard >= WINDOW && now - strangerSince >= PATIENCE_NANOS;
  }
}
