package io.pronto.core.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pronto.core.Ground;
import io.pronto.core.Id;
import io.pronto.core.access.IdempotencyKeys.Once;
import io.pronto.core.access.IdempotencyKeys.Outcome;
import io.pronto.core.db.Database;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.people.Role;
import io.pronto.core.people.TeamStore;
import io.pronto.core.seal.MasterKey;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IdempotencyKeysTest {
  private final Database database = Ground.database();
  private final IdempotencyKeys keys =
      new IdempotencyKeys(database, MasterKey.of(Ground.secretsKey()));
  private final OrganisationId organisation = Ground.organisation();
  private final TeamStore teams = new TeamStore(database);
  private final Once once =
      new Once(
          new Principal.Member(Id.next("usr"), organisation, Role.ADMINISTRATOR), "key", "print");

  @Test
  void whatFailsHalfWayLeavesNothingAndIsDoneAnew() {
    assertThatThrownBy(
            () ->
                keys.carryOut(
                    once,
                    () -> {
                      make();
                      throw new IllegalStateException("half-way");
                    }))
        .hasMessage("half-way");
    assertThat(count("team")).isZero();

    assertThat(keys.carryOut(once, this::make)).isInstanceOf(Outcome.First.class);
    assertThat(keys.carryOut(once, this::make)).isInstanceOf(Outcome.Again.class);
    assertThat(count("team")).isEqualTo(1);
  }

  @Test
  void whatIsCutOffHalfWayLeavesNothingAndIsDoneAnew() {
    assertThatThrownBy(
            () ->
                keys.carryOut(
                    once,
                    () -> {
                      var made = make();
                      cutOff();
                      return made;
                    }))
        .isInstanceOf(RuntimeException.class);
    assertThat(count("team")).isZero();
    assertThat(count("idempotency")).isZero();

    assertThat(keys.carryOut(once, this::make)).isInstanceOf(Outcome.First.class);
    assertThat(count("team")).isEqualTo(1);
  }

  private Optional<JsonObject> make() {
    teams.create(organisation, "Sales", Set.of());
    return Optional.of(new JsonObject());
  }

  /** Ends the connection of the transaction under way, as a crash of either side does. */
  private void cutOff() {
    int backend =
        database
            .in(organisation, tx -> tx.one("select pg_backend_pid()"))
            .orElseThrow()
            .getInteger(0);
    var url = URI.create(Ground.databaseUrl());
    var jdbc = "jdbc:postgresql://" + url.getHost() + ':' + url.getPort() + url.getPath();
    try (var connection = DriverManager.getConnection(jdbc, "postgres", "postgres");
        var statement = connection.createStatement()) {
      statement.execute("select pg_terminate_backend(" + backend + ", 5000)");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private int count(String table) {
    return database.in(organisation, tx -> tx.query("select from " + table)).size();
  }
}
