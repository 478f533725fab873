package io.pronto.sip.sdp;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How the stream of a description is to be protected.
 *
 * @param keys the writer's, of which whoever answers takes one; those that are not known are left
 *     out
 * @param handshake how keys are agreed on the path of the sound, in place of {@code keys}
 */
public record Protection(Encryption encryption, List<Crypto> keys, Optional<Handshake> handshake) {
  /** Not at all. */
  public static final Protection PLAIN = new Protection(Encryption.NONE, List.of());

  /** Copies the list. */
  public Protection {
    keys = List.copyOf(keys);
  }

  /** One of keys that are written in the description. */
  Protection(Encryption encryption, List<Crypto> keys) {
    this(encryption, keys, Optional.empty());
  }

  /** One of keys that are agreed by {@code handshake}. */
  static Protection by(Handshake handshake) {
    return new Protection(Encryption.HANDSHAKE, List.of(), Optional.of(handshake));
  }

  /** The same as it stands in the {@code m=} line. */
  String profile() {
    return handshake
        .map(Handshake::profile)
        .orElse(encryption == Encryption.DEMANDED ? "RTP/SAVP" : "RTP/AVP");
  }

  /** Whether there is what keys can be had of. */
  boolean hasKeys() {
    return !keys.isEmpty() || handshake.isPresent();
  }

  /** What {@code section} says; empty when it is of a profile that is not spoken here. */
  static Optional<Protection> of(SessionDescription description, MediaSection section) {
    if (Handshake.isProfile(section.protocol())) {
      return Optional.of(
          new Protection(Encryption.HANDSHAKE, List.of(), Handshake.of(description, section)));
    }
    var keys =
        section.attributes().stream()
            .filter(attribute -> attribute.startsWith("crypto:"))
            .map(attribute -> Crypto.parse(attribute.substring("crypto:".length())))
            .flatMap(Optional::stream)
            .toList();
    return switch (section.protocol()) {
      case "RTP/AVP" ->
          Optional.of(keys.isEmpty() ? PLAIN : new Protection(Encryption.OFFERED, keys));
      case "RTP/SAVP" -> Optional.of(new Protection(Encryption.DEMANDED, keys));
      default -> Optional.empty();
    };
  }

  /** The key that is best for us, if there is any that is known: the first of the best profile. */
  Optional<Crypto> best() {
    return keys.stream()
        .reduce((a, b) -> b.key().profile().compareTo(a.key().profile()) < 0 ? b : a);
  }

  /** The key to which the line {@code answer} answers: of the same tag and profile. */
  Optional<Crypto> answeredBy(Crypto answer) {
    return keys.stream()
        .filter(key -> key.tag() == answer.tag())
        .filter(key -> Objects.equals(key.key().profile(), answer.key().profile()))
        .findFirst();
  }
}
