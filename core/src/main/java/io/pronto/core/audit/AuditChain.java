package io.pronto.core.audit;

import io.pronto.core.db.Database;
import io.pronto.core.db.Tx;
import io.pronto.core.db.Work;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.seal.MasterKey;
import io.vertx.sqlclient.Row;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Looks whether a chain is whole: computes every hash anew from what is stored, and holds them
 * against the {@link AuditSeals}. It shows what was changed, taken out or put in, by whomever, up
 * to the last seal. Who has the database but not {@code secrets.key} can still cut off the end,
 * seals and all, or change what no seal follows: that shows against a {@link Verdict} that was kept
 * elsewhere.
 */
public final class AuditChain {
  private static final int BATCH = 1_000;
  private static final String SELECT =
      """
      select e.sequence, chain, id, (extract(epoch from occurred_at) * 1000000)::bigint as micros,
             actor_type, actor_id, actor_email, source, request_id, action, subject_id,
             before::text as before, after::text as after, hash, sealed, sealed_at
        from audit_event e left join audit_seal s using (chain, sequence)
       where chain = $1 and e.sequence > $2 order by e.sequence limit $3
      """;

  private static final String LAST_SEAL =
      "select coalesce(max(sequence), 0) as sequence from audit_seal where chain = $1";

  private final Database database;
  private final MasterKey master;

  /** Reads those of {@code database}, whose seals {@code master} has made. */
  public AuditChain(Database database, MasterKey master) {
    this.database = database;
    this.master = master;
  }

  /**
   * What was found.
   *
   * @param events how many are in order, from the first
   * @param hash of the last one that is, 64 hexadecimal digits; empty where there is none
   * @param sealed the last one that a seal vouches for; 0 where there is none
   * @param fault what is wrong with the one that follows; empty where nothing is
   */
  public record Verdict(long events, String hash, long sealed, Optional<String> fault) {
    private static final Verdict NOTHING = new Verdict(0, "", 0, Optional.empty());

    private Verdict faulty(String what) {
      return new Verdict(events, hash, sealed, Optional.of(what));
    }
  }

  /**
   * What an earlier look found, kept away from the database.
   *
   * @param events 0 for no earlier look
   */
  public record Kept(long events, String hash) {
    /** Nothing was kept. */
    public static final Kept NOTHING = new Kept(0, "");
  }

  /** Looks at that of {@code organisation}, a second or two for 100,000 events. */
  public Verdict verify(OrganisationId organisation, Kept kept) {
    return walk(organisation.value(), kept, work -> database.in(organisation, work));
  }

  /** Looks at the operator's own. */
  public Verdict verifyOperators(Kept kept) {
    return walk("operator", kept, database::asOperator);
  }

  private interface Reading {
    List<Row> rows(Work<List<Row>> work);
  }

  private Verdict walk(String chain, Kept kept, Reading reading) {
    // Before the events: whatever is sealed by now is there to be read.
    long sealed = reading.rows(tx -> tx.query(LAST_SEAL, chain)).getFirst().getLong("sequence");
    var verdict = Verdict.NOTHING;
    while (true) {
      var before = verdict;
      var rows = reading.rows(tx -> read(tx, chain, before.events()));
      for (var row : rows) {
        verdict = compare(next(verdict, row), kept);
        if (verdict.fault().isPresent()) {
          return verdict;
        }
      }
      if (rows.isEmpty()) {
        return end(verdict, kept, sealed);
      }
    }
  }

  private static List<Row> read(Tx tx, String chain, long after) {
    return tx.query(SELECT, chain, after, BATCH);
  }

  private Verdict next(Verdict before, Row row) {
    long sequence = row.getLong("sequence");
    if (sequence != before.events() + 1) {
      return before.faulty(
          "Event %d is missing: %d follows".formatted(before.events() + 1, sequence));
    }
    var stored = row.getBuffer("hash").getBytes();
    var hash = HexFormat.of().formatHex(stored);
    if (!hash.equals(hash(before.hash(), row))) {
      return before.faulty(named(row) + " is not what was written");
    }
    var sealed = row.getBuffer("sealed");
    if (sealed == null) {
      return new Verdict(sequence, hash, before.sealed(), Optional.empty());
    }
    if (!AuditSeals.vouches(master, sealed.getBytes(), row.getString("chain"), sequence, stored)) {
      return before.faulty(
          named(row)
              + " is not what was sealed by secrets.key: it, or events since %d, were written anew"
                  .formatted(before.sealed() + 1));
    }
    return new Verdict(sequence, hash, sequence, Optional.empty());
  }

  private static String named(Row row) {
    return "Event %d (%s, %s)"
        .formatted(row.getLong("sequence"), row.getString("id"), row.getString("action"));
  }

  private static Verdict compare(Verdict verdict, Kept kept) {
    boolean same = verdict.events() != kept.events() || verdict.hash().equals(kept.hash());
    return same
        ? verdict
        : verdict.faulty("Event %d is not the one that was kept".formatted(kept.events()));
  }

  private static Verdict end(Verdict verdict, Kept kept, long sealed) {
    if (verdict.events() < sealed) {
      return verdict.faulty(
          "Event %d is missing: a seal says that there was one".formatted(sealed));
    }
    return verdict.events() < kept.events()
        ? verdict.faulty("Event %d is missing, which was kept".formatted(kept.events()))
        : verdict;
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
