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
    return first(description, policy, Encryption.HANDSHAKE)
        .or(() -> first(description, policy, Encryption.DEMANDED))
        .or(() -> first(description, policy, Encryption.OFFERED))
        .or(() -> first(description, policy, Encryption.NONE))
        .orElseThrow(() -> new NotAcceptable(missing(description, policy)));
  }

  /** How {@code section} is to be protected: what it offers, unless that is not wanted. */
  static Protection protection(
      SessionDescription description, MediaSection section, MediaEncryption policy) {
    return policy == MediaEncryption.OFF
        ? Protection.PLAIN
        : Protection.of(description, section).orElse(Protection.PLAIN);
  }

  private static Optional<Integer> first(
      SessionDescription description, MediaEncryption policy, Encryption encryption) {
    return IntStream.range(0, description.media().size())
        .boxed()
        .filter(
            i -> {
              var section = description.media().get(i);
              return section.isOffered()
                  && section.isAudioOverRtp()
                  && Protection.of(description, section)
                      .filter(offered -> offered.encryption() == encryption)
                      .filter(offered -> mayBe(offered, policy))
                      .isPresent();
            })
        .findFirst();
  }

  private static boolean mayBe(Protection offered, MediaEncryption policy) {
    boolean plainToo =
        offered.encryption() == Encryption.NONE || offered.encryption() == Encryption.OFFERED;
    return switch (policy) {
      case OFF -> plainToo;
      case OPTIONAL -> plainToo || offered.hasKeys();
      case REQUIRED -> offered.hasKeys();
    };
  }

  private static String missing(SessionDescription description, MediaEncryption policy) {
    var offered =
        description.media().stream()
            .filter(section -> section.isAudioOverRtp() && section.isOffered())
            .flatMap(section -> Protection.of(description, section).stream())
            .toList();
    if (offered.isEmpty()) {
      return "no audio stream over RTP/AVP, RTP/SAVP or UDP/TLS/RTP/SAVPF";
    }
    boolean byHandshake =
        offered.stream().allMatch(stream -> stream.encryption() == Encryption.HANDSHAKE);
    if (byHandshake && policy != MediaEncryption.OFF) {
      return "no a=fingerprint of SHA-256, or no a=setup of who begins";
    }
    return switch (policy) {
      case OFF -> "sound may not be encrypted here, offer RTP/AVP";
      case OPTIONAL -> "no a=crypto that is known, offer AES_CM_128_HMAC_SHA1_80";
      case REQUIRED -> "sound must be encrypted here, offer RTP/SAVP with AES_CM_128_HMAC_SHA1_80";
    };
  }
}
