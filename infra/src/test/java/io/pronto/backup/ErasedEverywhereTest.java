package io.pronto.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.pronto.core.Id;
import io.pronto.core.Populated;
import io.pronto.core.archive.SealedArchive;
import io.pronto.core.db.Owner;
import io.pronto.core.destruction.DestructionCertificates;
import io.pronto.core.destruction.ErasureJournal;
import io.pronto.core.handover.Handovers;
import io.pronto.core.subject.DeadBytes;
import io.pronto.core.subject.Erasure;
import io.pronto.core.subject.Erasure.Kept;
import io.pronto.core.subject.ErasureWork;
import io.pronto.core.subject.Erasures;
import io.pronto.core.subject.SubjectErasure;
import io.pronto.core.subject.SubjectRequest;
import io.pronto.core.subject.SubjectRequests;
import io.pronto.core.subject.SubjectSeal;
import io.pronto.embedded.Embedded;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody of whom there is data of every kind is erased on request: then no byte of their number,
 * however it is written, is in the database's files, among the recordings, in what a fresh backup
 * restores, or in what one from before does, but where the list of what stays says so.
 */
class ErasedEverywhereTest {
  @TempDir static Path shared;
  @TempDir Path home;
  private BackedUp server;

  /** Who asked and whom nothing names that stays, and who is named by all that does. */
  private Populated forgotten;

  private Populated named;
  private List<Kept> stays;

  @BeforeAll
  static void unpack() throws Exception {
    Embedded.checkPostgres(shared.resolve("programs"));
  }

  @BeforeEach
  void fill() throws Exception {
    server = new BackedUp(home, shared.resolve("programs"));
    forgotten = server.populated();
    named = server.populated();
    new Traces(forgotten.stranger).areSaid(forgotten);
    new Traces(named.stranger).areSaid(named);
    named.owner(
        """
        insert into recording_exclusion (id, organisation_id, type, subject, reason, created_by)
        values ('%s', '%s', 'number', '%s', 'Her wish', 'usr_1')
        """
            .formatted(Id.next("rex"), named.organisation, named.stranger));
    nameNobody(forgotten);
  }

  /** A hold names nobody any more, and no call goes there: what stays is of somebody else. */
  private static void nameNobody(Populated populated) {
    populated.owner(
        """
        alter table legal_hold disable trigger user;
        update legal_hold set number = '+33199999999' where organisation_id = '%1$s';
        alter table legal_hold enable trigger user;
        update number_routing set closed_number = '+33199999999' where organisation_id = '%1$s';
        """
            .formatted(populated.organisation));
    populated.owner("vacuum (full) number_routing");
    populated.owner("vacuum (full) legal_hold");
  }

  @AfterEach
  void close() throws Exception {
    server.close();
  }

  @Test
  void whoeverAskedToBeErasedIsNowhereButWhereTheListSays() throws Exception {
    var site = server.site;
    assertThat(new Traces(forgotten.stranger).files(site.data)).isNotEmpty();
    assertThat(new Traces(named.stranger).tables(site)).hasSizeGreaterThan(10);

    server.erased(
        () -> {
          assertThat(inTheClear(erase(forgotten))).isEmpty();
          stays = erase(named);
        });

    assertThat(inTheClear(stays))
        .extracting(Kept::place, Kept::reason)
        .containsExactlyInAnyOrder(
            tuple("number_routing", "in_use"),
            tuple("legal_hold", "held_by_name"),
            tuple("recording_exclusion", "excluded"));
    assertThat(new Traces(forgotten.stranger).tablesOfFiles(site)).isEmpty();
    asListed(site);
    restored(server.after, "fresh");
    restored(server.before, "old");
  }

  private void restored(BackupPlace place, String name) throws Exception {
    var data = server.restored(place, name);
    assertThat(new Traces(forgotten.stranger).files(data)).isEmpty();
    try (var back = Site.open(data, server.site.secret)) {
      asListed(back);
      for (var populated : List.of(forgotten, named)) {
        assertThat(back.ids(populated.organisation, "contact")).isEmpty();
        assertThat(back.file(populated.recording)).isEmpty();
      }
    }
  }

  /** Who is named is in each table that the list names and in no other; the other is in none. */
  private void asListed(Site there) throws IOException {
    var listed = inTheClear(stays).map(Kept::place).collect(Collectors.toSet());
    var traces = new Traces(named.stranger);
    assertThat(traces.tables(there)).containsExactlyInAnyOrderElementsOf(listed);
    listed.add(Traces.LOG);
    assertThat(traces.tablesOfFiles(there)).isSubsetOf(listed);
    assertThat(new Traces(forgotten.stranger).tables(there)).isEmpty();
  }

  /** What was counted; what is in the archive is sealed. */
  private static Stream<Kept> inTheClear(List<Kept> all) {
    return all.stream()
        .filter(one -> one.count().isPresent() && !one.place().equals("archived_record"));
  }

  /** Has the stranger erased, and returns what the list says that stays. */
  private List<Kept> erase(Populated populated) {
    var site = server.site;
    var boss = "usr_" + populated.organisation.value().substring(4);
    var requests =
        new SubjectRequests(
            site.database,
            new SubjectSeal(site.master),
            server.outbox,
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
    return erased.kept();
  }

  private SubjectErasure erasure() {
    var site = server.site;
    return new SubjectErasure(
        site.database,
        new SubjectSeal(site.master),
        site.store,
        new SealedArchive(site.master),
        new ErasureJournal(site.master),
        new DestructionCertificates(site.proof, InstantSource.system()),
        server.outbox,
        InstantSource.system());
  }
}
