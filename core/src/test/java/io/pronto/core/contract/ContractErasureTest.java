package io.pronto.core.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pronto.core.Ground;
import io.pronto.core.OwnPostgres;
import io.pronto.core.Populated;
import io.pronto.core.Waiting;
import io.pronto.core.completeness.CallSeals;
import io.pronto.core.completeness.Completeness;
import io.pronto.core.contract.Contract.Choice;
import io.pronto.core.contract.Contract.State;
import io.pronto.core.db.Database;
import io.pronto.core.db.Owner;
import io.pronto.core.event.Outbox;
import io.pronto.core.handover.Handover;
import io.pronto.core.handover.SealedZip;
import io.pronto.core.hold.LegalHolds;
import io.pronto.core.hold.WantedHold;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.prompt.PromptStore;
import io.pronto.core.recording.RecordingFiles;
import io.pronto.core.recording.RecordingStore;
import io.pronto.core.seal.MasterKey;
import io.pronto.core.seal.OrganisationKeys;
import io.pronto.core.subject.DeadBytes;
import io.pronto.core.subject.SubjectSeal;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What needs a database of its own: erasures that stop half-way, and imports elsewhere. */
class ContractErasureTest {
  private final MasterKey master = MasterKey.of(Ground.secretsKey());
  private final LocalDate lastDay = LocalDate.now(EndedContracts.PARIS).minusDays(40);

  /** When large tables may be written anew, too. */
  private static final Instant NIGHT = Instant.parse("2026-11-01T02:30:00Z");

  @TempDir static Path folder;
  private static OwnPostgres postgres;
  private static Database database;
  private static Outbox outbox;
  private static LegalHolds holds;
  private EndedContracts ended;
  private Populated populated;

  @BeforeAll
  static void open() {
    postgres = OwnPostgres.start(folder);
    database = new Database(Ground.vertx(), postgres.url());
    outbox = new Outbox(database);
    holds = new LegalHolds(database, outbox);
  }

  @BeforeEach
  void populate() {
    ended = new EndedContracts(database, outbox, master, folder.resolve("recordings"));
    populated =
        new Populated(
            database,
            postgres.url(),
            master,
            folder.resolve("recordings"),
            lastDay.minusDays(9).atTime(12, 0).atZone(EndedContracts.PARIS).toInstant());
    ended.at(lastDay.minusDays(5), "12:00");
    ended.contracts.terminate(populated.organisation, lastDay, 30, "opr_1");
  }

  /** No other test's clock finds its contract. */
  @AfterEach
  void goOn() {
    populated.owner("update contract set state = 'active', ends_on = null where state = 'ended'");
  }

  @AfterAll
  static void close() {
    outbox.close();
    database.close();
    postgres.close();
  }

  @Test
  void anErasureThatStopsHalfWayLooksNeverAliveAndIsTakenUpAgain() {
    populated.owner(
        """
        create function refuse() returns trigger language plpgsql as $$
        begin raise exception 'the disk is full'; end $$;
        create trigger refused before delete on contact for each row execute function refuse()
        """);
    ended.tick(lastDay.plusDays(1), "00:00");
    ended.tick(lastDay.plusDays(31), "00:00");

    assertThat(ended.failures()).isEqualTo(1);
    assertThat(contract().state()).isEqualTo(State.ENDED);
    assertThat(populated.tables())
        .contains("contact")
        .doesNotContain("cdr", "recording", "session");
    assertThat(rows("user_account where active")).isZero();
    var sealed = rows("archived_record where true");
    assertThat(sealed).isPositive();

    populated.owner("drop trigger refused on contact");
    ended.tick(lastDay.plusDays(31), "00:20");

    assertThat(contract().state()).isEqualTo(State.ERASED);
    assertThat(populated.tables()).doesNotContain("contact", "user_account");
    assertThat(rows("archived_record where true")).isEqualTo(sealed);
    assertThat(rows("erasure_journal where true")).isEqualTo(1);
  }

  @Test
  void whatIsHeldStaysWithItsKeysUntilItIsNotAndTheErasureSaysSo() throws Exception {
    var hold = asked();
    holds.confirm(populated.organisation, hold, "usr_two");
    calls("call_A", 9, populated.calledAt);
    calls("call_Z", 9, populated.calledAt.minusSeconds(86_400));
    ended.tick(lastDay.plusDays(1), "00:00");
    ended.tick(lastDay.plusDays(31), "00:00");

    assertThat(contract().state()).isEqualTo(State.ENDED);
    assertThat(rows("cdr where true")).as("pages of what is held are passed over").isEqualTo(10);
    assertThat(contract().held()).isEqualTo(12);
    assertThatThrownBy(this::archive).as("it is not whole").isInstanceOf(IOException.class);
    assertThat(populated.tables())
        .contains(
            "cdr", "recording", "transcript", "organisation_key", "month_key", "user_account");
    var recording =
        ended.recordings.find(populated.organisation, populated.recording).orElseThrow();
    try (var audio = ended.recordings.audio(recording)) {
      assertThat(audio.length()).isEqualTo(44 + 32_000);
    }

    holds.askLifting(populated.organisation, hold, "usr_two");
    holds.confirmLifting(populated.organisation, hold, "usr_one");
    ended.tick(lastDay.plusDays(31), "00:20");

    assertThat(contract().state()).isEqualTo(State.ERASED);
    assertThat(contract().held()).isZero();
    assertThat(populated.tables()).doesNotContain("organisation_key", "month_key", "user_account");
  }

  @Test
  void recordsOfItsCallsStillCountAmongThoseOfTheirDay() {
    calls("call_C", 9, populated.calledAt.minusSeconds(86_400));
    new CallSeals(database, master, InstantSource.system()).seal();
    var completeness = new Completeness(database, master, InstantSource.system());
    var since = populated.calledAt.minusSeconds(86_400);
    assertThat(completeness.of(since, populated.calledAt).faults()).isEmpty();

    ended.tick(lastDay.plusDays(1), "00:00");
    ended.tick(lastDay.plusDays(31), "00:00");

    assertThat(contract().state()).isEqualTo(State.ERASED);
    assertThat(rows("cdr where true")).isZero();
    var found = completeness.of(since, populated.calledAt);
    assertThat(found.faults()).isEmpty();
    assertThat(found.days()).isEqualTo(2);
    populated.owner("delete from archived_record where call_id like 'call\\_C1%'");
    assertThat(completeness.of(since, populated.calledAt).faults()).hasSize(1);
  }

  /** A hold on all since the hour of the call, which one person has asked for. */
  private String asked() {
    var since = populated.calledAt.minusSeconds(3_600);
    var wanted =
        new WantedHold(
            "A case", Optional.empty(), Optional.empty(), Optional.of(since), Optional.empty());
    return holds.ask(populated.organisation, wanted, "usr_one").id();
  }

  private void calls(String prefix, int many, Instant at) {
    populated.owner(
        """
        insert into cdr (id, organisation_id, direction, caller_number, caller_name, called_number,
          called_name, started_at, ended_at, cause, sip_status, ended_by, diversions, legs,
          recording_ids, node)
        select '%1$s' || n || '%2$s', '%2$s', 'inbound', '%3$s', '', '%4$s', '', '%5$s', '%5$s', 'answered',
               200, 'caller', '{}', '[]', '{}', 'node-2'
          from generate_series(1, %6$d) n
        """
            .formatted(
                prefix, populated.organisation, populated.stranger, populated.number, at, many));
  }

  @Test
  void aHoldThatIsBeingSetIsWaitedForBeforeRecordsOfCallsGo() throws Exception {
    populated.owner("delete from transcript");
    populated.owner("delete from recording");
    var hold = asked();
    ended.tick(lastDay.plusDays(1), "00:00");

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      database.in(
          populated.organisation,
          tx -> {
            tx.query("select lock_holds()");
            tx.query("select lock_retention($1)", populated.organisation.value());
            threads.submit(() -> ended.tick(lastDay.plusDays(31), "00:00"));
            Waiting.until(
                "the erasure waits for the hold",
                () ->
                    populated.count(
                            """
                            select count(*) from pg_stat_activity
                             where datname = current_database() and wait_event = 'advisory'
                            """)
                        == 1);
            return tx.update(
                "update legal_hold set confirmed_by = 'usr_two', confirmed_at = now() where id ="
                    + " $1",
                hold);
          });
    }

    assertThat(ended.failures()).isZero();
    assertThat(rows("cdr where true")).isEqualTo(1);
    assertThat(contract().held()).isEqualTo(1);
  }

  @Test
  void whatIsErasedWhileItIsFetchedIsNotTakenForAllOfIt() {
    ended.contracts.choose(populated.organisation, Choice.RETURN, "usr_1");
    ended.tick(lastDay.plusDays(1), "00:00");
    var out =
        new OutputStream() {
          private boolean begun;

          @Override
          public void write(int one) {
            if (!begun) {
              begun = true;
              ended.tick(lastDay.plusDays(31), "00:00");
            }
          }
        };

    assertThatThrownBy(() -> ended.returned().write(handover(), new SealedZip(out, "secret")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not whole");

    assertThat(contract().state()).isEqualTo(State.ERASED);
  }

  @Test
  void aNumberOnItsWayToAnotherOperatorStaysUntilItIsThere() {
    populated.owner(
        """
        insert into port_order (id, organisation_id, direction, number, country, type, desired_date, due_at,
                                created_at, changed_at)
        values ('port_2', '%s', 'out', '%s', 'FR', 'geographic', current_date, now(), now(), now())
        """
            .formatted(populated.organisation, populated.number));
    ended.tick(lastDay.plusDays(1), "00:00");
    ended.tick(lastDay.plusDays(31), "00:00");

    assertThat(ended.failures()).isZero();
    assertThat(contract().state()).isEqualTo(State.ERASED);
    assertThat(populated.tables())
        .contains("phone_number", "port_order", "number_rental")
        .doesNotContain("contact", "user_account", "organisation_key");
    populated.owner(
        """
        update port_order set state = 'cancelled' where id = 'port_2'
        """);

    ended.tick(lastDay.plusDays(31), "01:10");

    assertThat(ended.failures()).isZero();
    assertThat(populated.tables())
        .contains("number_rental")
        .doesNotContain("phone_number", "port_order");
  }

  @Test
  void noByteOfItsNumbersAndAddressesIsLeftInAnyFileButWhereTheListSays() throws Exception {
    populated.owner("delete from table_to_scrub");
    var called =
        populated.strings(
            "select tableoid::regclass from cdr where organisation_id = '%s'"
                .formatted(populated.organisation));
    ended.tick(lastDay.plusDays(1), "00:00");
    ended.tick(lastDay.plusDays(31), "00:00");
    assertThat(contract().state()).isEqualTo(State.ERASED);
    assertThat(populated.strings("select name from table_to_scrub where name ~ '^cdr'"))
        .as("no other month of calls is written anew for it")
        .isEqualTo(called);
    var current = "cdr_" + YearMonth.now(ZoneOffset.UTC).toString().replace('-', '_');
    populated.owner("insert into table_to_scrub (name) values ('%s')".formatted(current));

    scrub();

    assertThat(populated.strings("select name from table_to_scrub")).containsExactly(current);
    // who did what; the numbers of the operator's own blocks and in quarantine; what has gone
    assertThat(relationsWith(populated.email)).isSubsetOf(Set.of("audit_event"));
    assertThat(relationsWith(populated.stranger)).isSubsetOf(Set.of("audit_event"));
    assertThat(relationsWith(populated.number))
        .isSubsetOf(Set.of("audit_event", "number_block", "number_rental"));
    assertThat(relationsWith(populated.gone)).isSubsetOf(Set.of("audit_event", "ported_away"));
    ended.recordings.removeFiles();
    try (var files = Files.walk(folder.resolve("recordings/" + populated.organisation))) {
      assertThat(files.filter(Files::isRegularFile)).isEmpty();
    }
  }

  private static void scrub() {
    new DeadBytes(new Owner(postgres.url())).scrub(NIGHT);
  }

  @Test
  void whatFollowsTheLastTableIsNotForgottenByAServerThatDies() {
    populated.owner("delete from table_to_scrub");
    populated.owner("insert into table_to_scrub (name) values ('pg_statistic')");
    assertThat(populated.strings("select erasures_leave_bytes()")).containsExactly("t");
    var file = populated.strings("select pg_relation_filenode('pg_statistic')");

    scrub();

    assertThat(populated.strings("select pg_relation_filenode('pg_statistic')"))
        .as("it was written anew")
        .isNotEqualTo(file);
    assertThat(populated.strings("select erasures_leave_bytes()")).containsExactly("f");
  }

  /** The tables in whose files, or whose indexes', those bytes are. */
  private Set<String> relationsWith(String needle) throws Exception {
    var names = new TreeSet<String>();
    var bytes = needle.getBytes(StandardCharsets.ISO_8859_1);
    try (var files = Files.walk(folder.resolve("postgres/base"))) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        if (holds(Files.readAllBytes(file), bytes)) {
          names.add(table(file));
          if (names.remove("pg_statistic")) { // it quotes columns: of tables that have it still?
            names.addAll(quoted(needle));
          }
        }
      }
    }
    return names;
  }

  /** The tables of which PostgreSQL quotes those bytes in what it knows of their columns. */
  private List<String> quoted(String needle) {
    return populated.strings(
        """
        select distinct tablename from pg_stats
         where position('%1$s' in most_common_vals::text) > 0
            or position('%1$s' in histogram_bounds::text) > 0
        """
            .formatted(needle));
  }

  private String table(Path file) {
    var node = file.getFileName().toString().replaceAll("[._].*", "");
    var found =
        populated.strings(
            """
            select coalesce(t.relname, o.relname, c.relname) from pg_class c
              left join pg_index i on i.indexrelid = c.oid
              left join pg_class t on t.oid = i.indrelid
              left join pg_class o on o.reltoastrelid = coalesce(t.oid, c.oid)
             where pg_relation_filenode(c.oid) = %s
            """
                .formatted(node));
    return found.isEmpty() ? file.toString() : found.getFirst();
  }

  private static boolean holds(byte[] bytes, byte[] needle) {
    var text = new String(bytes, StandardCharsets.ISO_8859_1);
    return text.contains(new String(needle, StandardCharsets.ISO_8859_1));
  }

  @Test
  void whatWasReturnedMakesTheOrganisationAnewElsewhere() throws Exception {
    ended.contracts.choose(populated.organisation, Choice.RETURN, "usr_1");
    ended.tick(lastDay.plusDays(1), "00:00");
    var archive = archive();
    var elsewhere = folder.resolve("elsewhere");
    try (var there = OwnPostgres.start(elsewhere);
        var target = new Database(Ground.vertx(), there.url())) {
      var keys = new OrganisationKeys(target, MasterKey.of(MasterKey.generate()));
      var imports =
          new ContractImport(
              there.url(),
              target,
              keys,
              new SubjectSeal(MasterKey.of(MasterKey.generate())),
              elsewhere.resolve("recordings"),
              "node-2");
      refused(imports, archive, "wrong", "passphrase");
      refused(imports, folder.resolve("nothing.zip"), "secret", "cannot be read");
      refused(imports, changed(archive), "secret", "");
      var stranger = OrganisationId.next();
      found(target, stranger);
      var forged =
          forged(
              archive,
              (name, text) ->
                  name.startsWith("tables/")
                      ? text.replace(of(populated.organisation), of(stranger))
                      : text);

      var imported = imports.run(forged, "secret".toCharArray());

      assertThat(imported.organisation()).isEqualTo(populated.organisation);
      assertThat(imported.rows()).containsEntry("recording", 1L).containsEntry("contact", 1L);
      assertThat(imported.stayed()).containsKeys("phone_number", "api_key", "identity_provider");
      assertThat(imported.superAdministrators()).hasSize(1);
      for (var table : imported.rows().keySet()) {
        assertThat(rows(target, table)).as(table).isEqualTo(rows(database, table));
      }
      assertSameSound(
          new RecordingStore(
              target,
              new RecordingFiles(elsewhere.resolve("recordings"), keys, Optional.empty(), "node-2"),
              (_, _) -> {}));
      assertThat(
              new PromptStore(target, keys).sound(populated.organisation, populated.prompt, "fr"))
          .isPresent();
      for (var table : List.of("user_account", "contact", "cdr", "recording", "transcript")) {
        var theirs = target.in(stranger, tx -> tx.query("select from " + table));
        assertThat(theirs).as(table).isEmpty();
      }
      refused(imports, forged, "secret", "imported here already");
      refused(imports, withPromptsOfAnother(archive), "secret", "it has no prompt");
    }
    refused(
        new ContractImport(
            postgres.url(),
            database,
            new OrganisationKeys(database, master),
            new SubjectSeal(master),
            folder.resolve("recordings"),
            "node-1"),
        archive,
        "secret",
        "is, or was, on this server");
  }

  @Test
  void noArchiveSaysWhereAFileIs() throws Exception {
    var keys = new OrganisationKeys(database, master);
    var other = OrganisationId.next();
    var theirs = folder.resolve("recordings/" + other + "/2026-11-01/own.sealed");
    Files.createDirectories(theirs.getParent());
    Files.writeString(theirs, "sound");
    var sounds = new ImportedSound(populated.organisation, keys, folder.resolve("recordings"));
    var elsewhere = "../../%s/2026-11-01/own".formatted(other);

    for (var id : List.of(elsewhere, "rec_/../" + elsewhere, "")) {
      assertThatThrownBy(
              () ->
                  sounds.seal(
                      new JsonObject().put("id", id),
                      populated.calledAt,
                      Optional.of(new ByteArrayInputStream(new byte[100]))))
          .as(id)
          .isInstanceOf(ImportRefused.class);
    }

    assertThat(theirs).hasContent("sound");
    var row = new JsonObject().put("id", populated.recording).put("path", elsewhere);
    assertThat(sounds.seal(row, populated.calledAt, Optional.empty()).path())
        .startsWith(populated.organisation + "/")
        .endsWith("/" + populated.recording + ".sealed");
    Files.delete(theirs);
  }

  private static void found(Database where, OrganisationId organisation) {
    where.asOperator(
        tx ->
            tx.update(
                "insert into organisation (id, name, country, label) values ($1, 'X', 'FR',"
                    + " 'stranger')",
                organisation.value()));
  }

  private static String of(OrganisationId organisation) {
    return "\"organisation_id\": \"%s\"".formatted(organisation);
  }

  /** Nothing but another organisation, whose prompts are those of the first. */
  private Path withPromptsOfAnother(Path archive) throws Exception {
    var another = OrganisationId.next().value();
    var kept = Set.of("manifest.json", "tables/organisation.jsonl", "tables/prompt_sound.jsonl");
    return forged(
        archive,
        (name, text) ->
            kept.contains(name) ? text.replace(populated.organisation.value(), another) : "");
  }

  private static Path forged(Path archive, BinaryOperator<String> change) throws Exception {
    return RewrittenArchive.forged(folder, archive, change);
  }

  private static void refused(ContractImport imports, Path archive, String passphrase, String why) {
    assertThatThrownBy(() -> imports.run(archive, passphrase.toCharArray()))
        .isInstanceOf(ImportRefused.class)
        .hasMessageContaining(why);
  }

  private Path archive() throws Exception {
    var file = folder.resolve("return.zip");
    try (var zip = new SealedZip(Files.newOutputStream(file), "secret")) {
      ended.returned().write(handover(), zip);
    }
    return file;
  }

  private Handover handover() {
    return new Handover(
        "hnd_1",
        Optional.of(populated.organisation),
        Handover.Kind.CONTRACT,
        populated.organisation.value(),
        ended.now);
  }

  /** The same with a byte in the middle that is another. */
  private Path changed(Path archive) throws Exception {
    var bytes = Files.readAllBytes(archive);
    bytes[bytes.length / 2] ^= 1;
    return Files.write(folder.resolve("changed.zip"), bytes);
  }

  /** What is the same wherever it is: no secrets, and nothing that says where a file is. */
  private List<JsonObject> rows(Database where, String table) {
    return where
        .in(
            populated.organisation,
            tx -> tx.query("select content from contract_rows($1, null, 1000)", table))
        .stream()
        .map(row -> new JsonObject(row.getString("content")))
        .map(ContractErasureTest::withoutPlace)
        .toList();
  }

  private static JsonObject withoutPlace(JsonObject row) {
    List.of("path", "node", "bytes", "expires_at", "kept_by", "redaction_due_at", "uploaded_at")
        .forEach(row::remove);
    return row;
  }

  private void assertSameSound(RecordingStore there) throws Exception {
    assertThat(sound(there)).isEqualTo(sound(ended.recordings));
  }

  private byte[] sound(RecordingStore store) throws Exception {
    var recording = store.find(populated.organisation, populated.recording).orElseThrow();
    try (var audio = store.audio(recording)) {
      var all = ByteBuffer.allocate((int) audio.length());
      for (long at = 0; all.hasRemaining(); at = all.position()) {
        audio.read(at, all);
      }
      return all.array();
    }
  }

  private long rows(String of) {
    return populated.count(
        "select count(*) from %s and organisation_id = '%s'".formatted(of, populated.organisation));
  }

  private Contract contract() {
    return ended.contracts.find(populated.organisation).orElseThrow();
  }
}
