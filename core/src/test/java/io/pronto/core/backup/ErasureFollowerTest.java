package io.pronto.core.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pronto.core.Ground;
import io.pronto.core.Id;
import io.pronto.core.Waiting;
import io.pronto.core.db.Actor;
import io.pronto.core.db.Database;
import io.pronto.core.db.Owner;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.seal.BrokenSeal;
import io.pronto.core.seal.MasterKey;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ErasureFollowerTest {
  private static final Duration LATER = Duration.ofDays(60);

  @TempDir Path home;
  private final MasterKey master = MasterKey.of(MasterKey.generate());
  private final OrganisationId organisation = Ground.organisation();

  /** A journal from before one that did without it would be given up. */
  @BeforeEach
  void noRestorationIsKnown() throws Exception {
    try (var owner = new Owner(Ground.databaseUrl()).connect();
        var sql = owner.createStatement()) {
      sql.execute("delete from restoration");
    }
  }

  @Test
  void whatSomebodyDeletesIsInTheJournalSoonAndOnlyOnce() throws Exception {
    var files = files();
    var contact = contact();
    try (var follower = follower(files)) {
      follower.open();
      follower.start(new SimpleMeterRegistry());
      delete(contact);
      Waiting.until("the journal has it", () -> has(files, contact));
    }

    try (var again = follower(files)) {
      again.open();
    }

    assertThat(objects(files)).containsOnlyOnce(contact);
  }

  @Test
  void whatWasErasedWhileNobodyCopiedIsCopiedLater() throws Exception {
    var files = files();
    try (var follower = follower(files)) {
      follower.open();
    }
    var contact = contact();
    delete(contact);

    try (var follower = follower(files)) {
      follower.open();
    }

    assertThat(objects(files)).contains(contact);
  }

  @Test
  void aDatabaseThatHasFewerCertificatesThanItsJournalWasSetBack() throws Exception {
    var files = files();
    files.reach(reach(Instant.now()));

    try (var follower = follower(files)) {
      assertThatThrownBy(follower::open)
          .isInstanceOf(SetBack.class)
          .hasMessageContaining(organisation + " has 0 destruction certificates")
          .hasMessageContaining("./pronto restore --replay-only");
      assertThatThrownBy(follower::copy).isInstanceOf(SetBack.class);
    }
  }

  @Test
  void whereItWasRestoredWithoutItsJournalAnotherJournalBegins() throws Exception {
    var files = files();
    files.reach(reach(Instant.now().minus(Duration.ofHours(1))));
    restoreWithoutJournal();

    try (var follower = follower(files)) {
      follower.open();
    }

    assertThat(files.reach().orElseThrow().ends().certificates())
        .doesNotContainEntry(organisation.value(), 5L);
    assertThat(isGivenUp()).isTrue();
  }

  @Test
  void thatIsKnownOfAJournalThatWasBroughtUpToDateByAClockThatWasAhead() throws Exception {
    var files = files();
    restoreWithoutJournal(); // before it began
    try (var follower = follower(files)) {
      follower.open();
    }
    try (var follower = follower(files)) {
      follower.open();
    }
    assertThat(isGivenUp()).isFalse();
    var was = files.reach().orElseThrow();
    files.reach(
        new JournalReach(
            Instant.now().plus(Duration.ofDays(30)),
            was.last(),
            was.ends(),
            was.erasures(),
            was.bindings(),
            was.start(),
            was.givenUp()));
    restoreWithoutJournal();

    try (var follower = follower(files)) {
      follower.open();
    }

    assertThat(isGivenUp()).isTrue();
  }

  private boolean isGivenUp() throws IOException {
    try (var all = Files.list(home)) {
      return all.anyMatch(path -> path.getFileName().toString().contains("given-up"));
    }
  }

  private static void restoreWithoutJournal() {
    Ground.database()
        .asOperator(
            tx ->
                tx.update(
                    """
                    insert into restoration (id, backup, restored_to, completed_at, told)
                    values ($1, 'base', $2, now(), '{"without_journal": true}')
                    """,
                    Id.next("rst"),
                    Instant.now().atOffset(ZoneOffset.UTC)));
  }

  @Test
  void aFileOfTheJournalThatWasChangedIsFound() throws Exception {
    var files = files();
    var contact = contact();
    try (var follower = follower(files)) {
      follower.open();
      delete(contact);
      follower.copy();
    }
    var first = home.resolve("erasures/000000000001.sealed");
    var bytes = Files.readAllBytes(first);
    bytes[bytes.length - 20] ^= 1;
    Files.write(first, bytes);

    assertThatThrownBy(() -> files.entries(1)).isInstanceOf(BrokenSeal.class);
  }

  @Test
  @Timeout(60)
  void whatIsTooOldForAnyBackupIsNotFoundForEver() throws Exception {
    var files = files();
    try (var follower = follower(files)) {
      follower.open();
      try (var owner = new Owner(Ground.databaseUrl()).connect();
          var sql = owner.createStatement()) {
        sql.execute(
            """
            insert into deletion_journal
            select 'del_' || ulid(now()), 'org_1', 'contact', 'con_old', now() - interval '42 days',
                   now() - interval '2 days'
            """);
      }

      follower.copy();
    }

    assertThat(objects(files)).doesNotContain("con_old");
  }

  /** Once the second is in the journal, what was too old for the first has long gone, or stays. */
  @Test
  void byAClockThatHasJumpedNoFileOfTheJournalIsRemoved() throws Exception {
    var files = files();
    var contacts = List.of(contact(), contact(), contact());
    delete(contacts.getFirst());
    try (var follower = follower(files)) {
      follower.open();
    }
    seen("now() - interval '60 days'");
    try (var follower =
        new ErasureFollower(Ground.database(), files, () -> Instant.now().plus(LATER))) {
      follower.open();
      follower.start(new SimpleMeterRegistry());
      for (var contact : contacts.subList(1, 3)) {
        delete(contact);
        Waiting.until("the journal has it", () -> has(files, contact));
      }
    } finally {
      seen("now()");
    }

    assertThat(objects(files)).contains(contacts.getFirst());
  }

  @Test
  void aHostsClockThatJumpsForOneLookCostsNoBackupItsJournal() throws Exception {
    var files = files();
    var now = Instant.now();
    var jump = new AtomicReference<>(Duration.ZERO);
    try (var follower =
        new ErasureFollower(Ground.database(), files, () -> Instant.now().plus(jump.get()))) {
      follower.open();
      for (var by : List.of(LATER, LATER.negated())) {
        jump.set(by);
        follower.copy();
        assertThat(files.reach().orElseThrow().at()).isBetween(now, Instant.now());
        jump.set(Duration.ZERO);
        follower.copy();
      }
    }

    assertThat(JournalGaps.of(files, 0, now.minus(Duration.ofDays(35)), now)).isEmpty();
  }

  @Test
  void theMachinesClockThatJumpsForOneLookCostsNoBackupItsJournal() throws Exception {
    var files = files();
    var now = Instant.now();
    try (var follower = followerAt(files, now.minus(LATER))) {
      follower.open(); // as long ago as the clock has jumped
    }
    var reach = files.reach().orElseThrow();
    seen("now() - interval '60 days'");
    try (var follower = follower(files)) {
      follower.open();
    } finally {
      seen("now()");
    }

    assertThat(files.reach().orElseThrow().at()).isEqualTo(reach.at());
    assertThat(files.reach().orElseThrow().start()).isEqualTo(reach.start());
  }

  @Test
  void aJournalThatBeginsWhileTheClockIsAheadClaimsNoLessThanTheDatabaseHas() throws Exception {
    var files = files();
    seen("now() - interval '60 days'");
    try (var follower = follower(files)) {
      follower.open();
    } finally {
      seen("now()");
    }

    assertThat(files.wholeSince()).isBefore(Instant.now().minus(Duration.ofDays(98)));
  }

  @Test
  void nothingIsOldWhereTheDatabaseCannotSayWhatTimeItIs() {
    var database = new Database(Ground.vertx(), Ground.databaseUrl());
    try (var follower = new ErasureFollower(database, files(), InstantSource.system())) {
      assertThat(follower.believedTime()).isPresent();

      database.close();

      assertThat(follower.believedTime()).isEmpty();
    }
  }

  @Test
  void nothingIsOldByAHostsClockThatHasJumpedAlone() throws Exception {
    for (var days : List.of(-60, -4, 4, 60)) {
      try (var follower = followerAt(files(), Instant.now().plus(Duration.ofDays(days)))) {
        assertThat(follower.believedTime()).as("%d days", days).isEmpty();
      }
    }
    var files = files();
    copyOneDeletion(files, Instant.now());
    copyOneDeletion(files, Instant.now());
    var numbers = files.numbers();
    try (var follower = followerAt(files, Instant.now().plus(LATER))) {
      follower.remove(List.of());
    }
    assertThat(files.numbers()).isEqualTo(numbers);
  }

  /** The latest time at which the clock was believed. */
  private static void seen(String at) throws SQLException {
    try (var owner = new Owner(Ground.databaseUrl()).connect();
        var sql = owner.createStatement()) {
      sql.execute("update retention_sweep set seen_at = " + at);
    }
  }

  @Test
  void aFolderThatIsNotThereIsNotMade() throws Exception {
    var away = new ErasureFiles(home.resolve("away/erasures"), new BackupSeal(master));

    try (var follower = follower(away)) {
      assertThatThrownBy(follower::open)
          .isInstanceOf(IOException.class)
          .hasMessageContaining(home.resolve("away") + " is not there: make it, or mount its disk");
    }

    assertThat(home.resolve("away")).doesNotExist();
  }

  @Test
  void whereTheDiskOfBackupsIsNotMountedNoOtherJournalBegins() throws Exception {
    var mounted = new AtomicBoolean();
    var erasures = home.resolve("erasures");
    var files =
        new ErasureFiles(
            erasures,
            new BackupSeal(master),
            () -> {
              if (!mounted.get()) {
                throw new IOException("mount it");
              }
            });

    try (var follower = follower(files)) {
      assertThatThrownBy(follower::open).isInstanceOf(IOException.class).hasMessage("mount it");
      assertThat(erasures).doesNotExist();

      mounted.set(true);
      follower.copy();
      assertThat(erasures).isNotEmptyDirectory();
    }
  }

  @Test
  void whereADiskIsMountedOverTheJournalTheOneThereIsLeftWholeAndGoneOnWith() throws Exception {
    var real = home.resolve("real");
    var erasures = home.resolve("erasures");
    var before = contact();
    var after = contact();
    try (var follower = follower(files())) {
      follower.open();
      delete(before);
      follower.copy();
    }
    Files.move(erasures, real); // the disk is away when the server starts

    try (var follower = follower(files())) {
      follower.open();
      delete(after);
      follower.copy();
      Files.move(erasures, home.resolve("below"));
      assertThatThrownBy(follower::copy).hasMessageContaining("is its disk mounted?");
      assertThatThrownBy(follower::copy).hasMessageContaining("is its disk mounted?");
      Files.move(home.resolve("below"), erasures);
      follower.copy();

      Files.move(erasures, home.resolve("below"));
      Files.move(real, erasures);
      assertThatThrownBy(follower::copy).hasMessageContaining("another journal is there");
      assertThat(objects(files())).contains(before).doesNotContain(after);
      follower.copy();
    }

    assertThat(objects(files())).containsOnlyOnce(before, after);
  }

  @Test
  void whatACrashLeftIsKnownAndNeverOverwritten() throws Exception {
    var files = files();
    var reach = home.resolve("erasures/reach.sealed");
    var contact = contact();
    long last;
    try (var follower = follower(files)) {
      follower.open();
      var earlier = Files.readAllBytes(reach);
      delete(contact);
      follower.copy();
      last = follower.last();
      Files.write(reach, earlier);
    }

    try (var follower = follower(files)) {
      follower.open();
      assertThat(follower.last()).isEqualTo(last);
    }

    assertThat(objects(files)).containsOnlyOnce(contact);
    assertThatThrownBy(() -> files.add(last, Instant.now(), List.of()))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(objects(files)).contains(contact);
  }

  @Test
  void whereNothingSaysHowFarItReachesAllIsWrittenOnceMore() throws Exception {
    var files = files();
    var reach = home.resolve("erasures/reach.sealed");
    var contact = contact();
    try (var follower = follower(files)) {
      follower.open();
      delete(contact);
      follower.copy();
    }
    Files.write(reach, new byte[] {1, 2, 3});

    try (var follower = follower(files)) {
      follower.open();
    }

    assertThat(files.reach().orElseThrow().erasures()).isNotEmpty();
    assertThat(objects(files)).filteredOn(contact::equals).hasSize(2);
  }

  @Test
  void whatBindsIsCopiedAsItStandsAndAgainWhenItChanges() throws Exception {
    var files = files();
    var exclusion = Id.next("rex");
    var hold = Id.next("lhd");
    insertHold(hold);
    try (var follower = follower(files)) {
      follower.open();
      assertThat(states(files, hold)).isEmpty(); // nobody has confirmed it: it keeps nothing
      in("update legal_hold set confirmed_by = 'usr_2', confirmed_at = now() where id = $1", hold);
      in(
          "insert into recording_exclusion values ($1, acting_organisation(), 'number',"
              + " '+33155508008', 'They object', 'usr_1', now())",
          exclusion);
      follower.copy();
      follower.copy();
      in(
          "update legal_hold set lifting_asked_by = 'usr_1', lifting_asked_at = now() where id ="
              + " $1",
          hold);
      in("delete from recording_exclusion where id = $1", exclusion);
      follower.copy();
    }

    assertThat(states(files, hold))
        .extracting(state -> state.getString("lifting_asked_by"))
        .containsExactly(null, "usr_1");
    assertThat(states(files, exclusion)).hasSize(1);
    assertThat(entries(files)).containsOnlyOnce(new JournalEntry.Unbound(exclusion));
    assertThat(files.reach().orElseThrow().bindings())
        .containsKey(hold)
        .doesNotContainKey(exclusion);
  }

  @Test
  void theJournalIsKeptForAsLongAsABackupNeedsIt() throws Exception {
    var files = files();
    var now = Instant.now();
    try (var follower = followerAt(files, now.minus(Duration.ofDays(90)))) {
      follower.open();
    }
    copyOneDeletion(files, now.minus(Duration.ofDays(80)));
    copyOneDeletion(files, now.minus(Duration.ofDays(70)));
    try (var follower = followerAt(files, now.minus(Duration.ofDays(35)))) {
      follower.open();
    }
    copyOneDeletion(files, now);
    var numbers = files.numbers();
    long last = numbers.getLast();
    var old = backup(now.minus(Duration.ofDays(75)), last - 2);
    var needsAll = backup(now.minus(Duration.ofDays(91)), 7);

    try (var follower = followerAt(files, now)) {
      follower.open();
      follower.remove(List.of(needsAll, old));
      assertThat(files.numbers()).isEqualTo(numbers);
      follower.remove(List.of(old));
      assertThat(files.numbers()).containsExactly(last - 1, last);
      assertThat(JournalGaps.of(files, last - 2, old.moment(), now)).isEmpty();
      follower.remove(List.of());
    }

    assertThat(files.numbers()).containsExactly(last);
    assertThat(JournalGaps.of(files, last - 2, old.moment(), now).orElseThrow())
        .contains("has only what was erased since " + now)
        .contains("the backup is older, of " + old.moment())
        .doesNotContain("\n");
  }

  @Test
  void aBackupFromBeforeTheJournalWasLeftAloneForTooLongIsRefused() throws Exception {
    var files = files();
    var now = Instant.now();
    try (var follower = followerAt(files, now.minus(Duration.ofDays(60)))) {
      follower.open();
    }
    try (var follower = followerAt(files, now)) {
      follower.open();
    }
    long last = files.reach().orElseThrow().last();

    assertThat(JournalGaps.of(files, last, now.minus(Duration.ofDays(50)), now))
        .hasValueSatisfying(why -> assertThat(why).contains("the backup is older"));
    assertThat(JournalGaps.of(files, last, now.minus(Duration.ofDays(30)), now)).isEmpty();
  }

  @Test
  void aBackupWithTheNumberOfAnotherJournalNeedsAllOfThisOne() throws Exception {
    var files = files();
    var now = Instant.now();
    try (var follower = followerAt(files, now)) {
      follower.open();
    }

    assertThat(files.last(backup(now.minusSeconds(1), 57))).isZero();
    assertThat(files.last(backup(now.plusSeconds(1), 57))).isEqualTo(57);
  }

  @Test
  void aDatabaseThatOthersSetBackToATimeBeforeTheJournalIsRefused() throws Exception {
    var files = files();
    var now = Instant.now();
    try (var follower = followerAt(files, now)) {
      follower.open();
    }
    assertThat(JournalGaps.of(files, Ground.database())).isEmpty();
    var later = now.plus(Duration.ofDays(2)); // beside it the database is from before
    copyOneDeletion(files, later);
    copyOneDeletion(files, later);

    files.remove(later.plusSeconds(1), Long.MAX_VALUE);

    assertThat(JournalGaps.of(files, Ground.database()))
        .hasValueSatisfying(
            why -> assertThat(why).contains("has only what was erased since " + later));
  }

  private JournalReach reach(Instant at) {
    return new JournalReach(
        at,
        0,
        new ChainEnds(Map.of(organisation.value(), 5L), Map.of()),
        Map.of(),
        Map.of(),
        JournalReach.Start.UNKNOWN,
        Optional.empty());
  }

  private void copyOneDeletion(ErasureFiles files, Instant at) throws IOException {
    delete(contact());
    try (var follower = followerAt(files, at)) {
      follower.open();
    }
  }

  private static ErasureFollower followerAt(ErasureFiles files, Instant at) {
    return new ErasureFollower(Ground.database(), files, InstantSource.fixed(at));
  }

  private static BackupManifest backup(Instant moment, long journal) {
    return new BackupManifest(
        "base-20261130T055200Z", moment, "111", journal, Optional.empty(), 0, Optional.empty());
  }

  private void insertHold(String id) {
    in(
        """
        insert into legal_hold (id, organisation_id, reason, number, asked_by)
        values ($1, acting_organisation(), 'A claim', '+33155508008', 'usr_1')
        """,
        id);
  }

  private void in(String sql, String id) {
    Ground.database().in(organisation, tx -> tx.update(sql, id));
  }

  private static List<JsonObject> states(ErasureFiles files, String id) throws IOException {
    return entries(files).stream()
        .flatMap(
            entry ->
                entry instanceof JournalEntry.Bound it && it.id().equals(id)
                    ? Stream.of(it.state())
                    : Stream.of())
        .toList();
  }

  private ErasureFiles files() {
    return new ErasureFiles(home.resolve("erasures"), new BackupSeal(master));
  }

  private static ErasureFollower follower(ErasureFiles files) {
    return new ErasureFollower(Ground.database(), files, InstantSource.system());
  }

  private static List<String> objects(ErasureFiles files) throws IOException {
    return entries(files).stream()
        .map(entry -> entry instanceof JournalEntry.Deleted it ? it.object() : "")
        .toList();
  }

  private static List<JournalEntry> entries(ErasureFiles files) throws IOException {
    return files.numbers().stream()
        .flatMap(
            number -> {
              try {
                return files.entries(number).stream();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            })
        .toList();
  }

  private static boolean has(ErasureFiles files, String object) {
    try {
      return objects(files).contains(object);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String contact() {
    var id = Id.next("con");
    Ground.database()
        .in(
            organisation,
            tx ->
                tx.update(
                    """
                    insert into contact (id, organisation_id, name, company, numbers)
                    values ($1, $2, 'Somebody', '', '{+33123456789}')
                    """,
                    id,
                    organisation.value()));
    return id;
  }

  private void delete(String contact) {
    new Actor("user:usr_1", "", "")
        .run(
            () ->
                Ground.database()
                    .in(
                        organisation,
                        tx -> tx.update("delete from contact where id = $1", contact)));
  }
}
