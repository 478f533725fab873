package io.pronto.core.seal;

import java.nio.ByteBuffer;
import java.time.YearMonth;
import java.util.Optional;

/**
 * The key of one recording as it is kept: sealed by the key of a month, after a byte that says so,
 * 1, and the month, 12 &times; year + month - 1, in two bytes; or, of recordings made before there
 * were such, sealed by the organisation's key and nothing before it.
 *
 * @param month empty for one that the organisation's key opens
 */
record WrappedKey(Optional<YearMonth> month, byte[] sealed) {
  private static final byte OF_MONTH = 1;
  private static final int HEAD = 3;
  private static final int SEALED = SecretSeal.NONCE + SecretSeal.KEY + SecretSeal.TAG;

  static WrappedKey of(YearMonth month, byte[] sealed) {
    return new WrappedKey(Optional.of(month), sealed);
  }

  /** Reads what is kept; what cannot be read opens by no key. */
  static WrappedKey of(byte[] bytes) {
    if (bytes.length != HEAD + SEALED || bytes[0] != OF_MONTH) {
      return new WrappedKey(Optional.empty(), bytes);
    }
    var read = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
    int months = Short.toUnsignedInt(read.getShort());
    var sealed = new byte[SEALED];
    read.get(sealed);
    return new WrappedKey(Optional.of(YearMonth.of(months / 12, months % 12 + 1)), sealed);
  }

  /** Writes it; it is of a month. */
  byte[] bytes() {
    var of = month.orElseThrow();
    return ByteBuffer.allocate(HEAD + sealed.length)
        .put(OF_MONTH)
        .putShort((short) (of.getYear() * 12 + of.getMonthValue() - 1))
        .put(sealed)
        .array();
  }
}
