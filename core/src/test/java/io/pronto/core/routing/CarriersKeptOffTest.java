package io.pronto.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.Id;
import io.pronto.core.OwnPostgres;
import io.pronto.core.Waiting;
import io.pronto.core.db.Database;
import io.pronto.core.event.Outbox;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.subprocessor.Announced;
import io.pronto.core.subprocessor.Objections;
import io.pronto.core.subprocessor.SubprocessorRegister;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which carriers may carry a call, and that no call waits for the database to know. */
class CarriersKeptOffTest {
  private static final Duration AT_ONCE = Duration.ofSeconds(3);
  private static final Instant THEN = Instant.now().minus(Duration.ofDays(60));

  @TempDir Path stores;

  @Test
  void whatIsKnownOfEverybodyHoldsWhileTheDatabaseHangs() {
    try (var postgres = OwnPostgres.start(stores);
        var database = new Database(Ground.vertx(), postgres.url())) {
      var register = new SubprocessorRegister(database, () -> THEN);
      var effect = LocalDate.now().minusDays(10);
      var objected = register.add(Announced.details(), effect).id();
      var toCome = register.add(Announced.details(), LocalDate.now().plusDays(10)).id();
      var against = organisation(database);
      var other = organisation(database);
      new Objections(database, new Outbox(database), () -> THEN)
          .raise(against, objected, "No", "usr_a");
      var carrier = carrier(database, objected);
      var early = carrier(database, toCome);
      var unsaid = carrier(database, null);
      var directory = new Directory(database, Firm.DOMAIN);
      directory.prepareCarriers();

      postgres.freeze();
      try {
        long began = System.nanoTime();
        assertThat(directory.mayCarry(against, carrier)).isFalse();
        assertThat(directory.mayCarry(other, carrier)).isTrue();
        assertThat(directory.mayCarry(other, early)).as("it is not in force").isFalse();
        assertThat(directory.mayCarry(against, unsaid)).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(AT_ONCE);
      } finally {
        postgres.thaw();
      }
    }
  }

  @Test
  void aCallLeavesThoughNobodyKnowsYetAndIsKeptOffOnceItIsKnown() {
    try (var postgres = OwnPostgres.start(stores);
        var database = new Database(Ground.vertx(), postgres.url())) {
      var subprocessor =
          new SubprocessorRegister(database, () -> THEN)
              .add(Announced.details(), LocalDate.now().plusDays(10));
      var whose = organisation(database);
      var carrier = carrier(database, subprocessor.id());
      var directory = new Directory(database, Firm.DOMAIN);

      postgres.freeze();
      try {
        long began = System.nanoTime();
        assertThat(directory.mayCarry(whose, carrier)).isTrue();
        assertThat(directory.mayCarry(whose, carrier)).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(AT_ONCE);
      } finally {
        postgres.thaw();
      }
      Waiting.until("it is known", () -> !directory.mayCarry(whose, carrier));
    }
  }

  private static OrganisationId organisation(Database database) {
    var id = OrganisationId.next();
    database.asOperator(
        tx ->
            tx.update(
                "insert into organisation (id, name, country, label) values ($1, $1, 'FR', $2)",
                id.value(),
                Ground.label(id)));
    return id;
  }

  private static String carrier(Database database, String subprocessor) {
    var id = Id.next("car");
    database.asOperator(
        tx ->
            tx.update(
                "insert into carrier (id, name, subprocessor_id) values ($1, $1, $2)",
                id,
                subprocessor));
    return id;
  }
}
