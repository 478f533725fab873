package io.pronto.core.completeness;

import io.pronto.core.audit.Kept;
import io.pronto.core.db.Database;
import io.pronto.core.seal.PublicProofKey;
import io.vertx.sqlclient.Row;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Looks, by the public key alone, whether the seals of days of calls are those that were made, none
 * of them missing. That the end was cut off shows against the audit log, which notes each.
 */
public final class CallSealChain {
  private static final int AT_ONCE = 1_000;
  private static final String NOTED =
      """
      select e.subject_id, e.after ->> 'day' as day from audit_event e
       where e.chain = 'operator' and e.action = 'call_seal.made'
         and not exists (select from call_seal s
                          where s.sequence = e.subject_id::bigint
                            and encode(s.hash, 'hex') = e.after ->> 'hash')
       order by e.sequence limit 1
      """;

  private final Database database;
  private final Optional<PublicProofKey> key;

  /**
   * Reads those of {@code database}.
   *
   * @param key by which they must be signed; without one there must be none
   */
  public CallSealChain(Database database, Optional<PublicProofKey> key) {
    this.database = database;
    this.key = key;
  }

  /**
   * What was found.
   *
   * @param seals how many are in order, from the first
   * @param hash of the last one that is, 64 hexadecimal digits; empty where there is none
   * @param day the last one that is sealed
   * @param fault what is wrong with the seal that follows; empty where nothing is
   */
  public record Verdict(long seals, String hash, Optional<LocalDate> day, Optional<String> fault) {
    static final Verdict NOTHING = new Verdict(0, "", Optional.empty(), Optional.empty());

    Verdict faulty(String what) {
      return new Verdict(seals, hash, day, Optional.of(what));
    }
  }

  /** Looks at all of them, which must still hold what was {@code kept}. */
  public Verdict verify(Kept kept) {
    return walk(kept, _ -> {});
  }

  /** Looks at all of them, and tells {@code to} of each that is in order. */
  Verdict read(Consumer<CallSeal> to) {
    return walk(Kept.NOTHING, to);
  }

  private Verdict walk(Kept kept, Consumer<CallSeal> to) {
    // Before the seals: whatever was made by now is there to be read.
    var noted = database.asOperator(tx -> tx.query(NOTED));
    if (key.isEmpty()) {
      return page(0).isEmpty() && kept.links() == 0
          ? Verdict.NOTHING
          : Verdict.NOTHING.faulty("The key that signed its seals is missing");
    }
    var walk = new CallSealWalk(key.get(), kept);
    for (var page = page(0); !page.isEmpty(); page = page(walk.verdict().seals())) {
      for (var row : page) {
        var seal = CallSeal.of(row);
        if (!walk.accepts(seal)) {
          return walk.verdict();
        }
        to.accept(seal);
      }
    }
    noted.stream()
        .findFirst()
        .ifPresent(
            event ->
                walk.refuse(
                    "Seal %s (%s) is missing: the audit log has it, with another hash or none here"
                        .formatted(event.getString("subject_id"), event.getString("day"))));
    return walk.verdict().fault().isPresent() ? walk.verdict() : walk.end();
  }

  private List<Row> page(long after) {
    return database.asOperator(
        tx ->
            tx.query(
                CallSeal.SELECT + " where sequence > $1 order by sequence limit $2",
                after,
                AT_ONCE));
  }
}
