package io.pronto.sip.sdp;

import io.pronto.media.dtls.Fingerprint;
import io.pronto.media.ice.IceCredentials;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * What a stream says of a handshake on the path of its sound (RFC 5763), and of where that is (RFC
 * 8839): what browsers write, and some phones.
 *
 * @param profile of the {@code m=} line, which an answer repeats
 * @param setup who begins
 * @param fingerprints of the certificates that the writer may show; at least one
 * @param ice by what the writer is asked; empty for one that is where its description says
 * @param lite whether the writer never asks
 * @param tlsId {@code a=tls-id}
 * @param multiplexed whether RTCP is to come where RTP does
 * @param mid {@code a=mid}, which an answer repeats
 * @param bundled whether it is among those that share one path (RFC 8843)
 * @param source of the packets that the writer sends (RFC 5576); empty where it is a peer's, who
 *     may send of any
 */
record Handshake(
    String profile,
    Setup setup,
    List<Fingerprint> fingerprints,
    Optional<IceCredentials> ice,
    boolean lite,
    Optional<String> tlsId,
    boolean multiplexed,
    Optional<String> mid,
    boolean bundled,
    OptionalInt source) {
  /** What browsers write. */
  static final String PROFILE = "UDP/TLS/RTP/SAVPF";

  private static final List<String> PROFILES = List.of(PROFILE, "UDP/TLS/RTP/SAVP", "RTP/SAVPF");

  Handshake {
    fingerprints = List.copyOf(fingerprints);
  }

  static boolean isProfile(String protocol) {
    return PROFILES.contains(protocol);
  }

  /** What {@code section} says; empty when something is missing without which there is none. */
  static Optional<Handshake> of(SessionDescription description, MediaSection section) {
    var mid = section.attribute("mid");
    var group = group(description).filter(mids -> mid.isPresent() && mids.contains(mid.get()));
    var lines = new Lines(description, section, group.orElse(List.of()));
    var fingerprints =
        lines.of("fingerprint").map(Fingerprint::parse).flatMap(Optional::stream).toList();
    var setup = lines.of("setup").findFirst().map(Setup::parse).orElse(Optional.of(Setup.ACTIVE));
    if (fingerprints.isEmpty() || setup.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Handshake(
            section.protocol(),
            setup.get(),
            fingerprints,
            credentials(lines),
            description.attributes().contains("ice-lite"),
            lines.of("tls-id").findFirst(),
            section.attributes().contains("rtcp-mux"),
            mid,
            group.isPresent(),
            OptionalInt.empty()));
  }

  /** What is written of it among the lines of its stream. */
  List<String> lines() {
    var lines = Stream.<String>builder();
    mid.ifPresent(value -> lines.add("mid:" + value));
    ice.ifPresent(
        credentials -> {
          lines.add("ice-ufrag:" + credentials.fragment());
          lines.add("ice-pwd:" + credentials.password());
        });
    fingerprints.forEach(fingerprint -> lines.add("fingerprint:" + fingerprint.print()));
    lines.add("setup:" + setup.print());
    source.ifPresent(
        number ->
            lines.add(
                "ssrc:"
                    + Integer.toUnsignedString(number)
                    + " cname:"
                    + Integer.toHexString(number)));
    return lines.build().toList();
  }

  private static Optional<IceCredentials> credentials(Lines lines) {
    var fragment = lines.of("ice-ufrag").findFirst();
    var password = lines.of("ice-pwd").findFirst();
    try {
      return fragment.flatMap(f -> password.map(p -> new IceCredentials(f, p)));
    } catch (IllegalArgumentException unusable) {
      return Optional.empty();
    }
  }

  private static Optional<List<String>> group(SessionDescription description) {
    return description.attributes().stream()
        .filter(attribute -> attribute.startsWith("group:BUNDLE "))
        .map(attribute -> List.of(attribute.substring("group:BUNDLE ".length()).split("\\s+")))
        .findFirst();
  }

  /** Where a line may stand: in the stream, before all streams, or in the first of its group. */
  private record Lines(SessionDescription description, MediaSection section, List<String> group) {
    Stream<String> of(String name) {
      return Stream.of(
          Stream.of(section.attributes()),
          Stream.of(description.attributes()),
          description.media().stream()
              .filter(other -> !group.isEmpty())
              .filter(other -> other.attribute("mid").equals(Optional.of(group.getFirst())))
              .map(MediaSection::attributes))
          .flatMap(places -> places)
          .map(attributes -> named(attributes, name))
          .filter(found -> !found.isEmpty())
          .findFirst()
          .orElse(List.of())
          .stream();
    }

    private static List<String> named(List<String> attributes, String name) {
      return attributes.stream()
          .filter(attribute -> attribute.startsWith(name + ':'))
          .map(attribute -> attribute.substring(name.length() + 1).strip())
          .toList();
    }
  }
}
