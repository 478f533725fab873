package io.pronto.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Populated;
import io.pronto.core.contract.Contract.Choice;
import io.pronto.core.contract.Contract.State;
import io.pronto.core.contract.EndedContracts;
import io.pronto.core.evidence.Unzipped;
import io.pronto.core.handover.Handover;
import io.pronto.core.handover.SealedZip;
import io.pronto.embedded.Embedded;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Organisations that have data of every kind leave, and choose the return, the erasure or nothing:
 * then no byte of whom they knew is in the database's files, among the recordings, in what a fresh
 * backup restores, or in what one from before does.
 */
class EndedEverywhereTest {
  @TempDir static Path shared;
  @TempDir Path home;
  private BackedUp server;
  private EndedContracts ended;
  private Populated returned;
  private Populated erased;
  private Populated silent;

  @BeforeAll
  static void unpack() throws Exception {
    Embedded.checkPostgres(shared.resolve("programs"));
  }

  @BeforeEach
  void fill() throws Exception {
    server = new BackedUp(home, shared.resolve("programs"));
    returned = server.populated();
    erased = server.populated();
    silent = server.populated();
    for (var populated : all()) {
      new Traces(populated.stranger).areSaid(populated);
    }
    ended =
        new EndedContracts(
            server.site.database,
            server.outbox,
            server.site.master,
            server.site.data.resolve("recordings"));
  }

  private List<Populated> all() {
    return List.of(returned, erased, silent);
  }

  @AfterEach
  void close() throws Exception {
    server.close();
  }

  @Test
  void whoeverWasKnownToAnOrganisationThatLeftIsNowhereWhateverItChose() throws Exception {
    for (var populated : all()) {
      assertThat(new Traces(populated.stranger).files(server.site.data)).isNotEmpty();
    }

    server.erased(this::end);

    for (var populated : all()) {
      assertThat(new Traces(populated.stranger).tablesOfFiles(server.site)).isEmpty();
      assertThat(new Traces(populated.stranger).tables(server.site)).isEmpty();
    }
    restored(server.after, "fresh");
    restored(server.before, "old");
  }

  private void end() throws IOException {
    var lastDay = server.lastDay;
    ended.at(lastDay.minusDays(5), "12:00");
    for (var populated : all()) {
      ended.contracts.terminate(populated.organisation, lastDay, 30, "opr_1");
    }
    ended.contracts.choose(returned.organisation, Choice.RETURN, "usr_1");
    ended.contracts.choose(erased.organisation, Choice.ERASURE, "usr_1");

    ended.tick(lastDay.plusDays(1), "00:00");
    ended.tick(lastDay.plusDays(1), "00:11");
    assertThat(all())
        .extracting(this::state)
        .containsExactly(State.ENDED, State.ERASED, State.ENDED);
    assertThat(contacts()).contains(returned.stranger);
    ended.tick(lastDay.plusDays(31), "00:00");
    assertThat(all()).extracting(this::state).containsOnly(State.ERASED);
  }

  private State state(Populated populated) {
    return ended.contracts.find(populated.organisation).orElseThrow().state();
  }

  /** Fetches what is returned; the contacts in it. */
  private String contacts() throws IOException {
    var organisation = returned.organisation;
    var handover =
        new Handover(
            "hnd_1",
            Optional.of(organisation),
            Handover.Kind.CONTRACT,
            organisation.value(),
            ended.now);
    var archive = new ByteArrayOutputStream();
    try (var zip = new SealedZip(archive, "secret")) {
      ended.returned().write(handover, zip);
    }
    return Unzipped.of(archive.toByteArray(), "secret").text("tables/contact.jsonl");
  }

  private void restored(BackupPlace place, String name) throws Exception {
    var data = server.restored(place, name);
    for (var populated : all()) {
      assertThat(new Traces(populated.stranger).files(data)).isEmpty();
    }
    try (var back = Site.open(data, server.site.secret)) {
      for (var populated : all()) {
        assertThat(new Traces(populated.stranger).tables(back)).isEmpty();
        assertThat(back.ids(populated.organisation, "contact")).isEmpty();
        assertThat(back.file(populated.recording)).isEmpty();
      }
    }
  }
}
