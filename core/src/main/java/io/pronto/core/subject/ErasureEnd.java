package io.pronto.core.subject;

import io.pronto.core.db.Tx;
import io.pronto.core.event.Outbox;
import io.pronto.core.subject.Erasure.Kept;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.stream.Stream;

/** The end of an erasure: what stays, why, and whether it must be tried again. */
final class ErasureEnd {
  private static final String HOLD = "legal_hold";

  private final Outbox outbox;
  private final InstantSource clock;

  ErasureEnd(Outbox outbox, InstantSource clock) {
    this.outbox = outbox;
    this.clock = clock;
  }

  /** Says what stays; where a legal hold keeps any of it, it is tried again in an hour. */
  void reach(Tx tx, String id, Terms terms, Instant until, String pseudonym, Tally tally) {
    var calls =
        tx
            .query(
                "select id from calls_kept($1, $2, $3, $4) id",
                terms.allArray(),
                terms.usersArray(),
                utc(until),
                pseudonym)
            .stream()
            .map(row -> row.getString("id"))
            .toArray(String[]::new);
    long mentions =
        count(tx, "select mentions_kept($1, $2, $3) as n", terms.saidArray(), utc(until), calls);
    var kept =
        KeptList.json(
            KeptList.with(Stream.concat(held(tx, calls, mentions), others(tx, terms, tally))));
    if (calls.length > 0 || mentions > 0) {
      hold(tx, id, kept);
    } else {
      done(tx, id, kept);
    }
  }

  private void hold(Tx tx, String id, JsonArray kept) {
    int news = tx.update("update erasure set state = 'held' where id = $1 and state <> 'held'", id);
    tx.update(
        "update erasure set kept = $2, due_at = now() + interval '1 hour' where id = $1", id, kept);
    if (news > 0) {
      outbox.append(tx, "erasure.held", new JsonObject().put("erasure_id", id));
    }
  }

  private void done(Tx tx, String id, JsonArray kept) {
    var now = utc(clock.instant());
    tx.update(
        "update erasure set state = 'done', kept = $2, done_at = $3, sealed = null where id = $1",
        id,
        kept,
        now);
    tx.update(
        """
        update subject_request r set state = 'done', answered_at = $2
          from erasure e where e.id = $1 and r.id = e.request_id and r.state = 'under_way'
        """,
        id,
        now);
    outbox.append(tx, "erasure.done", new JsonObject().put("erasure_id", id));
  }

  private static Stream<Kept> held(Tx tx, String[] calls, long mentions) {
    return Stream.of(
            kept("cdr", calls.length, HOLD),
            kept(
                "recording",
                count(tx, "select count(*) as n from recording where call_id = any($1)", calls),
                HOLD),
            kept(
                "transcript",
                mentions
                    + count(
                        tx, "select count(*) as n from transcript where call_id = any($1)", calls),
                HOLD))
        .filter(ErasureEnd::isAny);
  }

  private static Stream<Kept> others(Tx tx, Terms terms, Tally tally) {
    return Stream.of(
            kept("archived_record", tally.of("cdr", Place.Erased.PSEUDONYMISED.text()), "law"),
            kept(
                "number_routing",
                count(
                    tx,
                    "select count(*) as n from number_routing where closed_number = any($1)",
                    terms.allArray()),
                "in_use"))
        .filter(ErasureEnd::isAny);
  }

  private static Kept kept(String place, long count, String reason) {
    return new Kept(place, Optional.of(count), reason);
  }

  private static boolean isAny(Kept kept) {
    return kept.count().filter(count -> count > 0).isPresent();
  }

  private static long count(Tx tx, String sql, Object... args) {
    return tx.one(sql, args).orElseThrow().getLong("n");
  }

  private static long count(Tx tx, String sql, String[] ids) {
    return count(tx, sql, (Object) ids);
  }

  private static OffsetDateTime utc(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }
}
