package io.pronto.core.retention;

import io.pronto.core.archive.OpenedArchive;
import io.pronto.core.contract.EndedContracts;
import io.pronto.core.hold.LegalHolds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** All that deletes at a server, on a database of its own, at a time that a test sets. */
final class SimulatedServer implements AutoCloseable {
  private static final int BATCH = 5;

  final SweptDatabase ground;
  final EndedContracts ended;
  final LegalHolds holds;
  final RetentionPolicies policies;
  private final Sweeper sweeper;
  private final Path recordings;
  private final OpenedArchive archive;
  private final Map<String, String> opened = new HashMap<>();
  private Instant now;
  private LocalDate month = LocalDate.MIN;

  SimulatedServer(Path folder) {
    ground = new SweptDatabase(folder);
    recordings = folder.resolve("recordings");
    ended = new EndedContracts(ground.database, ground.outbox, ground.master, recordings);
    holds = new LegalHolds(ground.database, ground.outbox);
    policies = new RetentionPolicies(ground.database, ground.outbox, () -> now);
    sweeper = ground.sweeper(() -> now, BATCH);
    archive = new OpenedArchive(ground.master);
    prepare();
  }

  /** What is asked every day is asked of functions: a connection of its own for each takes long. */
  private void prepare() {
    ground.owner("create table test_time as select now() as at");
    ground.owner(
        """
        create or replace function retention_now() returns timestamptz
          language sql stable security definer set search_path = public as 'select at from test_time'
        """);
    // a day has passed since files were asked to be deleted, and quarantines of numbers are over;
    // and where others have just looked at what is erased, nobody looks until it is forgotten
    ground.owner(
        """
        create function set_test_time(wanted timestamptz, others_look boolean) returns void
          language sql security definer set search_path = public as $$
          update test_time set at = wanted;
          update recording_removal set asked_at = now() - interval '2 days', due_at = now();
          delete from number_task;
          update number_rental set state = 'available' where state = 'quarantined';
          update contract set looked_at = wanted
           where others_look and state = 'erased' and forget_on > paris_day(wanted);
        $$
        """);
    ground.owner(
        """
        create function what_exists() returns table (kind text, id text, last_day date)
          language sql stable security definer set search_path = public as $$
          select 'cdr', id, null::date from cdr
           union all select 'recording', id, null from recording
           union all select 'transcript', id, null from transcript
           union all select 'user_account', id, null from user_account
           union all select 'archived', id, delete_after from archived_record
           union all select 'contract', 'of ' || organisation_id || ', ' || state || ', ' || held || ' held', null
                       from contract
           union all select 'month taken out', relname, null from pg_class
                      where relname ~ '^cdr_[0-9]{4}_[0-9]{2}$' and relkind = 'r' and not relispartition $$
        """);
    ground.owner(
        """
        create function sealed_record(of_id text) returns table (kind text, sealed bytea)
          language sql stable security definer set search_path = public as
          'select kind, sealed from archived_record where id = of_id'
        """);
  }

  Instant now() {
    return now;
  }

  /**
   * It is {@code time}.
   *
   * @param othersLook whether another server has just looked at what is erased of contracts
   */
  void begin(Instant time, boolean othersLook) {
    now = time;
    ended.now = time;
    ground.database.asStranger(
        tx -> tx.query("select set_test_time($1, $2)", RetentionRows.utc(time), othersLook));
    var first = ParisCalendar.day(time).withDayOfMonth(1);
    if (!first.equals(month)) {
      month = first;
      ground.database.asStranger(tx -> tx.one("select open_cdr_month($1)", first));
    }
  }

  /**
   * All that is to be done now, as servers do; a contract ends first, and is erased by a later
   * look.
   */
  void work() {
    ground.store().removeFiles();
    sweeper.sweep();
    ended.clock.tick();
    ended.now = now.plus(Duration.ofMinutes(11));
    ended.clock.tick();
    ground.store().removeFiles();
  }

  /** A recording's file. */
  void write(String path) {
    try {
      var file = recordings.resolve(path);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "sealed");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A line of each thing that exists. */
  Set<String> whatExists() {
    var lines = new TreeSet<String>();
    for (var row : ground.database.asStranger(tx -> tx.query("select * from what_exists()"))) {
      var last = row.getLocalDate("last_day");
      var id = row.getString("id");
      lines.add(
          row.getString("kind")
              + ' '
              + (last == null ? id : opened.computeIfAbsent(id, this::open) + " through " + last));
    }
    addFiles(lines);
    return lines;
  }

  private String open(String archived) {
    var row =
        ground
            .database
            .asStranger(tx -> tx.one("select * from sealed_record($1)", archived))
            .orElseThrow();
    var content = archive.open(archived, row.getBuffer("sealed"));
    return row.getString("kind")
        + " of "
        + content.getString("account_id", content.getString("id"));
  }

  private void addFiles(Set<String> lines) {
    if (!Files.exists(recordings)) {
      return;
    }
    try (var files = Files.walk(recordings)) {
      files
          .filter(Files::isRegularFile)
          .forEach(file -> lines.add("file " + recordings.relativize(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    ground.close();
  }
}
