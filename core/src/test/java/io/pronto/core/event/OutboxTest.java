package io.pronto.core.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pronto.core.Ground;
import io.pronto.core.Waiting;
import io.pronto.core.db.Database;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutboxTest {
  private final Database database = Ground.database();
  private final Outbox outbox = new Outbox(database);
  private final EventStore events = new EventStore(database);
  private final OrganisationId organisation = Ground.organisation();

  @AfterEach
  void close() {
    outbox.close();
  }

  @Test
  void anEventIsThereIfItsTransactionIs() {
    append("number.activated");
    assertThatThrownBy(
            () ->
                database.in(
                    organisation,
                    tx -> {
                      outbox.append(tx, "number.released", new JsonObject());
                      throw new IllegalStateException("changed my mind");
                    }))
        .hasMessage("changed my mind");
    append("number.activated");

    assertThat(all()).extracting(Event::type).containsOnly("number.activated");
    assertThat(all()).extracting(Event::sequence).containsExactly(1L, 2L);
  }

  @Test
  void sequencesHaveNoGapWhoeverWritesAtOnce() {
    IntStream.range(0, 200)
        .parallel()
        .forEach(
            i -> {
              outbox.publish(organisation, "call.created", new JsonObject().put("i", i));
              append("number.activated");
            });
    outbox.flush();
    Waiting.until("all written", () -> all().size() == 400);

    assertThat(all())
        .extracting(Event::sequence)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 400).boxed().toList());
    assertThat(events.last(organisation)).isEqualTo(400);
  }

  @Test
  void eachOrganisationCountsForItselfAndSeesItsOwnOnly() {
    var other = Ground.organisation();
    append("number.activated");
    outbox.publish(other, "call.created", new JsonObject());
    outbox.flush();

    assertThat(all()).extracting(Event::type).containsExactly("number.activated");
    assertThat(events.after(other, 0, 10)).extracting(Event::sequence).containsExactly(1L);
  }

  @Test
  void whatIsPublishedIsWrittenSoonInItsOrderWithItsTimeAndData() {
    IntStream.range(0, 50)
        .forEach(i -> outbox.publish(organisation, "call.created", new JsonObject().put("i", i)));
    Waiting.until("all written", () -> all().size() == 50);

    assertThat(all())
        .extracting(event -> event.data().getInteger("i"))
        .containsExactlyElementsOf(IntStream.range(0, 50).boxed().toList());
    assertThat(all()).extracting(Event::occurredAt).isSorted();
  }

  @Test
  void whoeverAsksFromTheLastOneSeenMissesNone() {
    IntStream.range(0, 5).forEach(i -> append("number.activated"));

    var first = events.after(organisation, 0, 2);
    var rest = events.after(organisation, first.getLast().sequence(), 10);

    assertThat(rest).extracting(Event::sequence).containsExactly(3L, 4L, 5L);
  }

  @Test
  void theSameEventSentTwiceIsKeptOnceAndLeavesNoGap() {
    var news = News.of("call.created", new JsonObject());
    for (var sent :
        List.of(List.of(news), List.of(news, News.of("call.hungup", new JsonObject())))) {
      database.in(
          organisation,
          tx -> {
            outbox.append(tx, sent);
            return null;
          });
    }

    assertThat(all()).extracting(Event::type).containsExactly("call.created", "call.hungup");
    assertThat(all()).extracting(Event::sequence).containsExactly(1L, 2L);
  }

  @Test
  void whatHappenedBeforeIsNotReadToAppendMore() {
    var many =
        IntStream.range(0, 1_000)
            .mapToObj(i -> News.of("call.created", new JsonObject().put("i", i)))
            .toList();
    var read =
        database.in(
            organisation,
            tx -> {
              outbox.append(tx, many);
              long before = Ground.rowsRead(tx, "event");
              outbox.append(tx, many.subList(0, 10));
              outbox.append(tx, "number.released", new JsonObject());
              return Ground.rowsRead(tx, "event") - before;
            });

    assertThat(read).isLessThan(100);
    assertThat(events.last(organisation)).isEqualTo(1_001);
  }

  @Test
  void aFollowerIsToldOfItsOrganisationsEventsUntilItLeaves() throws InterruptedException {
    var told = new LinkedBlockingQueue<String>();
    var mine = outbox.follow(organisation, () -> told.add("mine"));
    var leaver = outbox.follow(organisation, () -> told.add("leaver"));
    // The line on which notices come was established before one comes.
    Waiting.until("listening", () -> appendedAndTold(told));
    leaver.close();
    told.clear();

    append("number.activated");

    assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("mine");
    mine.close();
    assertThat(told).doesNotContain("leaver");
  }

  @Test
  void whileTheDatabaseIsAwayTheNewestWaitAndTheOldestAreCounted() {
    try (var nowhere = new Database(Ground.vertx(), "postgresql://u:p@127.0.0.1:1/x")) {
      var stuck = new Outbox(nowhere, 100);
      IntStream.range(0, 150)
          .forEach(i -> stuck.publish(organisation, "call.created", new JsonObject()));

      Waiting.until("counted", () -> stuck.dropped() == 50);
      stuck.close();
    }
  }

  @Test
  void textThatTheDatabaseDoesNotKnowIsReplaced() {
    var list = new JsonArray().add("b\0");
    outbox.publish(
        organisation, "call.created", new JsonObject().put("a", "\uD800").put("l", list));
    outbox.flush();

    var data = all().getFirst().data();
    assertThat(data.getString("a")).isEqualTo("\uFFFD");
    assertThat(data.getJsonArray("l").getString(0)).isEqualTo("b\uFFFD");
  }

  @Test
  void eventsAreKeptForThirtyDays() {
    append("number.activated");

    var row =
        database
            .in(
                organisation,
                tx ->
                    tx.one(
                        "select delete_after between now() + interval '29 days' and now() +"
                            + " interval '31 days' from event"))
            .orElseThrow();
    assertThat(row.getBoolean(0)).isTrue();
  }

  private boolean appendedAndTold(LinkedBlockingQueue<String> told) {
    append("number.activated");
    return told.contains("mine") && told.contains("leaver");
  }

  private void append(String type) {
    database.in(
        organisation,
        tx -> {
          outbox.append(tx, type, new JsonObject());
          return null;
        });
  }

  private List<Event> all() {
    return events.after(organisation, 0, 1000);
  }
}
