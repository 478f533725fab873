package io.pronto.sip.sdp;

import java.util.List;
import java.util.Optional;

/**
 * One {@code m=} line and what follows it (RFC 8866, section 5.14).
 *
 * @param kind {@code audio}, {@code video}, …
 * @param port 0 to 65535; 0 refuses the stream
 * @param protocol such as {@code RTP/AVP}
 * @param formats as listed, at least one
 * @param connection the section's own {@code c=} value
 * @param attributes the values of its {@code a=} lines, in order
 */
public record MediaSection(
    String kind,
    int port,
    String protocol,
    List<String> formats,
    Optional<String> connection,
    List<String> attributes) {
  /** Copies the lists. */
  public MediaSection {
    formats = List.copyOf(formats);
    attributes = List.copyOf(attributes);
  }

  /** The value of the first attribute {@code name}: what follows its colon. */
  public Optional<String> attribute(String name) {
    return attributes.stream()
        .filter(a -> a.startsWith(name + ':'))
        .map(a -> a.substring(name.length() + 1).strip())
        .findFirst();
  }

  /** The same section refused (RFC 3264, section 6), under its name if it has one. */
  MediaSection refused() {
    var mid = attributes.stream().filter(attribute -> attribute.startsWith("mid:")).toList();
    return new MediaSection(kind, 0, protocol, formats, Optional.empty(), mid);
  }

  boolean isAudioOverRtp() {
    return kind.equals("audio")
        && (protocol.equals("RTP/AVP")
            || protocol.equals("RTP/SAVP")
            || Handshake.isProfile(protocol));
  }

  /** Port 0 refuses a stream, unless it has its port from another (RFC 8843, section 6). */
  boolean isOffered() {
    return port != 0 || attributes.contains("bundle-only");
  }

  /** Leaves out the attributes, among which may be keys. */
  @Override
  public String toString() {
    return kind + ' ' + port + ' ' + protocol;
  }
}
