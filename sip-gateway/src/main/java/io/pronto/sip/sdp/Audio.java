package io.pronto.sip.sdp;

import io.pronto.core.MediaEncryption;
import io.pronto.media.Direction;
import io.pronto.media.PacketTime;
import io.pronto.media.RtpFormat;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;

/**
 * The one audio stream of a description, a peer's or ours.
 *
 * @param rtp where whoever wrote it receives RTP
 * @param rtcp where it receives RTCP: {@code a=rtcp} (RFC 3605), or one port above
 * @param formats what it can receive, best first, as it numbers them
 * @param direction which way audio flows, as seen by us whoever wrote it: what a peer calls {@code
 *     sendonly} is {@link Direction#RECVONLY} here
 * @param packetTime {@code a=ptime} and {@code a=maxptime}: how much sound a packet should hold;
 *     the first of each that is 5 to 200 ms
 * @param protection how it is to be encrypted
 */
public record Audio(
    InetSocketAddress rtp,
    InetSocketAddress rtcp,
    List<RtpFormat> formats,
    Direction direction,
    PacketTime packetTime,
    Protection protection) {
  private static final int LEAST_MILLIS = 5;
  private static final int MOST_MILLIS = 200;

  /** Copies the list. */
  public Audio {
    formats = List.copyOf(formats);
  }

  /** One that is not encrypted. */
  public Audio(
      InetSocketAddress rtp,
      InetSocketAddress rtcp,
      List<RtpFormat> formats,
      Direction direction,
      PacketTime packetTime) {
    this(rtp, rtcp, formats, direction, packetTime, Protection.PLAIN);
  }

  /**
   * Understands what a peer wrote of one audio stream.
   *
   * @param index which {@code m=} section that is, counted from 0: see {@link Streams}
   * @param policy whether it may be, or must be, encrypted
   * @throws NotAcceptable if it has no format that says what it is
   * @throws BadSdp if it is not well formed
   */
  public static Audio of(SessionDescription description, int index, MediaEncryption policy)
      throws BadSdp, NotAcceptable {
    var section = description.media().get(index);
    var protection = Streams.protection(description, section, policy);
    boolean secured = protection.handshake().isPresent();
    var formats = secured ? Formats.withoutRedundancy(Formats.of(section)) : Formats.of(section);
    if (!Formats.carrySpeech(formats)) {
      throw new NotAcceptable("no audio format that is known");
    }
    var address = address(description, section);
    return new Audio(
        new InetSocketAddress(address, section.port()),
        rtcp(address, section),
        formats,
        direction(description, section, address, secured),
        new PacketTime(millis("ptime", section), millis("maxptime", section)),
        protection);
  }

  /** The same with only the formats that {@code wanted} keeps. */
  public Audio narrowed(Predicate<RtpFormat> wanted) {
    return with(formats.stream().filter(wanted).toList());
  }

  /** The same with other formats. */
  public Audio with(List<RtpFormat> others) {
    return new Audio(rtp, rtcp, others, direction, packetTime, protection);
  }

  /** The same with another direction. */
  public Audio with(Direction other) {
    return new Audio(rtp, rtcp, formats, other, packetTime, protection);
  }

  /** The same with another protection. */
  public Audio with(Protection other) {
    return new Audio(rtp, rtcp, formats, direction, packetTime, other);
  }

  /** The same sound asked for at another address: how one leg's wishes are put to the other. */
  public Audio at(InetSocketAddress otherRtp, InetSocketAddress otherRtcp) {
    return new Audio(otherRtp, otherRtcp, formats, direction, packetTime, protection);
  }

  /** Whether RTCP comes where RTP does (RFC 5761). */
  public boolean multiplexed() {
    return rtcp.equals(rtp);
  }

  /** The direction as it must be on the other leg: who listens there, speaks here. */
  public static Direction mirrored(Direction direction) {
    return switch (direction) {
      case SENDRECV -> Direction.SENDRECV;
      case SENDONLY -> Direction.RECVONLY;
      case RECVONLY -> Direction.SENDONLY;
      case INACTIVE -> Direction.INACTIVE;
    };
  }

  private static InetAddress address(SessionDescription description, MediaSection section)
      throws BadSdp {
    var connection = section.connection().or(description::connection);
    return Address.parse(connection.orElseThrow(() -> new BadSdp("SDP has no c= line")));
  }

  private static InetSocketAddress rtcp(InetAddress address, MediaSection section) throws BadSdp {
    if (section.attributes().contains("rtcp-mux")) {
      return new InetSocketAddress(address, section.port());
    }
    var written = section.attribute("rtcp");
    if (written.isEmpty()) {
      return new InetSocketAddress(address, Math.min(section.port() + 1, 65535));
    }
    var words = written.get().split("\\s+", 2);
    if (!words[0].matches("\\d{1,5}") || Integer.parseInt(words[0]) > 65535) {
      throw new BadSdp("SDP has an a=rtcp whose port is not 0 to 65535");
    }
    var host = words.length == 2 ? Address.parse(words[1]) : address;
    return new InetSocketAddress(host, Integer.parseInt(words[0]));
  }

  /**
   * The section's attribute, else the session's, else both ways; held by 0.0.0.0 too, unless it
   * says by ICE where it is.
   */
  private static Direction direction(
      SessionDescription description, MediaSection section, InetAddress address, boolean secured) {
    var written =
        direction(section.attributes())
            .or(() -> direction(description.attributes()))
            .orElse(Direction.SENDRECV);
    if (secured || !address.isAnyLocalAddress()) {
      return written;
    }
    // RFC 3264, section 8.4: the hold of RFC 2543, which says "send me nothing" by the address.
    return written.receives() ? Direction.RECVONLY : Direction.INACTIVE;
  }

  private static Optional<Direction> direction(List<String> attributes) {
    return attributes.stream().flatMap(a -> seenByUs(a).stream()).findFirst();
  }

  private static Optional<Direction> seenByUs(String attribute) {
    return switch (attribute) {
      case "sendrecv" -> Optional.of(Direction.SENDRECV);
      case "sendonly" -> Optional.of(Direction.RECVONLY);
      case "recvonly" -> Optional.of(Direction.SENDONLY);
      case "inactive" -> Optional.of(Direction.INACTIVE);
      default -> Optional.empty();
    };
  }

  /** The first that can be meant; nobody wants packets of 1 ms, or of a second. */
  private static OptionalInt millis(String name, MediaSection section) {
    return section.attributes().stream()
        .filter(attribute -> attribute.startsWith(name + ':'))
        .map(attribute -> attribute.substring(name.length() + 1).strip())
        .filter(text -> text.matches("[1-9]\\d{0,2}"))
        .mapToInt(Integer::parseInt)
        .filter(millis -> millis >= LEAST_MILLIS && millis <= MOST_MILLIS)
        .findFirst();
  }
}
