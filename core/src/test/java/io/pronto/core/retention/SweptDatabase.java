package io.pronto.core.retention;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pronto.core.Ground;
import io.pronto.core.OwnPostgres;
import io.pronto.core.archive.SealedArchive;
import io.pronto.core.audit.Kept;
import io.pronto.core.db.Database;
import io.pronto.core.destruction.CertificateChain;
import io.pronto.core.destruction.CertificateWalk;
import io.pronto.core.destruction.DestructionCertificates;
import io.pronto.core.event.Outbox;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.recording.RecordingFiles;
import io.pronto.core.recording.RecordingStore;
import io.pronto.core.seal.MasterKey;
import io.pronto.core.seal.OrganisationKeys;
import io.pronto.core.seal.ProofKey;
import io.pronto.core.transcript.TranscriptStore;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Optional;

/** A database of a test's own, in which it may sweep: what is due of nobody else is there. */
final class SweptDatabase implements AutoCloseable {
  final Path folder;
  final Database database;
  private final Optional<OwnPostgres> postgres;
  final String url;
  final String secretsKey;
  final MasterKey master;
  final Outbox outbox;

  SweptDatabase(Path folder) {
    this(folder, OwnPostgres.start(folder));
  }

  private SweptDatabase(Path folder, OwnPostgres postgres) {
    this(folder, postgres.url(), MasterKey.generate(), Optional.of(postgres));
  }

  private SweptDatabase(
      Path folder, String url, String secretsKey, Optional<OwnPostgres> postgres) {
    this.folder = folder;
    this.url = url;
    this.secretsKey = secretsKey;
    this.postgres = postgres;
    master = MasterKey.of(secretsKey);
    database = new Database(Ground.vertx(), url);
    outbox = new Outbox(database);
  }

  /** The same one as another process has it. */
  static SweptDatabase ofAnother(Path folder, String url, String secretsKey) {
    return new SweptDatabase(folder, url, secretsKey, Optional.empty());
  }

  /** The recordings in the folder, as the server {@code node-1} has them. */
  RecordingStore store() {
    var keys = new OrganisationKeys(database, master);
    return new RecordingStore(
        database,
        new RecordingFiles(folder.resolve("recordings"), keys, Optional.empty(), "node-1"),
        TranscriptStore::delete);
  }

  Sweeper sweeper(InstantSource clock, int batch) {
    return sweeper(clock, batch, new SimpleMeterRegistry());
  }

  Sweeper sweeper(InstantSource clock, int batch, MeterRegistry meters) {
    return sweeper(clock, new SweepPace(batch, 0), meters);
  }

  Sweeper sweeper(InstantSource clock, SweepPace pace, MeterRegistry meters) {
    return new Sweeper(
        database,
        store(),
        outbox,
        new DestructionCertificates(new ProofKey(database, master), clock),
        new SealedArchive(master),
        clock,
        meters,
        pace);
  }

  /** What is found along the certificates of {@code organisation}. */
  CertificateWalk.Verdict verify(OrganisationId organisation) {
    var key = new ProofKey(database, master).publicKey();
    return new CertificateChain(database, Optional.of(key)).verify(organisation, Kept.NOTHING);
  }

  /** Has the operator allow that, by two accounts, as though a week had passed between. */
  void allow(RetentionBound wanted) {
    var bounds = new RetentionBounds(database);
    if (bounds.put(wanted, "opr_one", _ -> {}).pending().isPresent()) {
      bounds.confirm(wanted.category(), "opr_two");
      aWeekHasPassed();
      bounds.putInForceIfDue();
    }
  }

  /** What the operator will allow was asked for, confirmed and told a week earlier than it was. */
  void aWeekHasPassed() {
    owner(
        """
        update retention_bound_change
           set asked_at = asked_at - interval '8 days', confirmed_at = confirmed_at - interval '8 days',
               in_force_at = in_force_at - interval '8 days'
        """);
    owner(
        """
        update notice set told_at = coalesce(told_at, now()) - interval '8 days' where kind = 'retention'
        """);
  }

  /** As its owner. */
  String url() {
    return url;
  }

  /** What {@code sql} finds for the schema's owner. */
  long owner(String sql) {
    var jdbc = url.replace("postgresql://postgres:postgres@", "jdbc:postgresql://");
    try (var connection = DriverManager.getConnection(jdbc, "postgres", "postgres");
        var statement = connection.createStatement()) {
      boolean rows = statement.execute(sql);
      if (!rows) {
        return statement.getUpdateCount();
      }
      var found = statement.getResultSet();
      found.next();
      return found.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    outbox.close();
    database.close();
    postgres.ifPresent(OwnPostgres::close);
  }
}
