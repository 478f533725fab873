package io.pronto.sip.phone;

import io.pronto.media.codec.Codec;
import io.pronto.media.secure.SrtpKey;
import io.pronto.media.secure.SrtpProfile;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * The little of SDP (RFC 4566) that a phone needs: where to send audio, in which payload types, in
 * which direction.
 *
 * @param audio where the other side receives RTP
 * @param payloadTypes in order of preference
 * @param direction sendrecv, sendonly, recvonly or inactive, as the other side sees it
 * @param profile {@code RTP/AVP} or {@code RTP/SAVP}
 * @param tag of the key, 0 without one
 * @param key with which the other side protects what it sends, if it says so in {@code a=crypto}
 */
public record Sdp(
    InetSocketAddress audio,
    List<Integer> payloadTypes,
    String direction,
    String profile,
    int tag,
    Optional<SrtpKey> key) {
  private static final String USUAL =
      """
      v=0
      o=phone 1 %v IN %f %h
      s=-
      c=IN %f %h
      t=0 0
      m=audio %p %m %c 101
      %xa=rtpmap:101 telephone-event/8000
      a=fmtp:101 0-16
      %ka=%d
      """;

  /** The phone's usual description: its codecs, telephone-event. */
  static String usual(
      InetSocketAddress rtp, String direction, int version, PhoneKeys keys, List<Codec> codecs) {
    var numbers = new StringJoiner(" ");
    var maps = new StringBuilder();
    for (var format : codecs.stream().map(Codec::format).toList()) {
      int number = format.payloadType();
      numbers.add(Integer.toString(number));
      maps.append("a=rtpmap:%d %s/%d".formatted(number, format.encoding(), format.clockRate()));
      maps.append(format.channels() > 1 ? "/" + format.channels() : "").append('\n');
      if (!format.parameters().isEmpty()) {
        maps.append("a=fmtp:%d %s\n".formatted(number, format.parameters()));
      }
    }
    var template =
        USUAL
            .replace("%m", keys.profile())
            .replace("%k", keys.line())
            .replace("%c", numbers.toString())
            .replace("%x", maps.toString());
    return fill(template, rtp, direction, version);
  }

  /**
   * Fills a description's placeholders: %h host, %f address family, %p port, %d direction, %v
   * version.
   */
  static String fill(String template, InetSocketAddress rtp, String direction, int version) {
    var host = rtp.getAddress().getHostAddress();
    return template
        .replace("%h", host)
        .replace("%f", host.contains(":") ? "IP6" : "IP4")
        .replace("%p", Integer.toString(rtp.getPort()))
        .replace("%d", direction)
        .replace("%v", Integer.toString(version))
        .replaceAll("\r?\n", "\r\n");
  }

  /** Reads a description; throws when it has no audio. */
  public static Sdp parse(String text) {
    var host = "";
    var port = -1;
    var direction = "sendrecv";
    var profile = "";
    int tag = 0;
    var key = Optional.<SrtpKey>empty();
    var types = new ArrayList<Integer>();
    for (var line : text.split("\r?\n")) {
      if (line.startsWith("c=")) {
        host = line.split(" ")[2];
      } else if (line.startsWith("m=audio")) {
        var words = line.split(" ");
        port = Integer.parseInt(words[1]);
        profile = words[2];
        for (int i = 3; i < words.length; i++) {
          types.add(Integer.valueOf(words[i]));
        }
      } else if (line.startsWith("a=crypto:") && key.isEmpty()) {
        var words = line.substring("a=crypto:".length()).split(" ");
        tag = Integer.parseInt(words[0]);
        key = Optional.of(key(words[1], words[2]));
      } else if (line.matches("a=(sendrecv|sendonly|recvonly|inactive)")) {
        direction = line.substring(2);
      }
    }
    if (port < 0) {
      throw new AssertionError("No audio in:\n" + text);
    }
    return new Sdp(
        new InetSocketAddress(host, port), List.copyOf(types), direction, profile, tag, key);
  }

  /** Whether keys are to be agreed on the path of the sound, which no {@link TestPhone} does. */
  static boolean isForBrowsers(String text) {
    return text.contains(" UDP/TLS/RTP/SAVP");
  }

  private static SrtpKey key(String suite, String inline) {
    return new SrtpKey(
        SrtpProfile.valueOf(suite), inline.substring("inline:".length()).split("\\|")[0]);
  }

  /**
   * The direction that answers {@code offered} when this side wants {@code wanted} (RFC 3264, 6.1).
   */
  static String answering(String offered, String wanted) {
    boolean send = !offered.equals("sendonly") && !offered.equals("inactive");
    boolean receive = !offered.equals("recvonly") && !offered.equals("inactive");
    send &= !wanted.equals("recvonly") && !wanted.equals("inactive");
    receive &= !wanted.equals("sendonly") && !wanted.equals("inactive");
    return send ? (receive ? "sendrecv" : "sendonly") : receive ? "recvonly" : "inactive";
  }
}
