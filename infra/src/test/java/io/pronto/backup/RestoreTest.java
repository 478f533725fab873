package io.pronto.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pronto.core.Id;
import io.pronto.core.Waiting;
import io.pronto.core.archive.FormerAccounts;
import io.pronto.core.audit.AuditChain;
import io.pronto.core.audit.Kept;
import io.pronto.core.backup.BackupManifest;
import io.pronto.core.backup.BackupSeal;
import io.pronto.core.db.Actor;
import io.pronto.core.destruction.ByHand;
import io.pronto.core.destruction.Category;
import io.pronto.core.destruction.CertificateChain;
import io.pronto.core.destruction.Destruction;
import io.pronto.core.destruction.DestructionCertificates;
import io.pronto.core.destruction.ErasureJournal;
import io.pronto.core.event.OperatorEvents;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.people.NewUser;
import io.pronto.core.people.Role;
import io.pronto.core.people.UserStore;
import io.pronto.core.seal.BrokenSeal;
import io.pronto.core.seal.MasterKey;
import io.pronto.embedded.Embedded;
import io.pronto.server.CannotStart;
import io.pronto.server.Server;
import io.pronto.settings.Settings;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups of a real PostgreSQL that runs, and what comes back of them. */
class RestoreTest {
  private static final Reerasures NOBODY = (_, _, _) -> Map.of();

  /** Stands in for what erases subjects: it deletes a contact. */
  private static final Reerasures CONTACTS =
      (database, _, _) ->
          Map.of(
              ErasureJournal.Kind.SUBJECT,
              (organisation, what) ->
                  database.in(
                      organisation,
                      tx ->
                          tx.update(
                              "delete from contact where id = $1", what.getString("contact"))));

  @TempDir static Path shared;
  private static Site site;

  @TempDir Path home;
  private BackupPlace place;
  private final List<String> said = new ArrayList<>();

  @BeforeAll
  static void aServersData() throws Exception {
    Embedded.checkPostgres(shared.resolve("programs"));
    site = Site.open(linked(shared.resolve("data")), MasterKey.generate());
  }

  @AfterAll
  static void end() throws Exception {
    site.close();
  }

  @BeforeEach
  void aPlace() throws Exception {
    place = new BackupPlace(home.resolve("backups"));
    place.make();
  }

  @Test
  void whatWasErasedAfterABackupIsErasedAgainBeforeAnybodyCanReadIt() throws Exception {
    var organisation = site.organisation();
    var stays = site.recording(organisation, "+33155501001");
    var swept = site.recording(organisation, "+33155502002");
    var byHand = site.recording(organisation, "+33155503003");
    var contact = site.contact(organisation, "+33155504004");
    var subject = site.contact(organisation, "+33155505005");
    var leaver = leaver(organisation, "+33155508118");
    try (var follower = site.follower(place)) {
      follower.open();
      site.backUp(place, Optional.empty(), follower.last());
      sweep(organisation, swept);
      deleteByHand(organisation, byHand, contact, leaver);
      eraseSubject(organisation, subject);
      follower.copy();
    }
    var last = site.ids(organisation, "destruction_certificate");

    var restored = home.resolve("restored-0");
    assertThatThrownBy(() -> restore(Optional.empty(), NOBODY)) // as if it were killed there
        .hasMessageContaining("which this version cannot erase again");
    assertThat(new RestoreMarker(restored).isThere()).isTrue();
    restorer(restored, site.master, Optional.empty(), CONTACTS).run();
    assertThat(new RestoreMarker(restored).isThere()).isFalse();

    try (var back = Site.open(restored, site.secret)) {
      assertThat(back.ids(organisation, "recording")).containsExactly(stays);
      assertThat(back.ids(organisation, "contact")).isEmpty();
      assertThat(back.ids(organisation, "user_account")).doesNotContain(leaver);
      assertThat(back.ids(organisation, "listed_caller")).isEmpty();
      assertThat(back.file(stays)).isPresent();
      assertThat(back.file(swept)).isEmpty();
      assertThat(back.file(byHand)).isEmpty();
      assertThat(back.ids(organisation, "destruction_certificate")).isEqualTo(last);
      assertThat(verdicts(back, organisation)).allMatch(Optional::isEmpty);
    }
    assertThat(new Traces("+33155501001").files(restored)).isNotEmpty();
    for (var gone :
        List.of("+33155502002", "+33155503003", "+33155504004", "+33155505005", "+33155508118")) {
      assertThat(new Traces(gone).files(restored)).as(gone).isEmpty();
    }
    assertThat(said).anyMatch(line -> line.contains("events of the audit log since"));
  }

  @Test
  void theContinuousBackupGoesBackToTheNewestAndToAnyTimeBetween() throws Exception {
    var log =
        new LogFollower(site.data, site.url, place, new BackupSeal(site.master), Duration.ZERO);
    log.go();
    site.backUp(place, log.line(), 0);
    var earlier = site.organisation();
    log.go();
    var between = Instant.now();
    Waiting.until(
        "another second, by which it is named",
        () -> !Files.exists(place.folder().resolve(BackupPlace.name(Instant.now()))));
    site.backUp(place, Optional.empty(), 0); // by hand, with no log that goes on: hides nothing
    var later = site.organisation();
    log.go();
    log.go();
    journal();

    var newest = restore(Optional.empty(), NOBODY);
    var then = restore(Optional.of(between), NOBODY);

    assertThat(organisations(newest)).contains(earlier.value(), later.value());
    assertThat(organisations(then)).contains(earlier.value()).doesNotContain(later.value());
    assertThatThrownBy(() -> restore(Optional.of(Instant.now().plusSeconds(60)), NOBODY))
        .isInstanceOf(BackupFailed.class)
        .hasMessageContaining("The backup reaches to ");
  }

  @Test
  void aChangedBackupIsNamedAndAnotherKeyOpensNone() throws Exception {
    var made = site.backUp(place, Optional.empty(), 0);
    journal();
    var cluster = place.folder().resolve(made.name()).resolve(BaseBackup.CLUSTER);
    var other = MasterKey.of(MasterKey.generate());
    assertThatThrownBy(() -> restorer(home.resolve("a"), other, Optional.empty(), NOBODY).run())
        .isInstanceOf(BrokenSeal.class)
        .hasMessageContaining("another secrets.key");

    var bytes = Files.readAllBytes(cluster);
    bytes[bytes.length / 2] ^= 1;
    Files.write(cluster, bytes);

    assertThatThrownBy(() -> restore(Optional.empty(), NOBODY))
        .isInstanceOf(BrokenSeal.class)
        .hasMessageContaining(cluster + " was changed");
    assertThat(home.resolve("restored-0/postgres")).doesNotExist();
  }

  @Test
  void aChangedManifestIsNoManifest() throws Exception {
    var made = site.backUp(place, Optional.empty(), 0);
    var manifest = place.folder().resolve(made.name()).resolve(BackupManifest.FILE);
    Files.writeString(
        manifest, Files.readString(manifest).replace("\"journal\" : 0", "\"journal\" : 9"));

    assertThatThrownBy(() -> restore(Optional.empty(), NOBODY))
        .isInstanceOf(BrokenSeal.class)
        .hasMessageContaining("its signature is not of it");
  }

  @Test
  void aDamagedBackupIsNamedAndTheOneBeforeItTaken() throws Exception {
    site.backUp(place, Optional.empty(), 0);
    var newer = Files.createDirectory(place.folder().resolve("base-29991231T235959Z"));
    Files.write(newer.resolve(BackupManifest.FILE), new byte[] {'{', (byte) 0xFF});

    assertThatThrownBy(() -> restore(Optional.empty(), NOBODY)) // looked for once one is chosen
        .hasMessageContaining("has no journal of erasures");
    assertThat(said).containsExactly("Left out: %s/manifest.json is damaged".formatted(newer));
  }

  @Test
  void whereTheDatabaseIsElsewhereAFreshMachineHasItsRecordingsBack() throws Exception {
    var recording = site.recording(site.organisation(), "+33155507007");
    journal();
    new BaseBackup(site.data, site.url, false, site.master, site.proof)
        .make(place, Optional.empty(), 0);
    var fresh = home.resolve("fresh");
    var settings =
        Settings.read(
            Optional.empty(),
            Map.of(
                "PRONTO_DATA", fresh.toString(),
                "PRONTO_SECRETS_KEY", site.secret,
                "PRONTO_DATABASE_URL", site.url),
            fresh);
    var wanted =
        new Restore.Wanted(place.folder(), Optional.empty(), Optional.empty(), false, false, true);

    new Restore(settings, wanted, site.master, NOBODY, said::add).run();

    assertThat(fresh.resolve("node")).hasContent("node-1");
    try (var files = Files.walk(fresh.resolve("recordings"))) {
      assertThat(files).anyMatch(file -> file.endsWith(recording + ".sealed"));
    }
  }

  @Test
  void withoutTheJournalOfErasuresNothingIsRestored() throws Exception {
    var organisation = site.organisation();
    site.backUp(place, Optional.empty(), 0);
    assertThatThrownBy(() -> restore(Optional.empty(), NOBODY))
        .isInstanceOf(BackupFailed.class)
        .hasMessageContaining("has no journal of erasures")
        .hasMessageContaining("--without-journal");

    try (var follower = site.follower(place)) {
      follower.open();
      deleteByHand(
          organisation, site.recording(organisation, "+33155506006"), "con_none", "usr_none");
      follower.copy();
    }
    Files.delete(place.erasures().resolve("000000000001.sealed"));

    assertThatThrownBy(() -> restore(Optional.empty(), NOBODY))
        .isInstanceOf(BackupFailed.class)
        .hasMessageContaining("file 1 of the journal of erasures is missing");
  }

  @Test
  void aFolderThatIsNotEmptyIsLeftAsItIs() throws Exception {
    site.backUp(place, Optional.empty(), 0);
    journal();
    Files.createDirectories(home.resolve("restored-0/recordings/kept"));

    assertThatThrownBy(() -> restore(Optional.empty(), NOBODY))
        .isInstanceOf(BackupFailed.class)
        .hasMessageContaining("is not empty")
        .hasMessageContaining("--over");
    assertThat(home.resolve("restored-0/recordings/kept")).isDirectory();
  }

  @Test
  void aServerMakesBackupsByItselfAndTakesOldOnesAway() throws Exception {
    var old = place.folder().resolve("base-20200101T000000Z");
    var ahead = place.folder().resolve("base-29991231T235959Z"); // its clock was
    for (var base : List.of(old, ahead)) {
      Files.createDirectories(base);
      Files.writeString(base.resolve(BackupManifest.FILE), "{}");
    }
    var meters = new SimpleMeterRegistry();
    var events = new OperatorEvents(site.database);
    var settings = new Settings.Backup(place.folder(), Duration.ofDays(1), Duration.ofDays(30));
    var base = new BaseBackup(site.data, site.url, true, site.master, site.proof);

    try (var follower = site.follower(place);
        var _ =
            Backups.start(
                settings,
                site.data,
                base,
                Optional.of(site.url),
                site.master,
                follower,
                events,
                meters)) {
      Waiting.until("a backup in place of those", () -> !Files.exists(old) && !Files.exists(ahead));
    }

    assertThat(place.bases()).hasSize(1);
    var made = BackupManifest.read(place.bases().getFirst(), site.master);
    assertThat(place.log().resolve(made.cluster().orElseThrow().line().orElseThrow()))
        .isDirectory();
    assertThat(meters.get("pronto.backup.up").gauge().value()).isEqualTo(1);
  }

  @Test
  void aFolderWhoseDiskIsAwayIsNotMadeAnew() throws Exception {
    var away = home.resolve("away/backups");
    var meters = new SimpleMeterRegistry();
    var settings = new Settings.Backup(away, Duration.ofDays(1), Duration.ofDays(30));
    var base = new BaseBackup(site.data, site.url, true, site.master, site.proof);

    try (var follower = site.follower(new BackupPlace(away));
        var _ =
            Backups.start(
                settings,
                site.data,
                base,
                Optional.of(site.url),
                site.master,
                follower,
                new OperatorEvents(site.database),
                meters)) {
      Waiting.until("it is told", () -> meters.get("pronto.backup.up").gauge().value() == 0);
    }

    assertThat(away.getParent()).doesNotExist();
  }

  @Test
  void noServerOpensWhatIsBeingRestored() throws Exception {
    var data = Files.createDirectory(home.resolve("data"));
    new RestoreMarker(data).write(new RestoreMarker.Restoring("base-20261130T055200Z", true));

    assertThatThrownBy(() -> Server.start(settings(data, site.secret)))
        .isInstanceOf(CannotStart.class)
        .hasMessageContaining("is being restored");
  }

  @Test
  void whatAKilledBackupLeftIsNoneAndIsTakenAwayByTheNext() throws Exception {
    var half = place.folder().resolve(".base-20261130T055200Z.part");
    Files.createDirectories(half);
    Files.writeString(half.resolve(BaseBackup.CLUSTER), "half of it");
    assertThat(place.bases()).isEmpty();

    var made = site.backUp(place, Optional.empty(), 0);

    assertThat(half).doesNotExist();
    assertThat(place.bases()).containsExactly(place.folder().resolve(made.name()));
  }

  @Test
  void aDiskThatIsFullEndsTheBackupInOneLineAndLeavesNothing() throws Exception {
    assumeTrue(System.getProperty("user.name").equals("root"), "only root mounts");
    var disk = Files.createDirectory(home.resolve("small"));
    assumeTrue(sh("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.toString()));
    try {
      var small = new BackupPlace(disk.resolve("backups"));
      small.make();

      assertThatThrownBy(() -> site.backUp(small, Optional.empty(), 0))
          .isInstanceOf(BackupFailed.class)
          .hasMessageContaining("is full: make room there")
          .hasMessageNotContaining("\n");

      assertThat(small.bases()).isEmpty();
      try (var left = Files.list(small.folder())) {
        assertThat(left).extracting(path -> path.getFileName().toString()).containsOnly(".lock");
      }
    } finally {
      sh("umount", disk.toString());
    }
  }

  private void journal() throws IOException {
    try (var follower = site.follower(place)) {
      follower.open();
    }
  }

  /** As a sweep does. */
  private static void sweep(OrganisationId organisation, String recording) {
    var certificates = new DestructionCertificates(site.proof, InstantSource.system());
    site.database.in(
        organisation,
        tx -> {
          site.store.deleteRows(tx, List.of(recording));
          var transcripts =
              tx.query("delete from transcript where recording_id = $1 returning id", recording);
          certificates.issue(tx, destruction(Category.RECORDING, organisation, recording));
          return certificates.issue(
              tx,
              destruction(
                  Category.TRANSCRIPT, organisation, transcripts.getFirst().getString("id")));
        });
    site.store.removeFiles();
  }

  private static Destruction destruction(
      Category category, OrganisationId organisation, String object) {
    return new Destruction(
        category,
        Optional.of(organisation),
        1,
        List.of(object),
        "usual P6M",
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  /** Somebody who has listed a caller; their id. */
  private static String leaver(OrganisationId organisation, String listed) {
    var user =
        new UserStore(site.database)
            .create(
                organisation,
                new NewUser(
                    Id.next("mail") + "@example.com",
                    "Who Leaves",
                    Role.AGENT,
                    "en",
                    Optional.empty(),
                    Optional.empty()));
    site.database.in(
        organisation,
        tx ->
            tx.update(
                """
                insert into listed_caller (id, organisation_id, user_id, list, number, match, answer)
                values ($1, $2, $3, 'blocked', $4, 'exact', 'busy')
                """,
                Id.next("lst"),
                organisation.value(),
                user.id(),
                listed));
    return user.id();
  }

  private static void deleteByHand(
      OrganisationId organisation, String recording, String contact, String user) {
    var byHand = new ByHand(new DestructionCertificates(site.proof, InstantSource.system()));
    new Actor("user:usr_1", "", "")
        .run(
            () -> {
              site.database.in(
                  organisation,
                  tx -> {
                    site.store.delete(tx, recording);
                    return tx.update("delete from contact where id = $1", contact);
                  });
              var former = new FormerAccounts(site.master, InstantSource.system());
              return new UserStore(site.database).delete(organisation, user, former, byHand);
            });
    site.store.removeFiles();
  }

  private static void eraseSubject(OrganisationId organisation, String contact) {
    site.database.in(
        organisation,
        tx -> {
          tx.update("delete from contact where id = $1", contact);
          return new ErasureJournal(site.master)
              .note(
                  tx,
                  organisation,
                  ErasureJournal.Kind.SUBJECT,
                  new JsonObject().put("contact", contact));
        });
  }

  private static List<Optional<String>> verdicts(Site back, OrganisationId organisation) {
    var key = back.proof.existing();
    var events = new AuditChain(back.database, back.master);
    var certificates = new CertificateChain(back.database, key);
    return List.of(
        events.verifyOperators(Kept.NOTHING).fault(),
        events.verify(organisation, Kept.NOTHING).fault(),
        certificates.verifyOperators(Kept.NOTHING).fault(),
        certificates.verify(organisation, Kept.NOTHING).fault());
  }

  private Set<String> organisations(Path data) throws Exception {
    try (var back = Site.open(data, site.secret)) {
      return back.organisations();
    }
  }

  private Path restore(Optional<Instant> at, Reerasures again) throws Exception {
    int number = 0;
    while (Files.exists(home.resolve("restored-" + number + "/postgres"))) {
      number++;
    }
    var data = home.resolve("restored-" + number);
    restorer(data, site.master, at, again).run();
    return data;
  }

  private Restore restorer(Path data, MasterKey master, Optional<Instant> at, Reerasures again)
      throws Exception {
    return new Restore(
        settings(linked(data), site.secret),
        new Restore.Wanted(place.folder(), at, Optional.empty(), false, false, false),
        master,
        again,
        said::add);
  }

  private static Settings settings(Path data, String secret) throws Exception {
    return Settings.read(
        Optional.empty(),
        Map.of("PRONTO_DATA", data.toString(), "PRONTO_SECRETS_KEY", secret),
        data);
  }

  /** A data folder with the programs in it, which take seconds to unpack. */
  private static Path linked(Path data) throws Exception {
    Files.createDirectories(data);
    if (!Files.exists(data.resolve("bin"))) {
      var bin = shared.resolve("programs/bin").toString();
      assertThat(sh("cp", "-al", bin, data.toString())).isTrue();
    }
    return data;
  }

  private static boolean sh(String... words) throws Exception {
    return new ProcessBuilder(words).inheritIO().start().waitFor() == 0;
  }
}
