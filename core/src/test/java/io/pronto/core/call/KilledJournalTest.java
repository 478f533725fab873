package io.pronto.core.call;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.Waiting;
import io.pronto.core.event.EventStore;
import io.pronto.core.event.Outbox;
import io.vertx.sqlclient.Row;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledJournalTest {
  private static final int ENOUGH = 2000;

  @TempDir private Path folder;

  @Test
  void aProcessKilledInTheMiddleOfItsCallsLosesNoneAndDoublesNone() throws Exception {
    var database = Ground.database();
    var organisation = Ground.organisation();
    var said = folder.resolve("said");
    var process =
        JournalOfAnotherProcess.start(
            folder.resolve("spool"), Ground.databaseUrl(), organisation, said);
    Waiting.until("enough calls", () -> lines(said).size() > ENOUGH);
    assertThat(process.destroyForcibly().waitFor()).as("killed by SIGKILL").isEqualTo(137);

    var examined = ConcurrentHashMap.<String>newKeySet();
    var outbox = new Outbox(database);
    try (outbox;
        var journal =
            CallJournal.open(
                folder.resolve("spool"),
                database,
                outbox,
                List.of(),
                entry -> examine(entry, examined))) {
      Waiting.until("all settled", () -> journal.waiting() == 0);
    }

    List<Row> rows =
        database.in(organisation, tx -> tx.query("select id, cause, recording_ids from cdr"));
    var written = ids(rows, "%");
    assertThat(rows).hasSameSizeAs(written);
    assertThat(written).containsAll(said("begun ", lines(said)));
    assertThat(ids(rows, "normal")).containsAll(said("ended ", lines(said)));
    assertThat(ids(rows, "server_failure")).hasSizeBetween(10, 12);
    assertThat(examined).hasSizeGreaterThanOrEqualTo(10).isEqualTo(cutShort(rows));
    var events = new EventStore(database).after(organisation, 0, 100_000);
    assertThat(events.stream().filter(event -> event.type().equals("call.ended")))
        .extracting(event -> event.data().getString("call_id"))
        .containsExactlyInAnyOrderElementsOf(written);
    assertThat(events.getLast().sequence()).isEqualTo(events.size());
  }

  /** The recordings of calls that did not end by themselves. */
  private static Set<String> cutShort(List<Row> rows) {
    return rows.stream()
        .filter(row -> row.getString("cause").equals("server_failure"))
        .flatMap(row -> Stream.of(row.getArrayOfStrings("recording_ids")))
        .collect(toSet());
  }

  private static RecordingEntry.Outcome examine(RecordingEntry entry, Set<String> examined) {
    assertThat(examined.add(entry.id())).as("examined once").isTrue();
    return new RecordingEntry.Outcome("available", Optional.empty(), 1, 1, "{}");
  }

  private static List<String> lines(Path said) {
    try {
      return Files.readAllLines(said);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> said(String what, List<String> lines) {
    return lines.stream()
        .filter(line -> line.matches(what + "call_[0-9A-Z]{26}"))
        .map(line -> line.substring(what.length()))
        .collect(toSet());
  }

  private static Set<String> ids(List<Row> rows, String cause) {
    return rows.stream()
        .filter(row -> cause.equals("%") || row.getString("cause").equals(cause))
        .map(row -> row.getString("id"))
        .collect(toSet());
  }
}
