package io.pronto.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pronto.core.Id;
import io.pronto.core.archive.ArchivedRecord;
import io.pronto.core.archive.SealedArchive;
import io.pronto.core.db.Owner;
import io.pronto.core.destruction.DestructionCertificates;
import io.pronto.core.destruction.ErasureJournal;
import io.pronto.core.event.Outbox;
import io.pronto.core.handover.Handovers;
import io.pronto.core.hold.LegalHolds;
import io.pronto.core.hold.WantedHold;
import io.pronto.core.numbering.RecordingExclusion;
import io.pronto.core.numbering.RecordingExclusionStore;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.retention.SweepPace;
import io.pronto.core.retention.Sweeper;
import io.pronto.core.seal.MasterKey;
import io.pronto.core.subject.Erasure;
import io.pronto.core.subject.Erasures;
import io.pronto.core.subject.Restrictions;
import io.pronto.core.subject.SubjectErasure;
import io.pronto.core.subject.SubjectRequest;
import io.pronto.core.subject.SubjectRequest.Action;
import io.pronto.core.subject.SubjectRequest.Kind;
import io.pronto.core.subject.SubjectRequests;
import io.pronto.core.subject.SubjectSeal;
import io.pronto.embedded.Embedded;
import io.pronto.server.Erasing;
import io.pronto.settings.Settings;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Restrictions, legal holds, exclusions and objections are after a restore as they stood last, and
 * not as the backup has them; and so is what they keep.
 */
class RestoredAsBoundTest {
  private static final String BOSS = "usr_boss";
  private static final Instant LONG_AGO = Instant.now().minus(Duration.ofDays(400));

  @TempDir static Path shared;
  @TempDir Path home;
  private Site site;
  private BackupPlace place;
  private Outbox outbox;
  private OrganisationId organisation;
  private final List<String> said = new ArrayList<>();

  @BeforeAll
  static void unpack() throws Exception {
    Embedded.checkPostgres(shared.resolve("programs"));
  }

  @BeforeEach
  void open() throws Exception {
    site = Site.open(linked(home.resolve("data")), MasterKey.generate());
    outbox = new Outbox(site.database);
    organisation = site.organisation();
    place = new BackupPlace(home.resolve("backups"));
    place.make();
  }

  @AfterEach
  void close() throws Exception {
    outbox.close();
    site.close();
  }

  @Test
  void whatWasRestrictedSinceIsRestrictedAndWhatWasLiftedIsNot() throws Exception {
    var restricted = recording("+33155501001");
    var lifted = recording("+33155502002");
    var erased = recording("+33155503003");
    var before = restrict("+33155502002");
    var exclusions = new RecordingExclusionStore(site.database);
    var over = exclude(exclusions, "+33155505005");
    var objection = Id.next("sob");
    try (var follower = site.follower(place)) {
      follower.open();
      site.backUp(place, Optional.empty(), follower.last());
      restrict("+33155501001");
      restrictions().lift(organisation, before, Instant.now(), "It is put right", BOSS);
      restrict("+33155503003");
      follower.copy();
      erase("+33155503003");
      exclude(exclusions, "+33155504004");
      exclusions.remove(organisation, over);
      object(objection);
      follower.copy();
    }
    assertThat(isReadable(site, restricted)).isFalse();

    var folder = restored();

    try (var back = Site.open(folder, site.secret)) {
      assertThat(isReadable(back, restricted)).isFalse();
      assertThat(isReadable(back, lifted)).isTrue();
      assertThat(back.ids(organisation, "recording")).doesNotContain(erased);
      assertThat(texts(back, "select subject from recording_exclusion"))
          .containsExactly("+33155504004");
      assertThat(back.ids(organisation, "subprocessor_objection")).containsExactly(objection);
    }
    assertThat(new Traces("+33155503003").files(folder)).isEmpty();
    assertThat(said).anyMatch(line -> line.contains("are as they stood last"));
  }

  @Test
  void aHoldSetSinceKeepsWhatItKeptAndNothingThatHadGoneBefore() throws Exception {
    var held = call("+33155601001", LONG_AGO);
    var sound = recording(held, "+33155601001");
    var kept = archived(held, "+33155601001");
    var gone = archived(Id.next("call"), "+33155602002");
    var earlier = archived(Id.next("call"), "+33155603003");
    call("+33155604004", LONG_AGO);
    owner("set session_replication_role = replica; update recording set expires_at = '2020-01-01'");
    try (var follower = site.follower(place)) {
      follower.open();
      site.backUp(place, Optional.empty(), follower.last());
      hold("+33155601001");
      follower.copy();
      sweep(site);
      assertThat(archived(site)).containsExactly(kept).doesNotContain(gone, earlier);
      hold("+33155603003");
      follower.copy();
    }

    try (var back = Site.open(restored(), site.secret)) {
      assertThat(archived(back)).containsExactly(kept);
      assertThat(texts(back, "select call_id from call_charge")).containsExactly(held);

      sweep(back);

      assertThat(archived(back)).containsExactly(kept);
      assertThat(back.ids(organisation, "recording")).containsExactly(sound);
      assertThat(back.ids(organisation, "cdr")).containsExactly(held);
    }
  }

  @Test
  void whatAHoldKeptOfSomebodyWhoWasErasedIsKeptAndWhatWasErasedBeforeAHoldIsNot()
      throws Exception {
    var held = recording("+33155701001");
    recording("+33155702002");
    String waits;
    try (var follower = site.follower(place)) {
      follower.open();
      site.backUp(place, Optional.empty(), follower.last());
      hold("+33155701001");
      waits = erase("+33155701001");
      erase("+33155702002");
      hold("+33155702002");
      follower.copy();
    }
    assertThat(site.ids(organisation, "recording")).containsExactly(held);

    try (var back = Site.open(restored(), site.secret)) {
      assertThat(back.ids(organisation, "recording")).containsExactly(held);
      assertThat(back.file(held)).isPresent();
      assertThat(texts(back, "select caller_number from cdr"))
          .contains("+33155701001")
          .doesNotContain("+33155702002");
      assertThat(new Erasures(back.database).find(organisation, waits).orElseThrow().state())
          .isEqualTo(Erasure.State.HELD);
    }
  }

  private String recording(String number) throws Exception {
    return recording(call(number, Instant.now().minusSeconds(60)), number);
  }

  /** A recording of that call. */
  private String recording(String call, String number) throws Exception {
    var id = site.recording(organisation, number);
    owner("update recording set call_id = '%s' where id = '%s'".formatted(call, id));
    owner("update transcript set call_id = '%s' where recording_id = '%s'".formatted(call, id));
    return id;
  }

  /** The record of a call from {@code number}, and what it came to. */
  private String call(String number, Instant at) {
    var id = Id.next("call");
    var time = at.atOffset(ZoneOffset.UTC);
    site.database.in(
        organisation,
        tx ->
            tx.update(
                """
                insert into cdr (id, organisation_id, direction, caller_number, caller_name,
                  called_number, called_name, started_at, ended_at, cause, sip_status, ended_by,
                  diversions, legs, recording_ids, node)
                values ($1, $2, 'inbound', $3, '', '+33123456780', '', $4, $4, 'answered', 200,
                  'caller', '{}', '[]', '{}', 'node-1')
                """,
                id,
                organisation.value(),
                number,
                time));
    owner(
        """
        insert into call_charge (call_id, organisation_id, started_at, seconds, billed_seconds, price,
          currency)
        values ('%s', '%s', '%s', 1, 1, 1, 'EUR')
        """
            .formatted(id, organisation, time));
    return id;
  }

  /** The sealed original of a call's record, which is due. */
  private String archived(String call, String number) {
    return site.database.in(
        organisation,
        tx ->
            new SealedArchive(site.master)
                .keep(
                    tx,
                    new ArchivedRecord(
                        ArchivedRecord.Kind.CALL_DETAIL_RECORD,
                        organisation,
                        LONG_AGO,
                        LocalDate.now().minusDays(10),
                        new JsonObject().put("id", call),
                        Set.of(number))));
  }

  private String restrict(String number) {
    return instruct(number, Kind.RESTRICTION, Action.RESTRICT).restrictionId().orElseThrow();
  }

  /** Erases as far as nothing is held; the erasure's id. */
  private String erase(String number) {
    var id = instruct(number, Kind.ERASURE, Action.ERASE).erasureId().orElseThrow();
    erasure().go(organisation, id);
    site.store.removeFiles();
    return id;
  }

  private SubjectRequests.Instructed instruct(String number, Kind kind, Action action) {
    var requests =
        new SubjectRequests(
            site.database,
            new SubjectSeal(site.master),
            outbox,
            Optional.empty(),
            new Handovers(site.database, site.master),
            erasure(),
            InstantSource.system());
    var request =
        requests.file(
            organisation,
            new SubjectRequests.Received(
                kind, number, "Please", SubjectRequest.Receiver.ORGANISATION, Instant.now(), BOSS));
    return requests.instruct(organisation, request.id(), action, "Do so", BOSS).orElseThrow();
  }

  private SubjectErasure erasure() {
    return new SubjectErasure(
        site.database,
        new SubjectSeal(site.master),
        site.store,
        new SealedArchive(site.master),
        new ErasureJournal(site.master),
        new DestructionCertificates(site.proof, InstantSource.system()),
        outbox,
        InstantSource.system());
  }

  private Restrictions restrictions() {
    return new Restrictions(
        site.database, new SubjectSeal(site.master), outbox, InstantSource.system());
  }

  private String exclude(RecordingExclusionStore exclusions, String number) {
    return exclusions
        .add(organisation, RecordingExclusion.Type.NUMBER, number, "They object", BOSS)
        .orElseThrow()
        .id();
  }

  private void object(String id) {
    site.database.in(
        organisation,
        tx ->
            tx.update(
                """
                insert into subprocessor_objection (id, organisation_id, notice_id, reason, raised_by,
                  raised_at)
                select $1, $2, id, 'Not there', $3, now() from subprocessor_notice order by id limit 1
                """,
                id,
                organisation.value(),
                BOSS));
  }

  private void hold(String number) {
    var holds = new LegalHolds(site.database, outbox);
    var wanted =
        new WantedHold(
            "A claim", Optional.of(number), Optional.empty(), Optional.empty(), Optional.empty());
    holds.confirm(organisation, holds.ask(organisation, wanted, BOSS).id(), "usr_other");
  }

  private static void sweep(Site of) {
    try (var outbox = new Outbox(of.database)) {
      new Sweeper(
              of.database,
              of.store,
              outbox,
              new DestructionCertificates(of.proof, InstantSource.system()),
              new SealedArchive(of.master),
              InstantSource.system(),
              new SimpleMeterRegistry(),
              new SweepPace(100, 0))
          .sweep();
    }
  }

  private boolean isReadable(Site of, String recording) {
    return of.database
        .in(organisation, tx -> tx.one("select sound_key($1) is not null as it", recording))
        .orElseThrow()
        .getBoolean("it");
  }

  private List<String> texts(Site of, String sql) {
    return of.database.in(organisation, tx -> tx.query(sql)).stream()
        .map(row -> row.getString(0))
        .toList();
  }

  private static List<String> archived(Site of) throws SQLException {
    try (var sql = OwnerSql.open(of.url);
        var rows =
            sql.connection().createStatement().executeQuery("select id from archived_record")) {
      var ids = new ArrayList<String>();
      while (rows.next()) {
        ids.add(rows.getString(1));
      }
      return ids;
    }
  }

  private void owner(String sql) {
    try (var connection = new Owner(site.url).connect();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private Path restored() throws Exception {
    var data = linked(home.resolve("restored"));
    var settings =
        Settings.read(
            Optional.empty(),
            Map.of("PRONTO_DATA", data.toString(), "PRONTO_SECRETS_KEY", site.secret),
            data);
    var wanted =
        new Restore.Wanted(place.folder(), Optional.empty(), Optional.empty(), false, false, false);
    new Restore(settings, wanted, site.master, Erasing::again, said::add).run();
    return data;
  }

  /** A data folder with the programs in it, which take seconds to unpack. */
  private static Path linked(Path data) throws Exception {
    Files.createDirectories(data);
    var copy =
        new ProcessBuilder("cp", "-al", shared.resolve("programs/bin").toString(), data.toString())
            .inheritIO()
            .start();
    assertThat(copy.waitFor()).isZero();
    return data;
  }
}
