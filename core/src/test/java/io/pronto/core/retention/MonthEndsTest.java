package io.pronto.core.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pronto.core.destruction.DestructionCertificates;
import io.pronto.core.seal.ProofKey;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Calls at the first and the last instants of seventeen months, of Paris and of UTC, by which
 * records are stored; of the days on which the hour changes, and of 29 February; and at random.
 * Nothing of them is held, so that months leave as a whole. Each record is there at the last
 * instant of its twelve months, and gone at the next; so is each month. A failure names its seed:
 * {@code -Dpronto.seed=} goes through it again.
 */
class MonthEndsTest {
  private static final YearMonth FIRST = YearMonth.of(2023, 2);
  private static final YearMonth LAST = YearMonth.of(2024, 6);

  /** On which an hour is left out or comes twice, and about 29 February. */
  private static final List<LocalDate> STRANGE =
      List.of(
          LocalDate.of(2023, 2, 28),
          LocalDate.of(2023, 3, 26),
          LocalDate.of(2023, 10, 29),
          LocalDate.of(2024, 2, 28),
          LocalDate.of(2024, 2, 29),
          LocalDate.of(2024, 3, 31));

  private static final int AT_RANDOM = 20;

  static LongStream seeds() {
    var wanted = Long.getLong("pronto.seed");
    return LongStream.of(wanted == null ? new Random().nextInt(1_000_000_000) : wanted);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void everyRecordIsThereToItsLastInstantAndGoneAtTheNextAndSoIsItsMonth(
      long seed, @TempDir Path folder) {
    try (var ground = new SweptDatabase(folder)) {
      goThrough(ground, seed);
    }
  }

  /** That all this is looked at closely enough: whatever is wrong by a day, or by UTC, is seen. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "months_of_calls_over | least(at, now()) | least(at, now()) + interval '1 day'",
        "months_of_calls_over | least(at, now()) | least(at, now()) - interval '1 day'",
        "months_of_calls_over | paris_day(least(at, now())) | (least(at, now()) at time zone"
            + " 'UTC')::date",
        "sweep_calls | now()) | now()) + interval '1 day'",
        "sweep_calls | now()) | now()) - interval '1 day'",
        "calls_due_before | Europe/Paris | UTC",
        "calls_due_before | '1 year' | '365 days'",
        "paris_day | Europe/Paris | UTC"
      })
  void whateverIsWrongByADayIsNoticed(
      String function, String is, String becomes, @TempDir Path folder) {
    try (var ground = new SweptDatabase(folder)) {
      ground.owner(
          """
          do $do$
          declare
            definition constant text := pg_get_functiondef('%1$s'::regproc);
          begin
            if position($is$%2$s$is$ in definition) = 0 then
              raise '%%', definition;
            end if;
            execute replace(definition, $is$%2$s$is$, $is$%3$s$is$);
          end
          $do$
          """
              .formatted(function, is, becomes));

      assertThatThrownBy(() -> goThrough(ground, 0)).isInstanceOf(AssertionError.class);
    }
  }

  private static void goThrough(SweptDatabase ground, long seed) {
    for (var month = FIRST; !month.isAfter(LAST); month = month.plusMonths(1)) {
      open(ground, month);
    }
    var stock = new Stock(ground.database);
    var calls = new HashMap<String, Instant>();
    beginnings(new Random(seed)).forEach(begun -> calls.put(stock.call(begun), begun));
    var certificates =
        new DestructionCertificates(
            new ProofKey(ground.database, ground.master), InstantSource.system());
    var sweep = new CallSweep(ground.database, certificates, new SweepPace(7, 0));
    for (var now : moments(calls)) {
      sweep.sweep(now);

      assertThat(stock.ids("cdr"))
          .as("records at %s, seed %d", now, seed)
          .containsExactlyInAnyOrderElementsOf(left(calls, now));
      assertThat(months(ground))
          .as("months at %s, seed %d", now, seed)
          .containsExactlyElementsOf(monthsLeft(now));
    }
    assertThat(stock.ids("cdr")).isEmpty();
  }

  /** Each instant that is the first of something, and the last before it. */
  private static List<Instant> beginnings(Random random) {
    var firsts = new ArrayList<Instant>();
    for (var month = FIRST.plusMonths(1); !month.isAfter(LAST); month = month.plusMonths(1)) {
      firsts.add(midnight(month.atDay(1)));
      firsts.add(begin(month));
    }
    for (var day : STRANGE) {
      firsts.add(midnight(day));
      firsts.add(midnight(day.plusDays(1)));
      firsts.add(ParisCalendar.at(day, "02:30:00"));
    }
    long span = begin(LAST).getEpochSecond() - begin(FIRST).getEpochSecond();
    for (int i = 0; i < AT_RANDOM; i++) {
      firsts.add(begin(FIRST).plusSeconds((long) (random.nextDouble() * span)));
    }
    return firsts.stream().flatMap(first -> Stream.of(before(first), first)).toList();
  }

  /** When a record or a month is to go, and the last instant before that. */
  private static SortedSet<Instant> moments(Map<String, Instant> calls) {
    return Stream.concat(
            calls.values().stream().map(MonthEndsTest::due),
            Stream.iterate(FIRST, month -> !month.isAfter(LAST), month -> month.plusMonths(1))
                .map(MonthEndsTest::due))
        .flatMap(due -> Stream.of(before(due), due))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** When the day is over that has the same date a year later; of 29 February that is the 28th. */
  private static Instant due(Instant begun) {
    return midnight(ParisCalendar.day(begun).plusMonths(12).plusDays(1));
  }

  private static Instant due(YearMonth month) {
    return due(before(begin(month.plusMonths(1))));
  }

  private static List<String> left(Map<String, Instant> calls, Instant now) {
    return calls.entrySet().stream()
        .filter(call -> now.isBefore(due(call.getValue())))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static List<String> monthsLeft(Instant now) {
    return Stream.iterate(FIRST, month -> !month.isAfter(LAST), month -> month.plusMonths(1))
        .filter(month -> now.isBefore(due(month)))
        .map(month -> "cdr_" + month.toString().replace('-', '_'))
        .toList();
  }

  private static void open(SweptDatabase ground, YearMonth month) {
    ground.database.asStranger(tx -> tx.one("select open_cdr_month($1)", month.atDay(1)));
  }

  private static List<String> months(SweptDatabase ground) {
    return ground
        .database
        .asStranger(
            tx ->
                tx.query(
                    """
                    select relname::text as name from pg_class
                     where relkind = 'r' and relname ~ '^cdr_[0-9]{4}_[0-9]{2}$' order by 1
                    """))
        .stream()
        .map(row -> row.getString("name"))
        .toList();
  }

  private static Instant midnight(LocalDate day) {
    return day.atStartOfDay(ParisCalendar.PARIS).toInstant();
  }

  /** Of a month in UTC. */
  private static Instant begin(YearMonth month) {
    return month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  /** The last instant before it that PostgreSQL knows. */
  private static Instant before(Instant time) {
    return time.minus(1, ChronoUnit.MICROS);
  }
}
