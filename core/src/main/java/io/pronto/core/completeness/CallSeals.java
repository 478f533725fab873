package io.pronto.core.completeness;

import io.pronto.core.Rounds;
import io.pronto.core.db.Database;
import io.pronto.core.db.Tx;
import io.pronto.core.seal.MasterKey;
import io.pronto.core.seal.ProofKey;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Seals each day of calls two hours after it is over, and what comes later for a day that is sealed
 * within an hour. The first time, it seals all days of which law has records kept. Any number of
 * servers may do so at once.
 */
public final class CallSeals implements AutoCloseable {
  /** When a day is sealed: whatever is written later than an hour after it is noted as late. */
  static final Duration AFTER = Duration.ofHours(2);

  private static final Duration PAUSE = Duration.ofHours(1);

  private final Database database;
  private final Buffer secret;
  private final ProofKey key;
  private final InstantSource clock;
  private Optional<Rounds> rounds = Optional.empty();

  /** Seals those of {@code database}, hashed by a secret of {@code master}. */
  public CallSeals(Database database, MasterKey master, InstantSource clock) {
    this.database = database;
    this.secret = CallSecret.of(master);
    this.key = new ProofKey(database, master);
    this.clock = clock;
  }

  /** Begins, the first time at once. */
  public CallSeals start() {
    rounds =
        Optional.of(
            Rounds.start("call-seals", "Records of calls were not sealed", PAUSE, this::seal));
    return this;
  }

  /** Seals what is to be sealed by now. */
  public void seal() {
    var today = CallDay.of(clock.instant());
    for (var day = next(today); isOver(day); day = next(today)) {
      if (!seal(day)) {
        return;
      }
    }
    database.asStranger(tx -> tx.query("select forget_late_calls($1)", today));
    database
        .asStranger(tx -> tx.query("select day from days_of_late_calls() day"))
        .forEach(row -> sealLate(row.getLocalDate("day")));
  }

  private boolean isOver(LocalDate day) {
    return !clock.instant().isBefore(CallDay.end(day).plus(AFTER));
  }

  private LocalDate next(LocalDate today) {
    return database.asStranger(
        tx ->
            end(tx, false)
                .map(end -> end.getLocalDate("day").plusDays(1))
                .or(
                    () ->
                        tx.one("select first from call_days($1)", today)
                            .map(row -> row.getLocalDate("first")))
                .orElse(today.minusDays(1)));
  }

  /** False where another server has just sealed it. */
  private boolean seal(LocalDate day) {
    var tally = CallDay.count(database, secret, day);
    key.publicKey(); // before the chain is held: the first time, it is read from the database
    return database.asStranger(
        tx -> {
          var end = end(tx, true);
          boolean isNext =
              end.map(row -> row.getLocalDate("day").plusDays(1).equals(day)).orElse(true);
          if (isNext) {
            add(tx, end, day, 0, tally);
          }
          return isNext;
        });
  }

  private void sealLate(LocalDate day) {
    key.publicKey();
    database.asStranger(
        tx -> {
          var end = end(tx, true);
          var taken = tx.one("select * from take_late_calls($1, $2)", day, secret).orElseThrow();
          var tally = CallTally.of(taken);
          if (tally.calls() > 0) {
            add(tx, end, day, taken.getInteger("part"), tally);
          }
          return null;
        });
  }

  private static Optional<Row> end(Tx tx, boolean held) {
    return tx.one("select * from end_of_call_seals($1)", held);
  }

  private void add(Tx tx, Optional<Row> end, LocalDate day, int part, CallTally tally) {
    long sequence = end.map(row -> row.getLong("sequence")).orElse(0L) + 1;
    var previous = end.map(row -> CallSeal.hex(row.getBuffer("hash")));
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    var signedBy = key.publicKey().fingerprint();
    var form = CallSeal.form(sequence, day, part, tally, now, previous, signedBy);
    tx.query(
        """
        select add_call_seal(row($1::bigint, $2::date, $3::integer, $4::bigint, $5::bytea,
          $6::timestamptz, $7::bytea, $8::text, $9::bytea, $10::bytea)::call_seal)
        """,
        sequence,
        day,
        part,
        tally.calls(),
        CallSeal.bytes(tally.sum()),
        now.atOffset(ZoneOffset.UTC),
        previous.map(CallSeal::bytes).orElse(null),
        signedBy,
        CallSeal.bytes(form.hash()),
        CallSeal.bytes(key.sign(form)));
  }

  /** Stops. */
  @Override
  public void close() {
    rounds.ifPresent(Rounds::close);
  }
}
