package io.pronto.sip.flow;

import io.pronto.core.live.Attempts;
import io.pronto.core.numbering.E164;
import io.pronto.core.rules.AccessCodes;
import io.pronto.core.rules.SealedCode;
import java.net.InetAddress;

/**
 * Says whether what callers key in is the code of the number that they call. Ten wrong ones of a
 * number by one carrier's address, and no code is right there until it has been quiet for five
 * minutes, so that nobody finds a code of four digits by trying.
 */
final class CodeTries {
  private final AccessCodes codes;
  private final Attempts attempts;

  CodeTries(AccessCodes codes, Attempts attempts) {
    this.codes = codes;
    this.attempts = attempts;
  }

  /** Counts and judges one try of somebody whose call comes from {@code place}. */
  boolean isRight(InetAddress place, E164 number, SealedCode code, String keyed) {
    var address = place.getHostAddress();
    if (!attempts.begin(address, number.value())) {
      return false;
    }
    boolean right = codes.matches(number, code, keyed);
    if (right) {
      attempts.succeeded(address, number.value());
    }
    return right;
  }
}
