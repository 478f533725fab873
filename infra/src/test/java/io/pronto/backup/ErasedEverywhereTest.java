package io.pronto.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Populated;
import io.pronto.core.archive.SealedArchive;
import io.pronto.core.contract.Contract;
import io.pronto.core.contract.EndedContracts;
import io.pronto.core.db.Owner;
import io.pronto.core.destruction.DestructionCertificates;
import io.pronto.core.destruction.ErasureJournal;
import io.pronto.core.event.Outbox;
import io.pronto.core.handover.Handovers;
import io.pronto.core.seal.MasterKey;
import io.pronto.core.subject.DeadBytes;
import io.pronto.core.subject.Erasure;
import io.pronto.core.subject.ErasureWork;
import io.pronto.core.subject.Erasures;
import io.pronto.core.subject.SubjectErasure;
import io.pronto.core.subject.SubjectRequest;
import io.pronto.core.subject.SubjectRequests;
import io.pronto.core.subject.SubjectSeal;
import io.pronto.embedded.Embedded;
import io.pronto.server.Erasing;
import io.pronto.settings.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody of whom there is data of every kind is erased, on request and with the end of a
 * contract: then no byte of their number is in the database's files, among the recordings, in what
 * a fresh backup restores, or in what one from before does.
 */
class ErasedEverywhereTest {
  private static final ZoneId PARIS = ZoneId.of("Europe/Paris");

  @TempDir static Path shared;
  @TempDir Path home;
  private final LocalDate lastDay = LocalDate.now(PARIS).minusDays(40);
  private Site site;
  private Populated populated;
  private BackupPlace before;
  private BackupPlace after;
  private Outbox outbox;
  private final List<String> said = new ArrayList<>();

  @BeforeAll
  static void unpack() throws Exception {
    Embedded.checkPostgres(shared.resolve("programs"));
  }

  @BeforeEach
  void fill() throws Exception {
    site = Site.open(linked(home.resolve("data")), MasterKey.generate());
    outbox = new Outbox(site.database);
    populated =
        new Populated(
            site.database,
            site.url,
            site.master,
            site.data.resolve("recordings"),
            lastDay.minusDays(9).atTime(12, 0).atZone(PARIS).toInstant());
    before = new BackupPlace(home.resolve("before"));
    before.make();
    after = new BackupPlace(home.resolve("after"));
    after.make();
  }

  @AfterEach
  void close() throws Exception {
    outbox.close();
    site.close();
  }

  @Test
  void whoeverAskedToBeErasedIsNowhere() throws Exception {
    // on the list of what stays: a hold names whom it is about, and where calls go is not broken
    populated.owner(
        """
        alter table legal_hold disable trigger user;
        update legal_hold set number = '+33199999999';
        alter table legal_hold enable trigger user;
        update number_routing set closed_number = '+33199999999';
        """);
    populated.owner("vacuum (full) number_routing");
    populated.owner("vacuum (full) legal_hold");
    assertThat(Site.search(site.data, populated.stranger)).isPresent();

    erased(this::eraseSubject);

    nowhere();
  }

  @Test
  void whoeverWasKnownToAnOrganisationThatLeftIsNowhere() throws Exception {
    assertThat(Site.search(site.data, populated.stranger)).isPresent();

    erased(this::endContract);

    nowhere();
  }

  /** What erases. */
  private interface Work {
    void run() throws Exception;
  }

  private void erased(Work erasure) throws Exception {
    try (var follower = site.follower(before)) {
      follower.open();
      site.backUp(before, Optional.empty(), follower.last());
      erasure.run();
      follower.copy();
    }
    site.store.removeFiles();
    new DeadBytes(new Owner(site.url))
        .scrub(LocalDate.now(PARIS).atTime(2, 30).atZone(PARIS).toInstant());
    try (var follower = site.follower(after)) {
      follower.open();
      site.backUp(after, Optional.empty(), follower.last());
    }
  }

  private void eraseSubject() {
    var boss = "usr_" + populated.organisation.value().substring(4);
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
            populated.organisation,
            new SubjectRequests.Received(
                SubjectRequest.Kind.ERASURE,
                populated.stranger,
                "Please forget me",
                SubjectRequest.Receiver.ORGANISATION,
                Instant.now(),
                boss));
    var instructed =
        requests
            .instruct(
                populated.organisation, request.id(), SubjectRequest.Action.ERASE, "Do so", boss)
            .orElseThrow();
    new ErasureWork(
            site.database, erasure(), new DeadBytes(new Owner(site.url)), InstantSource.system())
        .round();
    var erased =
        new Erasures(site.database)
            .find(populated.organisation, instructed.erasureId().orElseThrow())
            .orElseThrow();
    assertThat(erased.state()).isEqualTo(Erasure.State.WATCHING);
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

  private void endContract() {
    var ended =
        new EndedContracts(site.database, outbox, site.master, site.data.resolve("recordings"));
    ended.at(lastDay.minusDays(5), "12:00");
    ended.contracts.terminate(populated.organisation, lastDay, 30, "opr_1");
    ended.tick(lastDay.plusDays(1), "00:00");
    ended.tick(lastDay.plusDays(31), "00:00");
    assertThat(ended.contracts.find(populated.organisation).orElseThrow().state())
        .isEqualTo(Contract.State.ERASED);
  }

  /** Of all that there is now, and of all that comes back. */
  private void nowhere() throws Exception {
    assertThat(Site.search(site.data, populated.stranger).map(this::relation)).isEmpty();
    var fresh = restored(after, "fresh");
    assertThat(Site.search(fresh, populated.stranger)).isEmpty();
    var old = restored(before, "old");
    assertThat(Site.search(old, populated.stranger)).isEmpty();
    try (var back = Site.open(old, site.secret)) {
      assertThat(back.ids(populated.organisation, "contact")).isEmpty();
      assertThat(back.file(populated.recording)).isEmpty();
    }
  }

  /** Which table, or whose index, a file of the database's is. */
  private String relation(Path file) {
    var node = file.getFileName().toString().replaceAll("[._].*", "");
    return node.matches("[0-9]+")
        ? populated
            .strings(
                """
                select coalesce(max(c.relname || ' of ' || coalesce(t.relname, '-')), 'none') from pg_class c
                  left join pg_index i on i.indexrelid = c.oid
                  left join pg_class t on t.oid = i.indrelid
                 where pg_relation_filenode(c.oid) = %s
                """
                    .formatted(node))
            .getFirst()
        : file.toString();
  }

  private Path restored(BackupPlace place, String name) throws Exception {
    var data = linked(home.resolve(name));
    var settings =
        Settings.read(
            Optional.empty(),
            Map.of("PRONTO_DATA", data.toString(), "PRONTO_SECRETS_KEY", site.secret),
            data);
    new Restore(
            settings,
            new Restore.Wanted(
                place.folder(), Optional.empty(), Optional.empty(), false, false, false),
            site.master,
            Erasing::again,
            said::add)
        .run();
    return data;
  }

  /** A data folder with the programs in it, which take seconds to unpack. */
  private Path linked(Path data) throws Exception {
    Files.createDirectories(data);
    var copy =
        new ProcessBuilder("cp", "-al", shared.resolve("programs/bin").toString(), data.toString())
            .inheritIO()
            .start();
    assertThat(copy.waitFor()).isZero();
    return data;
  }
}
