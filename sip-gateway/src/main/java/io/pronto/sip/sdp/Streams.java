package io.pronto.sip.sdp;

import io.pronto.core.MediaEncryption;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Which of the streams that a peer describes is taken: an audio stream that is not refused, and of
 * several the one that is protected best. Phones that can do without encryption may describe two of
 * them, {@code RTP/SAVP} and {@code RTP/AVP}, and mean one.
 */
public final class Streams {
  private Streams() {}

  /**
   * The {@code m=} section to take, counted from 0.
   *
   * @param policy whether it may be, or must be, encrypted
   * @throws NotAcceptable if there is none, saying what is missing
   */
  public static int indexIn(SessionDescription description, MediaEncryption policy)
      throws NotAcceptable {
    return first(description, policy, Encryption.DEMANDED)
        .or(() -> first(description, policy, Encryption.OFFERED))
        .or(() -> first(description, policy, Encryption.NONE))
        .orElseThrow(() -> new NotAcceptable(missing(description, policy)));
  }

  /** How {@code section} is to be protected: what it offers, unless that is not wanted. */
  static Protection protection(MediaSection section, MediaEncryption policy) {
    return policy == MediaEncryption.OFF
        ? Protection.PLAIN
        : Protection.of(section).orElse(Protection.PLAIN);
  }

  private static Optional<Integer> first(
      SessionDescription description, MediaEncryption policy, Encryption encryption) {
    return IntStream.range(0, description.media().size())
        .boxed()
        .filter(
            i -> {
              var section = description.media().get(i);
              return section.port() != 0
                  && section.isAudioOverRtp()
                  && Protection.of(section)
                      .filter(offered -> offered.encryption() == encryption)
                      .filter(offered -> mayBe(offered, policy))
                      .isPresent();
            })
        .findFirst();
  }

  private static boolean mayBe(Protection offered, MediaEncryption policy) {
    return switch (policy) {
      case OFF -> offered.encryption() != Encryption.DEMANDED;
      case OPTIONAL -> offered.encryption() != Encryption.DEMANDED || !offered.keys().isEmpty();
      case REQUIRED -> !offered.keys().isEmpty();
    };
  }

  private static String missing(SessionDescription description, MediaEncryption policy) {
    var offered =
        description.media().stream()
            .filter(section -> section.isAudioOverRtp() && section.port() != 0)
            .flatMap(section -> Protection.of(section).stream())
            .toList();
    if (offered.isEmpty()) {
      return "no audio stream over RTP/AVP or RTP/SAVP";
    }
    return switch (policy) {
      case OFF -> "sound may not be encrypted here, offer RTP/AVP";
      case OPTIONAL -> "no a=crypto that is known, offer AES_CM_128_HMAC_SHA1_80";
      case REQUIRED -> "sound must be encrypted here, offer RTP/SAVP with AES_CM_128_HMAC_SHA1_80";
    };
  }
}
