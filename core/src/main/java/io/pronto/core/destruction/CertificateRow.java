package io.pronto.core.destruction;

import io.pronto.core.organisation.OrganisationId;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** How a certificate is read from its table. */
final class CertificateRow {
  static final String SELECT =
      """
      select id, chain, sequence, issued_at, category, count, objects, rule, window_from,
             window_until, keys, previous, signed_by, hash, signature
        from destruction_certificate\
      """;

  private CertificateRow() {}

  /** Throws {@link IllegalArgumentException} where nobody has written it so. */
  static DestructionCertificate read(Row row) {
    return new DestructionCertificate(
        row.getString("id"),
        row.getString("chain"),
        row.getLong("sequence"),
        time(row, "issued_at").orElseThrow(),
        new Destruction(
            Category.of(row.getString("category")),
            organisation(row.getString("chain")),
            row.getLong("count"),
            List.of(row.getArrayOfStrings("objects")),
            row.getString("rule"),
            time(row, "window_from"),
            time(row, "window_until"),
            List.of(row.getArrayOfStrings("keys"))),
        Optional.ofNullable(row.getBuffer("previous")).map(CertificateRow::hex),
        row.getString("signed_by"),
        hex(row.getBuffer("hash")),
        hex(row.getBuffer("signature")));
  }

  static Optional<OrganisationId> organisation(String chain) {
    return Optional.of(chain)
        .filter(id -> !id.equals(DestructionCertificate.OPERATOR))
        .map(OrganisationId::new);
  }

  private static Optional<Instant> time(Row row, String column) {
    return Optional.ofNullable(row.getOffsetDateTime(column)).map(OffsetDateTime::toInstant);
  }

  private static String hex(Buffer bytes) {
    return HexFormat.of().formatHex(bytes.getBytes());
  }
}
