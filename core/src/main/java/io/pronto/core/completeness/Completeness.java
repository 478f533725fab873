package io.pronto.core.completeness;

import io.pronto.core.completeness.CompletenessStatement.Fault;
import io.pronto.core.completeness.CompletenessStatement.Late;
import io.pronto.core.completeness.CompletenessStatement.Loss;
import io.pronto.core.completeness.CompletenessStatement.Span;
import io.pronto.core.db.Database;
import io.pronto.core.seal.MasterKey;
import io.pronto.core.seal.ProofKey;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Says whether all records of calls of some time are there, as they were written: counts what there
 * is, some 20 µs a record, and holds it against the {@link CallSeal}s. One whose person was erased
 * counts as the sealed archive has it, without being opened.
 *
 * <p>What was deleted before its day was sealed is not missed, and who has {@code secrets.key} can
 * seal anew.
 */
public final class Completeness {
  /** Later seals are told: until then whoever has the database could have changed the day. */
  private static final Duration IN_TIME = Duration.ofDays(2);

  /** Between two looks a seal may be made. */
  private static final int LOOKS = 3;

  private final Database database;
  private final Buffer secret;
  private final ProofKey key;
  private final InstantSource clock;

  /** Looks at those of {@code database}, hashed by a secret of {@code master}. */
  public Completeness(Database database, MasterKey master, InstantSource clock) {
    this.database = database;
    this.secret = CallSecret.of(master);
    this.key = new ProofKey(database, master);
    this.clock = clock;
  }

  /** Of all days on which there is some of the time from {@code since} to {@code until}. */
  public CompletenessStatement of(Instant since, Instant until) {
    return new Look(since, until, clock.instant()).all();
  }

  /** Of all days of which law has records kept. */
  public CompletenessStatement ofAll() {
    var now = clock.instant();
    var today = CallDay.of(now);
    var first = today.minusYears(1);
    return of(CallDay.start(CallDay.isGone(first, today) ? first.plusDays(1) : first), now);
  }

  /** The parts of a day, together. */
  private record Sealed(CallTally tally, Instant at) {}

  /** One look under way. */
  private final class Look {
    private final Instant since;
    private final Instant until;
    private final Instant now;
    private final Map<LocalDate, Sealed> seals = new HashMap<>();
    private final List<Fault> faults = new ArrayList<>();
    private final List<LocalDate> unsealed = new ArrayList<>();
    private final List<Late> sealedLate = new ArrayList<>();
    private Optional<LocalDate> firstSealed = Optional.empty();
    private Optional<Span> beforeSeals = Optional.empty();
    private Optional<LocalDate> gone = Optional.empty();
    private long good;

    Look(Instant since, Instant until, Instant now) {
      this.since = since;
      this.until = until;
      this.now = now;
    }

    CompletenessStatement all() {
      var chain = new CallSealChain(database, key.existing()).read(this::note);
      var today = CallDay.of(now);
      var last = CallDay.of(until.minusNanos(1));
      for (var day = CallDay.of(since); !day.isAfter(last) && !day.isAfter(today); ) {
        look(day, today);
        day = day.plusDays(1);
      }
      return new CompletenessStatement(
          since,
          until,
          now,
          good,
          faults,
          chain.fault(),
          unsealed,
          beforeSeals,
          gone,
          sealedLate,
          losses());
    }

    private void note(CallSeal seal) {
      if (firstSealed.isEmpty()) {
        firstSealed = Optional.of(seal.day());
      }
      var before = seals.get(seal.day());
      seals.put(
          seal.day(),
          before == null
              ? new Sealed(seal.tally(), seal.sealedAt())
              : new Sealed(before.tally.plus(seal.tally()), before.at));
    }

    private void look(LocalDate day, LocalDate today) {
      if (CallDay.isGone(day, today)) {
        gone = Optional.of(day);
      } else if (firstSealed.isEmpty() && isDue(day)
          || firstSealed.filter(day::isBefore).isPresent()) {
        var first = beforeSeals.map(Span::first).orElse(day);
        beforeSeals = Optional.of(new Span(first, day));
      } else if (!seals.containsKey(day)) {
        unsealed.add(day);
      } else {
        compare(day);
      }
    }

    private boolean isDue(LocalDate day) {
      return !now.isBefore(CallDay.end(day).plus(CallSeals.AFTER));
    }

    private void compare(LocalDate day) {
      var sealed = seals.get(day);
      var found = CallDay.count(database, secret, day);
      for (int look = 1; look < LOOKS && !found.equals(sealed.tally); look++) {
        sealed = sealed(day);
        found = CallDay.count(database, secret, day);
      }
      if (!found.equals(sealed.tally)) {
        faults.add(new Fault(day, sealed.tally.calls(), found.calls()));
        return;
      }
      good++;
      if (late(day) > 0) {
        unsealed.add(day);
      }
      if (sealed.at.isAfter(CallDay.end(day).plus(IN_TIME))) {
        sealedLate.add(new Late(day, sealed.at));
      }
    }

    /** What the seals say by now: what came late may just have been sealed. */
    private Sealed sealed(LocalDate day) {
      var parts =
          database.asOperator(
              tx ->
                  tx.query(CallSeal.SELECT + " where day = $1 order by part", day).stream()
                      .map(CallSeal::of)
                      .toList());
      var all = parts.stream().map(CallSeal::tally).reduce(CallTally.NONE, CallTally::plus);
      return new Sealed(all, seals.get(day).at);
    }

    private long late(LocalDate day) {
      return database
          .asStranger(tx -> tx.one("select late_calls_of($1) as n", day))
          .orElseThrow()
          .getLong("n");
    }

    private List<Loss> losses() {
      return database
          .asOperator(
              tx ->
                  tx.query(
                      """
                      select restored_to, began_at from restoration
                       where restored_to < $2 and began_at > $1 order by began_at
                      """,
                      utc(since),
                      utc(until)))
          .stream()
          .map(
              row ->
                  new Loss(
                      row.getOffsetDateTime("restored_to").toInstant(),
                      row.getOffsetDateTime("began_at").toInstant()))
          .toList();
    }
  }

  private static OffsetDateTime utc(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }
}
