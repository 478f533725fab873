package io.pronto.sip.sdp;

import io.pronto.core.MediaEncryption;
import java.util.List;
import java.util.stream.Stream;

/** What a description says of the encryption of its stream. */
public enum Encryption {
  /** Nothing: {@code RTP/AVP}. */
  NONE,
  /**
   * That it is welcome: {@code RTP/AVP} with {@code a=crypto}, which whoever does not know of it
   * passes over. No RFC has that; many phones and exchanges do.
   */
  OFFERED,
  /** That there is no sound without: {@code RTP/SAVP} (RFC 4568). */
  DEMANDED,
  /**
   * The same, and that keys are agreed on the path of the sound: DTLS-SRTP (RFC 5763), as browsers
   * speak it and nothing else.
   */
  HANDSHAKE;

  /**
   * How a party is called, one way after the other when it does not accept the one before.
   *
   * @param policy what was decided for the party
   * @param confidential whether nobody on the way to it can read the keys
   */
  public static List<Encryption> ways(MediaEncryption policy, boolean confidential) {
    return switch (policy) {
      case OFF -> List.of(NONE);
      case OPTIONAL -> List.of(confidential ? OFFERED : NONE, DEMANDED);
      case REQUIRED -> List.of(DEMANDED);
    };
  }

  /** The same of a browser, or what is connected as one. */
  public static List<Encryption> waysToBrowser(MediaEncryption policy, boolean confidential) {
    var others = ways(policy, confidential);
    return policy == MediaEncryption.OFF
        ? others
        : Stream.concat(Stream.of(HANDSHAKE), others.stream()).toList();
  }

  /** The same in a call for help, which encryption must not keep from being taken. */
  public static List<Encryption> waysForHelp(MediaEncryption policy, boolean confidential) {
    return Stream.concat(ways(policy, confidential).stream(), Stream.of(NONE, DEMANDED))
        .distinct()
        .toList();
  }

  /** What is taken for an answer to an offer that says this. */
  public MediaEncryption answers() {
    return switch (this) {
      case NONE -> MediaEncryption.OFF;
      case OFFERED -> MediaEncryption.OPTIONAL;
      case DEMANDED, HANDSHAKE -> MediaEncryption.REQUIRED;
    };
  }
}
