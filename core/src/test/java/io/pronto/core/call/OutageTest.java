package io.pronto.core.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.OwnPostgres;
import io.pronto.core.Waiting;
import io.pronto.core.db.Database;
import io.pronto.core.event.Event;
import io.pronto.core.event.EventStore;
import io.pronto.core.event.Outbox;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutageTest {
  private final OrganisationId organisation = OrganisationId.next();

  @TempDir private Path folder;
  private OwnPostgres postgres;
  private Database database;
  private Outbox outbox;

  @BeforeEach
  void start() {
    postgres = OwnPostgres.start(folder);
    database = new Database(Ground.vertx(), postgres.url());
    outbox = new Outbox(database);
    database.asOperator(
        tx ->
            tx.update(
                "insert into organisation (id, name, country, label) values ($1, 'X', 'FR', 'x')",
                organisation.value()));
  }

  @AfterEach
  void stop() {
    outbox.close();
    database.close();
    postgres.close();
  }

  @Test
  void callsThatEndWhileTheDatabaseIsAwayAreWrittenWhenItIsBackTheOldestFirst() {
    var ids = new ArrayList<String>();
    try (var journal = open()) {
      one(journal, ids);
      Waiting.until("the first is written", () -> journal.waiting() == 0);

      postgres.stop();
      long stopped = System.nanoTime();
      IntStream.range(0, 400).forEach(i -> one(journal, ids));
      assertThat(Duration.ofNanos(System.nanoTime() - stopped)).isLessThan(Duration.ofSeconds(3));
      assertThat(journal.waiting()).isEqualTo(400);

      postgres.startAgain();
      Waiting.until("all are written", () -> journal.waiting() == 0);
    }

    assertThat(written()).containsExactlyInAnyOrderElementsOf(ids);
    var events = new EventStore(database).after(organisation, 0, 100_000);
    assertThat(events).extracting(Event::sequence).containsExactlyElementsOf(upTo(events.size()));
    assertThat(events.stream().filter(event -> event.type().equals("call.ended")))
        .extracting(event -> event.data().getString("call_id"))
        .containsExactlyElementsOf(ids);
    assertThat(events.stream().filter(event -> event.type().equals("call.created")))
        .hasSameSizeAs(ids);
  }

  @Test
  void aServerThatStopsDuringAnOutageLeavesItsCallsToTheNextStart() {
    var ids = new ArrayList<String>();
    postgres.stop();
    try (var journal = open()) {
      one(journal, ids);
    }

    postgres.startAgain();
    try (var journal = open()) {
      Waiting.until("written", () -> journal.waiting() == 0);
    }

    assertThat(written()).containsExactlyElementsOf(ids);
  }

  private CallJournal open() {
    return CallJournal.open(
        folder.resolve("spool"),
        database,
        outbox,
        List.of(),
        entry -> entry.outcome().orElseThrow());
  }

  private void one(CallJournal journal, List<String> ids) {
    var call = Calls.begun(Optional.of(organisation));
    journal.begin(call);
    outbox.publish(organisation, "call.created", new JsonObject());
    journal.end(Calls.ended(call));
    ids.add(call.id().value());
  }

  private List<String> written() {
    return database.in(organisation, tx -> tx.query("select id from cdr order by id")).stream()
        .map(row -> row.getString("id"))
        .toList();
  }

  private static List<Long> upTo(long last) {
    return LongStream.rangeClosed(1, last).boxed().toList();
  }
}
