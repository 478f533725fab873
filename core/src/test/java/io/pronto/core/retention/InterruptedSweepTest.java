package io.pronto.core.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pronto.core.Waiting;
import io.pronto.core.db.Database;
import io.pronto.core.hold.LegalHolds;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever comes between a sweep and its end, nothing is half deleted: a thing is there with all
 * that belongs to it, or has gone with all of it and one proof.
 */
class InterruptedSweepTest {
  private static final InstantSource SYSTEM = InstantSource.system();
  private static final Duration LONG = Duration.ofMinutes(2);

  /** The least that a segment of PostgreSQL's journal needs. */
  private static final String SIXTEEN_MEBIBYTES = "16777216";

  @TempDir static Path folder;
  private static SweptDatabase ground;
  private static Database database;

  private final Stock stock = new Stock(database);
  private final Instant now = Instant.now();

  @BeforeAll
  static void start() {
    ground = new SweptDatabase(folder);
    database = ground.database;
  }

  @AfterAll
  static void stop() {
    ground.close();
  }

  @Test
  void aServerThatIsKilledLeavesBatchesDoneOrUndone() throws Exception {
    var all = recorded(100);

    var process = SweepingProcess.start(ground);
    try {
      Waiting.until("some have gone", LONG, () -> stock.ids("recording").size() < 95);
    } finally {
      process.destroyForcibly().waitFor();
    }
    Waiting.until(
        "its last statement has ended",
        () ->
            ground.owner(
                    """
                    select count(*) from pg_stat_activity
                     where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'
                    """)
                == 0);

    assertThat(stock.ids("recording")).as("it was in the middle").isNotEmpty();
    assertWhole(all);
    sweep();
    assertAllGoneOnce(all);
  }

  @Test
  void aConnectionThatBreaksInABatchUndoesAllOfIt() throws Exception {
    var all = recorded(5);
    var meters = new SimpleMeterRegistry();
    append();

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var cut =
          database.in(
              stock.organisation,
              tx -> {
                // the batch waits for it with its rows deleted, and not yet certified
                tx.query("select * from event_sequence for update");
                var sweep = threads.submit(() -> ground.sweeper(SYSTEM, 10, meters).sweep());
                Waiting.until(
                    "it is cut",
                    () ->
                        ground.owner(
                                """
                                select count(*) filter (where pg_terminate_backend(pid)) from pg_stat_activity
                                 where datname = current_database() and wait_event = 'transactionid'
                                """)
                            == 1);
                return sweep;
              });
      cut.get();
    }

    assertThat(stock.ids("recording")).isEqualTo(all);
    assertWhole(all);
    assertThat(meters.get("pronto.retention.failures").counter().count()).isPositive();
    sweep();
    assertAllGoneOnce(all);
  }

  @Test
  void aMonthThatADeadServerTookOutIsDroppedByTheNext() {
    var month = YearMonth.from(now.atZone(ZoneOffset.UTC)).minusMonths(15);
    var name = "cdr_" + month.toString().replace('-', '_');
    database.asStranger(tx -> tx.one("select open_cdr_month($1)", month.atDay(1)));
    for (int day = 1; day <= 9; day++) {
      stock.call(month.atDay(day).atTime(12, 0).toInstant(ZoneOffset.UTC));
    }
    ground.owner("select detach_month_of_calls(now(), '%s')::int".formatted(name));
    assertThat(stock.ids("cdr")).as("nothing of it looks alive").isEmpty();

    sweep();

    assertThat(ground.owner("select count(*) from pg_class where relname = '%s'".formatted(name)))
        .isZero();
    assertThat(stock.certified("call_detail_record")).isEqualTo(9);
    assertChain(1);
  }

  /** The kernel lets no file of the database grow beyond what that of events has. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void aDiskThatIsFullUndoesTheBatchAndTheNextSweepDoesIt() throws Exception {
    var all = recorded(60);
    var meters = new SimpleMeterRegistry();
    ground.owner(
        """
        insert into event (organisation_id, sequence, id, type, occurred_at, data, delete_after)
        select '%1$s', n, 'evt_' || n || '%1$s', 'test.fills', now(),
               jsonb_build_object('it', repeat('x', 1500)), now() + interval '9 days'
          from generate_series(1, 12000) n
        """
            .formatted(new Stock(database).organisation));
    ground.owner("vacuum full event");

    limitFiles(SIXTEEN_MEBIBYTES);
    try {
      ground.sweeper(SYSTEM, 100, meters).sweep();
    } finally {
      limitFiles("unlimited");
    }

    assertThat(stock.ids("recording")).isEqualTo(all);
    assertWhole(all);
    assertThat(meters.get("pronto.retention.failures").counter().count()).isPositive();
    sweep();
    assertAllGoneOnce(all);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cdr", "recording"})
  void whatAHoldFindsWhileASweepRunsStays(String table) throws Exception {
    for (int i = 0; i < 100; i++) {
      var call = stock.call(daysAgo(400));
      stock.transcript(call, recording(call));
    }
    var all = stock.ids("recording");
    var holds = new LegalHolds(database, ground.outbox);
    var asked = holds.ask(stock.organisation, Stock.since(daysAgo(500)), "usr_one");
    Set<String> sounds;
    Set<String> records;

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var sweep =
          threads.submit(
              () ->
                  ground
                      .sweeper(SYSTEM, SweepingProcess.SLOWLY, new SimpleMeterRegistry())
                      .sweep());
      Waiting.until("some have gone", LONG, () -> stock.ids(table).size() < 95);
      holds.confirm(stock.organisation, asked.id(), "usr_two");
      sounds = stock.ids("recording");
      records = stock.ids("cdr");
      sweep.get();
    }

    assertThat(table.equals("cdr") ? records : sounds).as("it was in the middle").isNotEmpty();
    assertThat(stock.ids("cdr")).isEqualTo(records);
    assertThat(stock.ids("recording")).isEqualTo(sounds);
    assertWhole(all);
    stock.lift(holds, holds.find(stock.organisation, asked.id()).orElseThrow());
    sweep();
    assertAllGoneOnce(all);
  }

  @Test
  void aClockThatIsSetBackBetweenTwoSweepsBringsNothingBack() {
    var gone = recorded(3);
    sweep();
    var due = recorded(2);

    ground.sweeper(() -> now.minus(Duration.ofDays(60)), 100).sweep();
    ground.store().removeFiles();

    assertThat(stock.ids("recording")).isEqualTo(due);
    assertWhole(gone);
    assertWhole(due);
    ground.sweeper(() -> now.minus(Duration.ofDays(5)), 100).sweep();
    ground.sweeper(() -> now.minus(Duration.ofDays(70)), 100).sweep();
    var all = Stream.of(gone, due).flatMap(Set::stream).collect(Collectors.toSet());
    assertAllGoneOnce(all);
  }

  /** So many that are due, each with a transcript and a file; their ids. */
  private Set<String> recorded(int many) {
    return Stream.generate(() -> stock.call(daysAgo(190)))
        .limit(many)
        .map(
            call -> {
              var recording = recording(call);
              stock.transcript(call, recording);
              return recording;
            })
        .collect(Collectors.toSet());
  }

  private String recording(String call) {
    var recording = stock.recording(call, daysAgo(190), Optional.empty());
    try {
      var file = file(recording);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "sealed");
      return recording;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path file(String recording) {
    return folder.resolve("recordings").resolve(stock.path(recording));
  }

  /**
   * Each has its row and its transcript still, or the request to delete its file, news and proof.
   */
  private void assertWhole(Set<String> recordings) {
    assertThat(
            ground.owner(
                """
                select count(*) from unnest('{%s}'::text[]) one
                 where (select count(*) from recording where id = one)
                       + (select count(*) from transcript where recording_id = one)
                       + (select 2 * (1 - count(*)) from recording_removal where path like '%%/' || one || '.sealed')
                       + (select 3 * (1 - count(*)) from event where data ->> 'id' = one)
                       + (select 4 * (1 - count(*)) from destruction_certificate where one = any(objects))
                       not in (0, 11)
                """
                    .formatted(String.join(",", recordings))))
        .as("half deleted")
        .isZero();
  }

  private void assertAllGoneOnce(Set<String> all) {
    assertThat(stock.ids("recording")).isEmpty();
    assertThat(stock.ids("transcript")).isEmpty();
    assertWhole(all);
    assertThat(stock.certified("recording")).isEqualTo(all.size());
    assertThat(stock.certified("transcript")).isEqualTo(all.size());
    ground.store().removeFiles();
    assertThat(all).noneMatch(one -> Files.exists(file(one)));
    assertChain(2);
  }

  private void assertChain(long atLeast) {
    var verdict = ground.verify(stock.organisation);
    assertThat(verdict.fault()).isEmpty();
    assertThat(verdict.certificates()).isGreaterThanOrEqualTo(atLeast);
  }

  /** So that there is a row for the number of the next event. */
  private void append() {
    database.in(
        stock.organisation,
        tx -> {
          ground.outbox.append(tx, "test.began", new JsonObject());
          return null;
        });
  }

  /** Sets how long a file of any session may become, in bytes; the hard limit stays. */
  private static void limitFiles(String bytes) throws IOException, InterruptedException {
    var sessions =
        database.asStranger(
            tx -> tx.query("select pid from pg_stat_activity where datname = current_database()"));
    for (var session : sessions) {
      var command =
          List.of("prlimit", "--pid", "" + session.getInteger("pid"), "--fsize=" + bytes + ':');
      assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }
  }

  private static void sweep() {
    ground.sweeper(SYSTEM, 100).sweep();
  }

  private Instant daysAgo(int days) {
    return now.minus(Duration.ofDays(days));
  }
}
