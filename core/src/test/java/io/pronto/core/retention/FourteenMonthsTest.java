package io.pronto.core.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.destruction.Category;
import io.pronto.core.retention.DataInventory.Entry;
import io.pronto.core.retention.DataInventory.Kept;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Fourteen months, day by day, in which windows are raised and lowered, legal holds set and lifted,
 * and contracts ended, all at random: on every day exactly what should exist does, here, on the
 * disk and in the sealed archive. The months have a 29 February and its due day a year later, and
 * both changes of the hour. A failure names its seed: {@code -Dpronto.seed=} goes through it again.
 * Of the first and the last instants of months, by which records of calls leave at once where none
 * is held, {@link MonthEndsTest} sees to.
 */
class FourteenMonthsTest {
  /** Of months in which much happens, whenever they are gone through. */
  static final long SAME = 20_240_229;

  private static final List<String> HOURS =
      List.of("00:00:00", "00:00:01", "02:30:00", "04:30:00", "12:00:00", "22:30:00");

  private static final List<Category> CERTIFIED =
      List.of(
          Category.RECORDING,
          Category.TRANSCRIPT,
          Category.CALL_DETAIL_RECORD,
          Category.CALL_DETAIL_RECORD_SEALED);

  /**
   * Whatever is kept until a deadline of its organisation's data: voicemail and notes, when they
   * come.
   */
  @Test
  void allThatIsLimitedIsInIt() {
    assertThat(DataInventory.read().entries())
        .filteredOn(entry -> entry.kept() == Kept.RULE || entry.kept() == Kept.MONTHS)
        .extracting(Entry::table)
        .containsExactlyInAnyOrder("recording", "transcript", "cdr");
  }

  static LongStream seeds() {
    var wanted = Long.getLong("pronto.seed");
    return wanted == null
        ? LongStream.of(SAME, new Random().nextInt(1_000_000_000))
        : LongStream.of(wanted);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void onEveryDayExactlyWhatShouldExistDoes(long seed, @TempDir Path folder) {
    try (var server = new SimulatedServer(folder)) {
      goThrough(server, seed);
    }
  }

  /** Goes through the months of {@code seed}, and looks every day. */
  static void goThrough(SimulatedServer server, long seed) {
    var random = new Random(seed);
    var first = LocalDate.of(2024, 1, 2).plusDays(random.nextInt(59));
    var end = first.plusMonths(14);
    var organisations =
        Stream.of(RandomEnd.Wish.values())
            .map(wish -> new OrganisationYear(random, server, wish, first))
            .toList();
    for (var day = first; day.isBefore(end); day = day.plusDays(1)) {
      var today = day;
      server.begin(
          ParisCalendar.at(day, HOURS.get(random.nextInt(HOURS.size()))), random.nextInt(30) > 0);
      organisations.forEach(one -> one.decide(today));
      server.work();
      organisations.forEach(one -> one.forget(today));
      compare(organisations, server, day, seed);
      organisations.forEach(one -> one.live(today));
    }
    assertThat(server.ended.meters.counter("pronto.contract.failures").count()).isZero();
    organisations.forEach(one -> isCertified(one, seed));
    if (seed == SAME) {
      muchHasHappened(organisations);
    }
  }

  private static void muchHasHappened(List<OrganisationYear> organisations) {
    assertThat(organisations)
        .filteredOn(OrganisationYear::isErased)
        .as("whose contract ended, of three, and whom no hold keeps to the end")
        .hasSizeGreaterThanOrEqualTo(2);
    assertThat(organisations.stream().mapToLong(one -> one.tally.kept()).sum())
        .as("days on which only a hold kept something")
        .isGreaterThan(100);
    for (var category : CERTIFIED) {
      assertThat(organisations.stream().mapToLong(one -> one.tally.gone(category)).sum())
          .as("%s that have gone", category)
          .isGreaterThan(20);
    }
  }

  private static void compare(
      List<OrganisationYear> organisations, SimulatedServer server, LocalDate day, long seed) {
    var expected = new TreeSet<String>();
    organisations.forEach(one -> expected.addAll(one.expected(day)));
    var there = server.whatExists();
    assertThat(without(there, expected)).as("left behind on %s, seed %d", day, seed).isEmpty();
    assertThat(without(expected, there)).as("gone too soon on %s, seed %d", day, seed).isEmpty();
  }

  private static Set<String> without(Set<String> some, Set<String> others) {
    var rest = new TreeSet<>(some);
    rest.removeAll(others);
    return rest;
  }

  /** Of each thing that has gone there is a proof, and of nothing else. */
  private static void isCertified(OrganisationYear organisation, long seed) {
    for (var category : CERTIFIED) {
      assertThat(organisation.stock.certified(category.text()))
          .as("certificates of each %s, seed %d", category, seed)
          .isEqualTo(organisation.tally.gone(category));
    }
  }
}
