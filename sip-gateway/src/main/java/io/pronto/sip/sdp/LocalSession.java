package io.pronto.sip.sdp;

import io.pronto.media.RtpFormat;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Our side of the session with one peer: keeps what offers and answers of one dialog must keep, the
 * origin, its version and the order of the streams (RFC 3264, sections 5, 6 and 8). Not safe for
 * use by two threads at once.
 */
public final class LocalSession {
  private static final SecureRandom RANDOM = new SecureRandom();

  /** Of the one candidate: type 126, local preference 65535, component 1 (RFC 8445, 5.1.2.1). */
  private static final int PRIORITY = 126 << 24 | 65_535 << 8 | 255;

  private final long id = RANDOM.nextLong(1L << 62);
  private long version = RANDOM.nextLong(1L << 31);
  private List<MediaSection> refused = List.of();
  private int audioIndex;
  private String timing = "0 0";
  private String lastBody = "";

  /** Writes an offer of {@code ours}; streams refused earlier stay refused, in their places. */
  public String offer(Audio ours) {
    return print(ours);
  }

  /**
   * Writes the answer to {@code offer}: {@code ours} in the place of the stream {@code index},
   * counted from 0, every other stream refused.
   *
   * @param ours in the payload types of the offer
   */
  public String answer(SessionDescription offer, int index, Audio ours) {
    audioIndex = index;
    var others = new ArrayList<>(offer.media());
    others.remove(audioIndex);
    refused = others.stream().map(MediaSection::refused).toList();
    timing = offer.timing();
    return print(ours);
  }

  private String print(Audio ours) {
    var body = body(ours);
    if (!Objects.equals(body, lastBody)) {
      version++;
      lastBody = body;
    }
    var host = Address.print(ours.rtp().getAddress());
    return "v=0\r\no=- " + id + ' ' + version + ' ' + host + "\r\ns=-\r\n" + body;
  }

  private String body(Audio ours) {
    var lines = new StringBuilder();
    lines.append("c=").append(Address.print(ours.rtp().getAddress())).append("\r\n");
    lines.append("t=").append(timing).append("\r\n");
    ours.protection().handshake().ifPresent(handshake -> appendSession(lines, handshake));
    for (int i = 0; i <= refused.size(); i++) {
      if (i == audioIndex) {
        appendAudio(lines, ours);
      }
      if (i < refused.size()) {
        appendRefused(lines, refused.get(i));
      }
    }
    return lines.toString();
  }

  private static void appendAudio(StringBuilder lines, Audio ours) {
    lines.append("m=audio ").append(ours.rtp().getPort()).append(' ');
    lines.append(ours.protection().profile());
    ours.formats().forEach(format -> lines.append(' ').append(format.payloadType()));
    lines.append("\r\n");
    ours.formats().forEach(format -> appendFormat(lines, format));
    if (ours.multiplexed()) {
      lines.append("a=rtcp-mux\r\n");
    } else if (ours.rtcp().getPort() != ours.rtp().getPort() + 1) {
      lines.append("a=rtcp:").append(ours.rtcp().getPort()).append("\r\n");
    }
    for (var key : ours.protection().keys()) {
      lines.append("a=crypto:").append(key.print()).append("\r\n");
    }
    ours.protection().handshake().ifPresent(handshake -> appendPath(lines, handshake, ours));
    ours.packetTime().wanted().ifPresent(millis -> appendMillis(lines, "ptime", millis));
    ours.packetTime().most().ifPresent(millis -> appendMillis(lines, "maxptime", millis));
    lines.append("a=").append(ours.direction().name().toLowerCase(Locale.ROOT)).append("\r\n");
  }

  private static void appendMillis(StringBuilder lines, String name, int millis) {
    lines.append("a=").append(name).append(':').append(millis).append("\r\n");
  }

  private static void appendSession(StringBuilder lines, Handshake handshake) {
    if (handshake.bundled()) {
      handshake.mid().ifPresent(mid -> lines.append("a=group:BUNDLE ").append(mid).append("\r\n"));
    }
    if (handshake.ice().isPresent()) {
      lines.append("a=ice-lite\r\na=ice-options:ice2\r\n");
    }
  }

  /** There is one address, which everybody can reach (RFC 8839, section 5.1). */
  private static void appendPath(StringBuilder lines, Handshake handshake, Audio ours) {
    handshake.lines().forEach(line -> lines.append("a=").append(line).append("\r\n"));
    if (handshake.ice().isPresent()) {
      lines.append("a=candidate:1 1 UDP ").append(PRIORITY).append(' ');
      lines.append(Address.print(ours.rtp().getAddress()).split(" ")[2]).append(' ');
      lines.append(ours.rtp().getPort()).append(" typ host\r\na=end-of-candidates\r\n");
    }
  }

  private static void appendFormat(StringBuilder lines, RtpFormat format) {
    int number = format.payloadType();
    lines.append("a=rtpmap:").append(number).append(' ').append(format.encoding());
    lines.append('/').append(format.clockRate());
    if (format.channels() > 1) {
      lines.append('/').append(format.channels());
    }
    lines.append("\r\n");
    if (!format.parameters().isEmpty()) {
      lines.append("a=fmtp:").append(number).append(' ').append(format.parameters()).append("\r\n");
    }
  }

  private static void appendRefused(StringBuilder lines, MediaSection section) {
    lines.append("m=").append(section.kind()).append(" 0 ").append(section.protocol());
    section.formats().forEach(format -> lines.append(' ').append(format));
    lines.append("\r\n");
    section.attributes().forEach(line -> lines.append("a=").append(line).append("\r\n"));
  }
}
