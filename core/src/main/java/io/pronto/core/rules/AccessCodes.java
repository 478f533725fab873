package io.pronto.core.rules;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.pronto.core.numbering.E164;
import io.pronto.core.seal.MasterKey;
import io.vertx.core.buffer.Buffer;
import java.security.MessageDigest;

/** The codes by which callers who show no number get through, kept under the master key. */
public final class AccessCodes {
  private final MasterKey master;

  /** Seals and compares by {@code master}. */
  public AccessCodes(MasterKey master) {
    this.master = master;
  }

  /** What is kept of {@code digits}: only {@code number} can use it. */
  public SealedCode seal(E164 number, String digits) {
    return new SealedCode(Buffer.buffer(master.seal(digits.getBytes(US_ASCII), context(number))));
  }

  /**
   * Whether {@code keyed} is the code of {@code number}; it takes as long to say no as to say yes.
   *
   * @throws io.pronto.core.seal.WrongMasterKey when another key, or another number's, has sealed it
   */
  public boolean matches(E164 number, SealedCode code, String keyed) {
    var digits =
        master.open(
            code.sealed().getBytes(), context(number), "the access code of " + number.value());
    return MessageDigest.isEqual(digits, keyed.getBytes(US_ASCII));
  }

  private static byte[] context(E164 number) {
    return ("access code " + number.value()).getBytes(US_ASCII);
  }
}
