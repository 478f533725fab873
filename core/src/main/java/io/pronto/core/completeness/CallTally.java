package io.pronto.core.completeness;

import io.vertx.sqlclient.Row;
import java.math.BigInteger;

/**
 * So many records of calls.
 *
 * @param sum exclusive or of their hashes, 64 hexadecimal digits: in whatever order they come
 */
public record CallTally(long calls, String sum) {
  /** None. */
  public static final CallTally NONE = new CallTally(0, "0".repeat(64));

  /** A row with {@code calls}, and {@code hash} as 256 binary digits. */
  static CallTally of(Row row) {
    return new CallTally(row.getLong("calls"), hex(new BigInteger(row.getString("hash"), 2)));
  }

  /** Both together. */
  CallTally plus(CallTally other) {
    return new CallTally(
        calls + other.calls, hex(new BigInteger(sum, 16).xor(new BigInteger(other.sum, 16))));
  }

  private static String hex(BigInteger sum) {
    return "%064x".formatted(sum);
  }
}
