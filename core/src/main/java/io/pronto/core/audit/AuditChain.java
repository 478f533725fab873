package io.pronto.core.audit;

import io.pronto.core.db.Database;
import io.pronto.core.db.Tx;
import io.pronto.core.db.Work;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.sqlclient.Row;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Looks whether a chain is whole, by computing every hash anew from what is stored. It shows what
 * was changed, taken out or put in by somebody who did not do the same. The hashes have no key:
 * that the end is missing, or that the owner of the database wrote the rest anew, shows only
 * against a {@link Verdict} that was written down before.
 */
public final class AuditChain {
  private static final int BATCH = 1_000;
  private static final String SELECT =
      """
      select sequence, chain, id, (extract(epoch from occurred_at) * 1000000)::bigint as micros,
             actor_type, actor_id, actor_email, source, request_id, action, subject_id,
             before::text as before, after::text as after, hash
        from audit_event where chain = $1 and sequence > $2 order by sequence limit $3
      """;

  private final Database database;

  /** Reads those of {@code database}. */
  public AuditChain(Database database) {
    this.database = database;
  }

  /**
   * What was found.
   *
   * @param events how many are in order, from the first
   * @param hash of the last one that is, 64 hexadecimal digits; empty where there is none
   * @param fault what is wrong with the one that follows; empty where nothing is
   */
  public record Verdict(long events, String hash, Optional<String> fault) {}

  /** Looks at that of {@code organisation}, a second or two for 100,000 events. */
  public Verdict verify(OrganisationId organisation) {
    return walk(organisation.value(), work -> database.in(organisation, work));
  }

  /** Looks at the operator's own. */
  public Verdict verifyOperators() {
    return walk("operator", database::asOperator);
  }

  private interface Reading {
    List<Row> rows(Work<List<Row>> work);
  }

  private static Verdict walk(String chain, Reading reading) {
    var verdict = new Verdict(0, "", Optional.empty());
    while (true) {
      var before = verdict;
      var rows = reading.rows(tx -> read(tx, chain, before.events()));
      for (var row : rows) {
        verdict = next(verdict, row);
        if (verdict.fault().isPresent()) {
          return verdict;
        }
      }
      if (rows.isEmpty()) {
        return verdict;
      }
    }
  }

  private static List<Row> read(Tx tx, String chain, long after) {
    return tx.query(SELECT, chain, after, BATCH);
  }

  private static Verdict next(Verdict before, Row row) {
    long sequence = row.getLong("sequence");
    if (sequence != before.events() + 1) {
      return faulty(
          before, "Event %d is missing: %d follows".formatted(before.events() + 1, sequence));
    }
    var stored = HexFormat.of().formatHex(row.getBuffer("hash").getBytes());
    if (!stored.equals(hash(before.hash(), row))) {
      return faulty(
          before,
          "Event %d (%s, %s) is not what was written"
              .formatted(sequence, row.getString("id"), row.getString("action")));
    }
    return new Verdict(sequence, stored, Optional.empty());
  }

  private static Verdict faulty(Verdict before, String what) {
    return new Verdict(before.events(), before.hash(), Optional.of(what));
  }

  /** As the function {@code audit_hash} of the schema does it. */
  private static String hash(String previous, Row row) {
    var text = new StringBuilder();
    field(text, previous.isEmpty() ? null : previous);
    for (var column :
        List.of(
            "chain",
            "sequence",
            "id",
            "micros",
            "actor_type",
            "actor_id",
            "actor_email",
            "source",
            "request_id",
            "action",
            "subject_id",
            "before",
            "after")) {
      var value = row.getValue(column);
      field(text, value == null ? null : value.toString());
    }
    return sha256(text.toString());
  }

  private static void field(StringBuilder text, String value) {
    if (value == null) {
      text.append('-');
    } else {
      text.append(value.getBytes(StandardCharsets.UTF_8).length).append(':').append(value);
      text.append(',');
    }
  }

  private static String sha256(String text) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
