package io.pronto.core.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pronto.core.clock.ClockGuard;
import io.pronto.core.clock.ClockState.Belief;
import io.pronto.core.contract.Contract.State;
import io.pronto.core.contract.Contracts;
import io.pronto.core.contract.EndedContracts;
import io.pronto.core.db.PageRequest;
import io.pronto.core.event.News;
import io.pronto.core.event.OperatorEvents;
import io.pronto.core.hold.LegalHolds;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The machine's clock, by which PostgreSQL goes, jumps: by a year ahead, or back and then ahead
 * again. No test can move it; what it was when it was seen last is moved the other way, with what
 * was written then, which comes to the same.
 */
class ClockJumpTest {
  /** A year and a month: what a call's record is kept for, and more. */
  private static final Duration FAR = Duration.ofDays(396);

  @TempDir Path folder;
  private SweptDatabase ground;
  private Stock stock;
  private ClockGuard guard;
  private SimpleMeterRegistry meters;
  private Sweeper sweeper;

  @BeforeEach
  void open() {
    ground = new SweptDatabase(folder);
    stock = new Stock(ground.database);
    guard = new ClockGuard(ground.database);
    meters = new SimpleMeterRegistry();
    sweeper = ground.sweeper(InstantSource.system(), 100, meters);
  }

  @AfterEach
  void close() {
    ground.close();
  }

  @Test
  void byAClockThatHasJumpedFarAheadNothingIsDeletedWhateverItsKind() {
    var old = everything(ago(Duration.ofDays(400)));
    var recent = stock.recorded(ago(Duration.ofDays(1)), Optional.empty());
    jumps(FAR);

    assertThat(sweeper.sweep()).isEmpty();
    assertThat(sweeper.sweep()).isEmpty();

    assertThat(stock.ids("recording")).containsExactlyInAnyOrder(old, recent);
    assertThat(stock.ids("transcript")).hasSize(2);
    assertThat(stock.ids("cdr")).hasSize(2);
    assertThat(stock.ids("event")).hasSize(1);
    assertThat(ground.owner("select count(*) from deletion_journal")).isEqualTo(1);
    assertThat(ground.owner("select count(*) from destruction_certificate")).isZero();
    assertThat(guard.look().belief()).isEqualTo(Belief.AHEAD);
    assertThat(meters.get("pronto.retention.clock.believed").gauge().value()).isZero();
    assertThat(doubts()).as("told once").hasSize(1);
    assertThat(doubts().getFirst().data().getString("state")).isEqualTo("ahead");
  }

  @Test
  void onceItIsRightAgainWhatIsDueIsDeletedWithoutAnybody() {
    var old = everything(ago(Duration.ofDays(400)));
    jumps(FAR);
    sweeper.sweep();
    assertThat(stock.ids("recording")).containsExactly(old);

    jumps(FAR.negated());
    sweeper.sweep();

    assertThat(stock.ids("recording")).isEmpty();
    assertThat(stock.ids("cdr")).isEmpty();
    assertThat(guard.look().belief()).isEqualTo(Belief.BELIEVED);
    assertThat(meters.get("pronto.retention.clock.believed").gauge().value()).isEqualTo(1);
  }

  @Test
  void onceAnOperatorSaysThatItIsRightWhatIsDueIsDeletedAndThatIsInTheLog() {
    everything(ago(Duration.ofDays(400)));
    jumps(FAR);
    sweeper.sweep();

    assertThat(guard.confirm("opr_one")).isTrue();
    sweeper.sweep();

    assertThat(stock.ids("recording")).isEmpty();
    assertThat(stock.ids("cdr")).isEmpty();
    assertThat(guard.confirm("opr_one")).as("nobody doubts it").isFalse();
    assertThat(guard.look().confirmedBy()).contains("opr_one");
    assertThat(
            ground.owner(
                "select count(*) from audit_event where action = 'retention_clock.changed'"))
        .isEqualTo(1);
  }

  @Test
  void byAClockThatIsSetBackNothingIsDeletedAndNothingComesBack() {
    var due = everything(ago(Duration.ofDays(400)));
    sweeper.sweep();
    assertThat(stock.ids("recording")).doesNotContain(due);
    var kept = everything(ago(Duration.ofDays(170)));
    long certified = stock.certified("recording");
    jumps(FAR.negated());

    sweeper.sweep();

    assertThat(stock.ids("recording")).containsExactly(kept);
    assertThat(stock.certified("recording")).isEqualTo(certified);
    assertThat(guard.look().belief()).isEqualTo(Belief.BEHIND);
  }

  @Test
  void whatWasWrittenWhileItWasBehindIsNotDeletedWhenItIsRightAgain() {
    jumps(FAR.negated());
    sweeper.sweep();
    var young = stock.recorded(Instant.now(), Optional.empty());
    var other = new Stock(ground.database);
    var held = other.recorded(Instant.now(), Optional.empty());

    jumps(FAR);
    sweeper.sweep();
    sweeper.sweep();

    assertThat(stock.ids("recording")).containsExactly(young);
    assertThat(stock.ids("cdr")).hasSize(1);
    var state = guard.look();
    assertThat(state.belief()).isEqualTo(Belief.WAS_BEHIND);
    assertThat(Duration.between(state.behindFrom().orElseThrow(), ago(FAR)))
        .isBetween(Duration.ZERO, Duration.ofMinutes(5));
    assertThat(doubts())
        .extracting(doubt -> doubt.data().getString("state"))
        .containsExactlyInAnyOrder("behind", "was_behind");

    other.hold(
        new LegalHolds(ground.database, ground.outbox),
        Stock.since(state.behindFrom().orElseThrow().minus(Duration.ofHours(1))));
    guard.confirm("opr_one");
    sweeper.sweep();

    assertThat(stock.ids("recording")).isEmpty();
    assertThat(stock.ids("cdr")).isEmpty();
    assertThat(other.ids("recording")).containsExactly(held);
    assertThat(other.ids("cdr")).hasSize(1);
  }

  @Test
  void upToThreeDaysAnyServerMayBeAwayOrItsClockBeSet() {
    for (long minutes : List.of(-4_319L, -60L, 0L, 60L, 2_880L, 4_319L)) {
      assertThat(after(Duration.ofMinutes(minutes))).as("%d", minutes).isEqualTo(Belief.BELIEVED);
    }
    for (long minutes : List.of(4_321L, 525_600L)) {
      assertThat(after(Duration.ofMinutes(minutes))).as("%d", minutes).isEqualTo(Belief.AHEAD);
      assertThat(guard.isBelieved()).isFalse();
    }
    for (long minutes : List.of(-4_321L, -525_600L)) {
      assertThat(after(Duration.ofMinutes(minutes))).as("%d", minutes).isEqualTo(Belief.BEHIND);
      assertThat(guard.isBelieved()).isFalse();
    }
  }

  /** What is thought of a clock that was right, and has jumped. */
  private Belief after(Duration jump) {
    ground.owner(
        "update retention_sweep set seen_at = now(), behind_from = null, behind_until = null");
    jumps(jump);
    return guard.look().belief();
  }

  @Test
  void aClockThatGoesOnIsBelievedAsItGoesOn() {
    for (int day = 0; day < 10; day++) {
      jumps(Duration.ofDays(2));
      assertThat(guard.isBelieved()).as("day %d", day).isTrue();
    }
  }

  @Test
  void noContractEndsNorIsErasedByAClockThatHasJumped() {
    var ended =
        new EndedContracts(ground.database, ground.outbox, ground.master, folder.resolve("files"));
    var lastDay = LocalDate.now(ParisCalendar.PARIS).minusDays(100);
    ended.now = ParisCalendar.at(lastDay.minusDays(5), "12:00");
    ended.contracts.terminate(stock.organisation, lastDay, 30, "opr_one");
    stock.user();
    jumps(FAR);

    tick(ended, lastDay.plusDays(1));
    tick(ended, lastDay.plusDays(60));

    assertThat(state(ended.contracts)).isEqualTo(State.ACTIVE);
    assertThat(stock.ids("user_account")).hasSize(1);
    guard.confirm("opr_one");
    tick(ended, lastDay.plusDays(1));
    assertThat(state(ended.contracts)).isEqualTo(State.ENDED);
  }

  private static void tick(EndedContracts ended, LocalDate day) {
    ended.now = ParisCalendar.at(day, "12:00");
    ended.clock.tick();
  }

  private State state(Contracts contracts) {
    return contracts.find(stock.organisation).orElseThrow().state();
  }

  /** The clock says so much more than before: to it, what there is was so much earlier. */
  private void jumps(Duration by) {
    var shift = " - interval '%d seconds'".formatted(by.toSeconds());
    ground.owner(
        """
        update retention_sweep
           set seen_at = seen_at%1$s, completed_at = completed_at%1$s, behind_from = behind_from%1$s,
               behind_until = behind_until%1$s
        """
            .formatted(shift));
    if (ground.owner("select count(*) from retention_sweep where behind_from is not null") > 0) {
      ground.owner(
          "update recording set started_at = started_at%1$s, expires_at = expires_at%1$s"
              .formatted(shift));
      ground.owner(
          "update transcript set spoken_at = spoken_at%1$s, expires_at = expires_at%1$s"
              .formatted(shift));
      ground.owner(
          "update cdr set started_at = started_at%1$s, ended_at = ended_at%1$s".formatted(shift));
    }
  }

  /** Something of each kind that has a deadline; the recording's id. */
  private String everything(Instant at) {
    var recording = stock.recorded(at, Optional.empty());
    ground.owner(
        """
        insert into event (organisation_id, sequence, id, type, occurred_at, data, delete_after)
        values ('%s', (select count(*) + 100 from event), 'evt_' || ulid(now()), 'call.ended', '%s', '{}',
                timestamptz '%2$s' + interval '30 days')
        """
            .formatted(stock.organisation, at));
    ground.owner(
        """
        insert into deletion_journal (id, organisation_id, kind, object, forget_at)
        values ('del_' || ulid(now()), 'org_1', 'contact', 'con_1', '%s')
        """
            .formatted(at));
    return recording;
  }

  private List<News> doubts() {
    return new OperatorEvents(ground.database)
        .list(Optional.of("clock.doubted"), PageRequest.first(10))
        .items();
  }

  private static Instant ago(Duration time) {
    return Instant.now().minus(time);
  }
}
