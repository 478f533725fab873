package io.pronto.sip.phone;

import io.pronto.media.secure.SrtpKey;
import io.pronto.media.secure.SrtpProfile;
import java.util.Optional;

/**
 * What a phone that knows SDES (RFC 4568) says of its keys, and hears of the other side's. Not safe
 * for use by two threads: the call sees to that.
 */
final class PhoneKeys {
  private static final SrtpProfile PROFILE = SrtpProfile.AES_CM_128_HMAC_SHA1_80;

  private final boolean able;
  private String profile;
  private int tag = 1;
  private SrtpKey own = SrtpKey.next(PROFILE);
  private Optional<SrtpKey> theirs = Optional.empty();
  private boolean heard;

  /**
   * {@code offers} is the profile of its offers, of which the phone knows no encryption if empty.
   */
  PhoneKeys(Optional<String> offers) {
    able = offers.isPresent();
    profile = offers.orElse("RTP/AVP");
  }

  /** Its key, while it speaks SRTP or offers to. */
  SrtpKey own() {
    return own;
  }

  /** The other side's key, while that is SRTP's. */
  Optional<SrtpKey> theirs() {
    return theirs;
  }

  /** Offers another key from now on. */
  void renew() {
    own = SrtpKey.next(PROFILE);
  }

  /** Takes what the other side has offered or answered. */
  void take(Sdp other) {
    theirs = able ? other.key() : Optional.empty();
    profile = theirs.isPresent() || !able ? other.profile() : "RTP/AVP";
    tag = theirs.isPresent() ? other.tag() : tag;
    heard = true;
  }

  /** The profile of its next description. */
  String profile() {
    return profile;
  }

  /** The line of its next description with its key; empty for none. */
  String line() {
    return able && (theirs.isPresent() || !heard)
        ? "a=crypto:" + tag + " " + PROFILE + " inline:" + own.material() + "|2^31\n"
        : "";
  }
}
