package io.pronto.core.completeness;

import io.pronto.core.Ground;
import io.pronto.core.Id;
import io.pronto.core.OwnPostgres;
import io.pronto.core.audit.Kept;
import io.pronto.core.db.Database;
import io.pronto.core.db.Owner;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.seal.MasterKey;
import io.pronto.core.seal.ProofKey;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/** A database of a test's own with calls in it, by a clock that the test sets. */
public final class CountedCalls implements AutoCloseable {
  public final Database database;
  public final MasterKey master = MasterKey.of(MasterKey.generate());
  public final ProofKey key;
  public final CallSeals seals;
  public final Completeness completeness;
  public final OrganisationId organisation = OrganisationId.next();
  public Instant now = Instant.now();
  private final OwnPostgres postgres;
  private final Owner owner;

  /** In {@code folder}, with an organisation and no call. */
  public CountedCalls(Path folder) {
    postgres = OwnPostgres.start(folder);
    owner = new Owner(postgres.url());
    database = new Database(Ground.vertx(), postgres.url());
    key = new ProofKey(database, master);
    seals = new CallSeals(database, master, () -> now);
    completeness = new Completeness(database, master, () -> now);
    sql(
        "insert into organisation (id, name, country, label) values ('%s', 'X', 'FR', 'x')"
            .formatted(organisation));
  }

  /** A call at noon of {@code day}; its id. */
  public String call(LocalDate day, String caller) {
    var id = Id.next("call");
    sql(
        """
        insert into cdr (id, organisation_id, direction, caller_number, caller_name,
          called_number, called_name, started_at, ended_at, cause, sip_status, ended_by,
          diversions, legs, recording_ids, node, trace)
        values ('%s', '%s', 'inbound', '%s', '', '+33123456780', '', '%4$s', '%4$s', 'answered',
          200, 'caller', '{}', '[{"role": "caller"}]', '{}', 'node-1', '[]')
        """
            .formatted(id, organisation, caller, CallDay.start(day).plus(Duration.ofHours(12))));
    return id;
  }

  /** What the owner of the database does, whom nobody stops; how many rows it concerned. */
  public int sql(String sql) {
    try (var connection = owner.connect();
        var statement = connection.createStatement()) {
      return statement.executeUpdate(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What was found of the days from {@code first} to {@code last}. */
  public CompletenessStatement of(LocalDate first, LocalDate last) {
    return completeness.of(CallDay.start(first), CallDay.end(last));
  }

  CallSealChain.Verdict chain() {
    return new CallSealChain(database, Optional.of(key.publicKey())).verify(Kept.NOTHING);
  }

  @Override
  public void close() {
    database.close();
    postgres.close();
  }
}
