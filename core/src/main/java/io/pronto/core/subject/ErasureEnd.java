package io.pronto.core.subject;

import io.pronto.core.db.Tx;
import io.pronto.core.event.Outbox;
import io.pronto.core.subject.Erasure.Kept;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** The end of an erasure: what stays, why, and whether it must be looked at again. */
final class ErasureEnd {
  /**
   * How long after the instruction a record may still come of a call that went on then: the longest
   * call, and what waits on a server's disk.
   */
  private static final Duration WATCH = Duration.ofHours(48);

  private static final Duration PAUSE = Duration.ofHours(1);
  private static final String HOLD = "legal_hold";

  private final Outbox outbox;
  private final InstantSource clock;

  ErasureEnd(Outbox outbox, InstantSource clock) {
    this.outbox = outbox;
    this.clock = clock;
  }

  /**
   * Says what stays. Where a legal hold keeps any of it, or records of calls that began before
   * {@code until} may still come, it is looked at again in an hour.
   */
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
    boolean watching = clock.instant().isBefore(until.plus(WATCH));
    var kept =
        KeptList.json(
            KeptList.with(
                Stream.of(
                        underWay(watching),
                        held(tx, calls, mentions),
                        others(tx, terms, tally),
                        KeptPlace.of(tx, terms))
                    .flatMap(Function.identity())));
    if (calls.length > 0 || mentions > 0) {
      hold(tx, id, kept);
    } else if (watching) {
      again(tx, id, "watching", kept);
      answer(tx, id);
    } else {
      done(tx, id, kept);
    }
  }

  /** Whether the erasure was in another state before. */
  private boolean again(Tx tx, String id, String state, JsonArray kept) {
    tx.update(
        "update erasure set kept = $2, due_at = $3 where id = $1",
        id,
        kept,
        utc(clock.instant().plus(PAUSE)));
    return tx.update("update erasure set state = $2 where id = $1 and state <> $2", id, state) > 0;
  }

  private void hold(Tx tx, String id, JsonArray kept) {
    if (again(tx, id, "held", kept)) {
      outbox.append(tx, "erasure.held", new JsonObject().put("erasure_id", id));
    }
  }

  private void done(Tx tx, String id, JsonArray kept) {
    tx.update(
        "update erasure set state = 'done', kept = $2, done_at = $3, sealed = null where id = $1",
        id,
        kept,
        utc(clock.instant()));
    var erasure =
        tx.one("select pseudonym, instructed_by from erasure where id = $1", id).orElseThrow();
    Restrictions.endErased(
        tx, erasure.getString("pseudonym"), erasure.getString("instructed_by"), clock.instant());
    answer(tx, id);
    outbox.append(tx, "erasure.done", new JsonObject().put("erasure_id", id));
  }

  /** Nothing is left of what there was: so whoever asked can be told. */
  private void answer(Tx tx, String id) {
    tx.update(
        """
        update subject_request r set state = 'done', answered_at = $2
          from erasure e where e.id = $1 and r.id = e.request_id and r.state = 'under_way'
        """,
        id,
        utc(clock.instant()));
  }

  private static Stream<Kept> underWay(boolean watching) {
    return watching ? Stream.of(new Kept("cdr", Optional.empty(), "under_way")) : Stream.empty();
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
                "archived_record",
                tally.of("user_account", Place.Erased.DELETED.text()),
                "subscriber"),
            kept(
                "user_account",
                count(
                    tx,
                    "select count(*) as n from user_account where id = any($1)",
                    terms.usersArray()),
                "account_needed"))
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
