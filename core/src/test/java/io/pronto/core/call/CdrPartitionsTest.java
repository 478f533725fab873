package io.pronto.core.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pronto.core.Ground;
import io.pronto.core.OwnPostgres;
import io.pronto.core.Waiting;
import io.pronto.core.db.Database;
import io.pronto.core.organisation.OrganisationId;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CdrPartitionsTest {
  private static final LocalDate DECEMBER = LocalDate.of(2031, 12, 31);

  private final OrganisationId organisation = OrganisationId.next();

  @TempDir private Path folder;
  private OwnPostgres postgres;
  private Database database;

  @BeforeEach
  void start() {
    postgres = OwnPostgres.start(folder);
    database = new Database(Ground.vertx(), postgres.url());
    database.asOperator(
        tx ->
            tx.update(
                "insert into organisation (id, name, country, label) values ($1, 'X', 'FR', 'x')",
                organisation.value()));
  }

  @AfterEach
  void stop() {
    database.close();
    postgres.close();
  }

  @Test
  void aCallIsInThePartitionOfTheMonthInWhichItBegan() throws SQLException {
    CdrPartitions.prepare(database, DECEMBER);

    write("2031-12-01T00:00:00Z");
    write("2032-01-31T23:59:59.999999Z");

    assertThat(count("cdr_2031_12")).isEqualTo(1);
    assertThat(count("cdr_2032_01")).isEqualTo(1);
    assertThat(count("cdr_2032_02")).isZero();
    assertThat(count("cdr_default")).isZero();
  }

  @Test
  void whatFellIntoTheDefaultPartitionMovesToTheMonthsWhenItIsMade() throws SQLException {
    var early = write("2031-12-31T23:59:59Z");
    var later = write("2032-06-01T00:00:00Z");
    assertThat(count("cdr_default")).isEqualTo(2);

    CdrPartitions.prepare(database, DECEMBER);

    assertThat(count("cdr_2031_12")).isEqualTo(1);
    assertThat(count("cdr_default")).isEqualTo(1);
    var cdrs = new CdrStore(database);
    var moved = cdrs.find(organisation, early.id()).orElseThrow();
    assertThat(Calls.whole(moved, cdrs.trace(organisation, early.id()))).isEqualTo(early);
    assertThat(cdrs.find(organisation, later.id())).isPresent();
  }

  @Test
  void preparingAgainIsHarmless() {
    CdrPartitions.prepare(database, DECEMBER);
    CdrPartitions.prepare(database, DECEMBER);
  }

  @Test
  void theServerMakesThemAheadOfTime() {
    try (var _ = new CdrPartitions(database)) {
      Waiting.until("this month and the two after it", () -> partitions() >= 4);
    }
  }

  @Test
  void nobodyReachesAPartitionPastTheTable() {
    CdrPartitions.prepare(database, DECEMBER);
    write("2031-12-01T00:00:00Z");

    assertThatThrownBy(
            () -> database.in(organisation, tx -> tx.query("select id from cdr_2031_12")))
        .hasMessageContaining("permission denied");
  }

  private CallDetailRecord write(String startedAt) {
    var begun = Calls.begun(Optional.of(organisation), Instant.parse(startedAt));
    var cdr = Calls.ended(begun);
    database.in(organisation, tx -> CdrStore.insert(tx, List.of(cdr)));
    return cdr;
  }

  private long partitions() {
    return database
        .asStranger(
            tx -> tx.one("select count(*) from pg_inherits where inhparent = 'cdr'::regclass"))
        .orElseThrow()
        .getLong(0);
  }

  private long count(String table) throws SQLException {
    var url = postgres.url().replace("postgresql://postgres:postgres@", "jdbc:postgresql://");
    try (var connection = DriverManager.getConnection(url, "postgres", "postgres");
        var rows = connection.createStatement().executeQuery("select count(*) from " + table)) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
