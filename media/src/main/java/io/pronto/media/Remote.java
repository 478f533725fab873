package io.pronto.media;

import io.pronto.media.secure.SrtpKeys;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * What signalling has agreed with one peer: where it listens and what flows.
 *
 * @param rtp where the peer's SDP says it receives RTP; port 0 or an any-address means nowhere
 * @param rtcp where it receives RTCP; by default one port above RTP (RFC 3550, section 11)
 * @param formats the agreed formats as the peer numbers them: what we send bears these numbers
 * @param announced the same formats as we numbered them to the peer: what a correct peer sends
 *     bears these numbers (RFC 3264, section 5.1); packets with the peer's own numbers are
 *     understood too, unless a number of ours says otherwise. Others that we have offered and that
 *     were not agreed may follow: they pass on to whom speaks them, and are never converted
 * @param direction which way audio flows, as seen by us
 * @param keys what the packets of both are protected with; plain RTP when absent
 * @param secured how keys are agreed on the path of the sound; takes the place of {@code keys}
 * @param packetTime how much sound the peer wants a packet to hold: G.711 and G.722 that come in
 *     other packets are cut anew, other codecs that are passed on unchanged do not heed it
 * @param origin from where it signals; where that is not known, plain RTP comes from the host of
 *     {@code rtp} alone
 */
public record Remote(
    InetSocketAddress rtp,
    InetSocketAddress rtcp,
    List<RtpFormat> formats,
    List<RtpFormat> announced,
    Direction direction,
    Optional<SrtpKeys> keys,
    Optional<Secured> secured,
    PacketTime packetTime,
    Optional<Origin> origin) {
  /** Refuses addresses that no telephone has: names not resolved, groups of hosts. */
  public Remote {
    requireHost(rtp);
    requireHost(rtcp);
    formats = List.copyOf(formats);
    announced = List.copyOf(announced);
  }

  /** A peer that speaks plain RTP. */
  public Remote(
      InetSocketAddress rtp,
      InetSocketAddress rtcp,
      List<RtpFormat> formats,
      List<RtpFormat> announced,
      Direction direction) {
    this(
        rtp,
        rtcp,
        formats,
        announced,
        direction,
        Optional.empty(),
        Optional.empty(),
        PacketTime.ANY,
        Optional.empty());
  }

  /** The same with RTCP one port above RTP, and the same numbers on both sides. */
  public Remote(InetSocketAddress rtp, List<RtpFormat> formats, Direction direction) {
    this(rtp, above(rtp), formats, formats, direction);
  }

  /** The same whose packets are protected with {@code agreed}. */
  public Remote with(SrtpKeys agreed) {
    return new Remote(
        rtp, rtcp, formats, announced, direction, Optional.of(agreed), secured, packetTime, origin);
  }

  /** The same who agrees on keys by a handshake. */
  public Remote with(Secured agreed) {
    return new Remote(
        rtp, rtcp, formats, announced, direction, keys, Optional.of(agreed), packetTime, origin);
  }

  /** The same that wants packets to hold so much. */
  public Remote with(PacketTime wanted) {
    return new Remote(rtp, rtcp, formats, announced, direction, keys, secured, wanted, origin);
  }

  /** The same that signals from there. */
  public Remote from(Origin signalling) {
    return new Remote(
        rtp,
        rtcp,
        formats,
        announced,
        direction,
        keys,
        secured,
        packetTime,
        Optional.of(signalling));
  }

  /** The first of its formats that carries sound, by whose clock its stream is timed. */
  public Optional<RtpFormat> speech() {
    return formats.stream().filter(format -> !format.isTelephoneEvent()).findFirst();
  }

  /** Says whether RTCP comes and goes where RTP does (RFC 5761). */
  public boolean multiplexed() {
    return rtcp.equals(rtp);
  }

  /** Says whether the peer shows by ICE where it is, whatever its addresses say. */
  public boolean seeksUs() {
    return secured.flatMap(Secured::ice).filter(ice -> !ice.lite()).isPresent();
  }

  /** Says whether there is an address to send to. */
  public boolean reachable() {
    return rtp.getPort() != 0 && !rtp.getAddress().isAnyLocalAddress();
  }

  private static InetSocketAddress above(InetSocketAddress rtp) {
    return new InetSocketAddress(rtp.getAddress(), Math.min(rtp.getPort() + 1, 65535));
  }

  private static void requireHost(InetSocketAddress address) {
    if (address.isUnresolved() || address.getAddress().isMulticastAddress()) {
      throw new IllegalArgumentException("Not the address of a host: " + address.getHostString());
    }
  }
}
