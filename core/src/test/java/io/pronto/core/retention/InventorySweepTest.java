package io.pronto.core.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Id;
import io.pronto.core.Populated;
import io.pronto.core.archive.ArchivedRecord;
import io.pronto.core.archive.SealedArchive;
import io.pronto.core.destruction.ErasureJournal;
import io.pronto.core.retention.DataInventory.Entry;
import io.pronto.core.retention.DataInventory.Kept;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the inventory says has an end is swept by a real sweep when that has come. */
class InventorySweepTest {
  /** What waits to be done, and leaves by whoever does it. */
  private static final Set<String> WORK =
      Set.of(
          "recording_removal",
          "late_call",
          "number_task",
          "table_to_scrub",
          "retention_change",
          "retention_derivation");

  @TempDir static Path folder;
  private static SweptDatabase ground;
  private static Populated populated;

  @BeforeAll
  static void somethingThatIsDueInEveryTable() {
    ground = new SweptDatabase(folder);
    populated =
        new Populated(
            ground.database,
            ground.url(),
            ground.master,
            folder.resolve("recordings"),
            Instant.now().minus(Duration.ofDays(400)));
    andWhatOrganisationsNeverHave();
    due().forEach(InventorySweepTest::age);
    ground.owner(
        "update retention_change set in_force_at = now() - interval '1 day',"
            + " told_at = now() - interval '2 days'");
    due()
        .forEach(
            entry ->
                assertThat(rows(entry.table())).as(entry.table() + " is populated").isPositive());

    ground.sweeper(InstantSource.system(), 100).sweep();
  }

  @AfterAll
  static void close() {
    ground.close();
  }

  static Stream<Entry> due() {
    return DataInventory.read().entries().stream()
        .filter(
            entry ->
                switch (entry.kept()) {
                  case RULE, LIFETIME -> true;
                  case BRIEF -> !WORK.contains(entry.table());
                  case MONTHS, WITH, CONTRACT, OPERATOR, PROOF -> false;
                });
  }

  @ParameterizedTest
  @MethodSource("due")
  void whatIsOverIsSwept(Entry entry) {
    // the sweep tells of what it does: that is there, and not due
    assertThat(rows(entry.table() + " where " + column(entry) + " < now()"))
        .as(entry.toString())
        .isZero();
  }

  @Test
  void whatWaitsForTheSweepIsDoneByIt() {
    assertThat(rows("retention_change")).isZero();
    assertThat(rows("retention_derivation")).isZero();
  }

  @Test
  void whatIsBriefHasATimeOrIsWork() {
    assertThat(DataInventory.read().entries())
        .filteredOn(entry -> entry.kept() == Kept.BRIEF && entry.of().equals("-"))
        .extracting(Entry::table)
        .containsExactlyInAnyOrderElementsOf(WORK);
  }

  private static void andWhatOrganisationsNeverHave() {
    ground.owner(
        "insert into operator_event (id, type, occurred_at, data) values ('evt_1', 'a.b', now(),"
            + " '{}')");
    ground.owner("update breach set not_notified_reason = 'A risk is unlikely'"); // no deadline
    ground.owner(
        "insert into deadline_warning (id, about, moment, warned_at) select 'dwn_1', id, 'over',"
            + " now() from breach");
    ground.owner(
        "insert into deletion_journal (id, organisation_id, kind, object) values ('del_%s', '%s', 'contact', 'con_1')"
            .formatted(Id.next("del").substring(4), populated.organisation));
    ground.database.in(
        populated.organisation,
        tx -> {
          new ErasureJournal(ground.master)
              .note(tx, populated.organisation, ErasureJournal.Kind.SUBJECT, new JsonObject());
          return new SealedArchive(ground.master)
              .keep(
                  tx,
                  new ArchivedRecord(
                      ArchivedRecord.Kind.CONNECTION,
                      populated.organisation,
                      Instant.now(),
                      LocalDate.now(),
                      new JsonObject(),
                      Set.of()));
        });
  }

  /** Makes its rows due, past the triggers that keep deadlines as the rules have them. */
  private static void age(Entry entry) {
    var column = column(entry);
    if (!isGenerated(entry.table(), column)) { // else of a time that is over 400 days ago
      ground.owner(
          "set session_replication_role = replica; update %s set %s = now() - interval '100 days'"
              .formatted(entry.table(), column));
    }
  }

  private static String column(Entry entry) {
    return switch (entry.kept()) {
      case RULE -> "expires_at";
      case LIFETIME -> "delete_after";
      case BRIEF -> entry.of().split("\\.")[1];
      case MONTHS, WITH, CONTRACT, OPERATOR, PROOF -> throw new IllegalArgumentException();
    };
  }

  private static boolean isGenerated(String table, String column) {
    return ground.owner(
            """
            select count(*) from pg_attribute
             where attrelid = '%s'::regclass and attname = '%s' and attgenerated <> ''
            """
                .formatted(table, column))
        > 0;
  }

  private static long rows(String table) {
    return ground.owner("select count(*) from " + table);
  }
}
