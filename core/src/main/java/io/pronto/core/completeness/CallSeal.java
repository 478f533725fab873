package io.pronto.core.completeness;

import io.pronto.core.seal.CanonicalForm;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.Optional;

/**
 * How many records of calls a day had, and the sum of their hashes.
 *
 * @param sequence 1, 2, 3, … without a gap
 * @param part 0 for what there was when the day was over; 1, 2, … for what came late
 * @param previous the hash of the one before, 64 hexadecimal digits; empty for the first
 * @param signedBy the fingerprint of the key that signed it
 * @param hash of its canonical form, 64 hexadecimal digits
 * @param signature Ed25519 (RFC 8032) over the same form, 128 hexadecimal digits
 */
public record CallSeal(
    long sequence,
    LocalDate day,
    int part,
    CallTally tally,
    Instant sealedAt,
    Optional<String> previous,
    String signedBy,
    String hash,
    String signature) {
  static final String SELECT =
      """
      select sequence, day, part, calls, sum, sealed_at, previous, signed_by, hash, signature
        from call_seal\
      """;

  /**
   * What is hashed and signed: {@code pronto call seal 1}, sequence, day, part, calls, sum, when it
   * was sealed, hash of the one before, fingerprint of the key.
   */
  static CanonicalForm form(
      long sequence,
      LocalDate day,
      int part,
      CallTally tally,
      Instant sealedAt,
      Optional<String> previous,
      String signedBy) {
    return new CanonicalForm()
        .field("pronto call seal 1")
        .field(sequence)
        .field(day.toString())
        .field(part)
        .field(tally.calls())
        .field(tally.sum())
        .time(sealedAt)
        .field(previous)
        .field(signedBy);
  }

  CanonicalForm form() {
    return form(sequence, day, part, tally, sealedAt, previous, signedBy);
  }

  static CallSeal of(Row row) {
    return new CallSeal(
        row.getLong("sequence"),
        row.getLocalDate("day"),
        row.getInteger("part"),
        new CallTally(row.getLong("calls"), hex(row.getBuffer("sum"))),
        row.getOffsetDateTime("sealed_at").toInstant(),
        Optional.ofNullable(row.getBuffer("previous")).map(CallSeal::hex),
        row.getString("signed_by"),
        hex(row.getBuffer("hash")),
        hex(row.getBuffer("signature")));
  }

  static String hex(Buffer bytes) {
    return HexFormat.of().formatHex(bytes.getBytes());
  }

  static Buffer bytes(String hex) {
    return Buffer.buffer(HexFormat.of().parseHex(hex));
  }
}
