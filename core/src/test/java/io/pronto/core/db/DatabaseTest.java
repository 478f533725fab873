package io.pronto.core.db;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pronto.core.Ground;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DatabaseTest {
  private final Database database = Ground.database();

  @Test
  void aTransactionSeesItsOrganisationAndNoOther() {
    var mine = Ground.organisation();
    Ground.organisation();

    List<Row> seen = database.in(mine, tx -> tx.query("select id from organisation"));

    assertThat(seen).extracting(row -> row.getString("id")).containsExactly(mine.value());
  }

  @Test
  void aStrangerSeesNothing() {
    Ground.organisation();

    List<Row> seen = database.asStranger(tx -> tx.query("select id from organisation"));
    assertThat(seen).isEmpty();
  }

  @Test
  void theNextUserOfAConnectionInheritsNothing() {
    var organisation = Ground.organisation();

    IntStream.range(0, 50)
        .forEach(i -> database.in(organisation, tx -> tx.one("select 1 from organisation")));

    List<Row> seen = database.asStranger(tx -> tx.query("select id from organisation"));
    assertThat(seen).isEmpty();
  }

  @Test
  void workThatThrowsLeavesNothingBehind() {
    var organisation = Ground.organisation();

    assertThatThrownBy(
            () ->
                database.in(
                    organisation,
                    tx -> {
                      tx.update("update organisation set name = 'Changed'");
                      throw new IllegalStateException("changed my mind");
                    }))
        .hasMessage("changed my mind");

    var name = database.in(organisation, tx -> tx.one("select name from organisation"));
    assertThat(name.orElseThrow().getString(0)).startsWith("Test ");
  }

  @Test
  void workThatIsInterruptedLeavesNothingBehindAndEndsAsIfTheDatabaseWereAway() throws Exception {
    var organisation = Ground.organisation();
    var changed = new CountDownLatch(1);
    var ended = new CompletableFuture<Throwable>();
    var worker =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    database.in(
                        organisation,
                        tx -> {
                          tx.update("update organisation set name = 'Changed'");
                          changed.countDown();
                          return tx.one("select pg_sleep(10)");
                        });
                    ended.complete(null);
                  } catch (Throwable thrown) {
                    ended.complete(thrown);
                  }
                });
    assertThat(changed.await(5, SECONDS)).isTrue();

    worker.interrupt();

    assertThat(ended.get(5, SECONDS)).isInstanceOf(DatabaseUnavailable.class);
    assertThat(
            database.in(organisation, tx -> tx.one("select name from organisation")).orElseThrow())
        .extracting(row -> row.getString(0))
        .isNotEqualTo("Changed");
  }

  @Test
  void aRefusedRowNamesTheConstraint() {
    var organisation = Ground.organisation();

    assertThatThrownBy(
            () ->
                database.asOperator(
                    tx ->
                        tx.update(
                            "insert into organisation (id, name, country, label)"
                                + " select id, name, country, label || 'x' from organisation"
                                + " where id = $1",
                            organisation.value())))
        .isInstanceOfSatisfying(
            Conflict.class, e -> assertThat(e.constraint()).isEqualTo("organisation_pkey"));
  }

  @Test
  void aServerThatIsNotThereIsSaidToBeAway() {
    try (var nowhere = new Database(Ground.vertx(), "postgresql://u:p@127.0.0.1:1/x")) {
      assertThatThrownBy(() -> nowhere.asOperator(tx -> tx.one("select 1")))
          .isInstanceOf(DatabaseUnavailable.class);
      assertThat(nowhere.reachable()).isFalse();
    }
  }

  @Test
  void whatIsReadInOneJourneyIsTheOrganisationsOnlyAndLeavesNothingBehind() {
    var mine = Ground.organisation();
    var theirs = Ground.organisation();

    for (int i = 0; i < 40; i++) { // on every connection, prepared there or not
      assertThat(names(mine, "select id from organisation")).containsExactly(mine.value());
      assertThat(names(theirs, "select id from organisation")).containsExactly(theirs.value());
      assertThat(database.ask("select id from organisation")).isEmpty();
    }
  }

  @Test
  void whatFailsInOneJourneyFailsAloneAndItsConnectionServesTheNext() {
    var mine = Ground.organisation();

    for (int i = 0; i < 40; i++) {
      assertThatThrownBy(() -> database.read(mine, "select 1 / $1::int", 0))
          .isInstanceOf(RuntimeException.class);
      assertThatThrownBy(() -> database.read(mine, "select nonsense"))
          .isInstanceOf(RuntimeException.class);
      assertThat(names(mine, "select id from organisation")).containsExactly(mine.value());
    }
  }

  @Test
  void aPartOfAWholeIsReadInItsTransaction() {
    var mine = Ground.organisation();

    database.together(
        () -> {
          rename(mine, "One");
          assertThat(names(mine, "select name from organisation")).containsExactly("One");
          return "";
        });
  }

  private List<String> names(OrganisationId organisation, String sql) {
    return database.read(organisation, sql).stream().map(row -> row.getString(0)).toList();
  }

  @Test
  void aNoticeReachesWhoeverListens() throws InterruptedException {
    var heard = new LinkedBlockingQueue<String>();
    database.onNotice("test_notices", () -> heard.add("notice"));
    assertThat(heard.poll(5, SECONDS)).as("listening").isNotNull();

    database.asStranger(tx -> tx.one("select pg_notify('test_notices', '')"));

    assertThat(heard.poll(5, SECONDS)).as("the notice").isNotNull();
  }

  @Test
  void partsOfAWholeLastTogetherWhomeverTheyActFor() {
    var mine = Ground.organisation();
    var theirs = Ground.organisation();

    database.together(
        () -> {
          rename(mine, "One");
          List<Row> seen = database.in(theirs, tx -> tx.query("select from organisation"));
          List<Row> byStrangers = database.asStranger(tx -> tx.query("select from organisation"));
          assertThat(seen).hasSize(1);
          assertThat(byStrangers).isEmpty();
          assertThat(otherwise(mine)).startsWith("Test");
          return rename(theirs, "Two");
        });

    assertThat(otherwise(mine)).isEqualTo("One");
    assertThat(otherwise(theirs)).isEqualTo("Two");
  }

  @Test
  void aPartThatThrowsIsUndoneAloneAndAWholeThatThrowsWithAllItsParts() {
    var mine = Ground.organisation();

    database.together(
        () -> {
          rename(mine, "One");
          assertThatThrownBy(() -> database.in(mine, tx -> tx.update("select nonsense")))
              .isInstanceOf(RuntimeException.class);
          assertThatThrownBy(
                  () ->
                      database.together(
                          () -> {
                            rename(mine, "Two");
                            throw new IllegalStateException("changed my mind");
                          }))
              .hasMessage("changed my mind");
          return "";
        });
    assertThat(otherwise(mine)).isEqualTo("One");

    assertThatThrownBy(
            () ->
                database.together(
                    () -> {
                      rename(mine, "Three");
                      throw new IllegalStateException("changed my mind");
                    }))
        .hasMessage("changed my mind");
    assertThat(otherwise(mine)).isEqualTo("One");
  }

  @Test
  void whatIsDoneApartLastsWhateverBecomesOfTheWhole() {
    var mine = Ground.organisation();

    assertThatThrownBy(
            () ->
                database.together(
                    () -> {
                      database.apart(() -> rename(mine, "Apart"));
                      throw new IllegalStateException("changed my mind");
                    }))
        .hasMessage("changed my mind");

    assertThat(otherwise(mine)).isEqualTo("Apart");
  }

  /** Long enough for the limits of those who were served first to run out meanwhile. */
  @Test
  void whoeverWaitsInACrowdGetsAConnection() throws InterruptedException {
    var vertx = Vertx.vertx();
    var faults = new ConcurrentLinkedQueue<Throwable>();
    vertx.exceptionHandler(faults::add);
    try (var crowded = new Database(vertx, Ground.databaseUrl());
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 64; i++) {
        threads.submit(() -> askOften(crowded, faults));
      }
      threads.shutdown();
      assertThat(threads.awaitTermination(60, SECONDS)).isTrue();
    } finally {
      Await.on(vertx.close());
    }

    assertThat(faults).isEmpty();
  }

  private static void askOften(Database database, Queue<Throwable> faults) {
    try {
      for (int i = 0; i < 600; i++) {
        database.ask("select 1");
      }
    } catch (RuntimeException e) {
      faults.add(e);
    }
  }

  private int rename(OrganisationId organisation, String name) {
    return database.in(organisation, tx -> tx.update("update organisation set name = $1", name));
  }

  /** The name that everybody else sees. */
  private String otherwise(OrganisationId organisation) {
    return database
        .apart(() -> database.in(organisation, tx -> tx.one("select name from organisation")))
        .orElseThrow()
        .getString(0);
  }
}
