package io.pronto.core.destruction;

import io.pronto.core.Ground;
import io.pronto.core.Id;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.seal.MasterKey;
import io.pronto.core.seal.ProofKey;
import java.net.URI;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** An organisation of which some things were deleted. */
public final class Certified {
  /** Signs what is deleted in {@link Ground#database}. */
  public static final ProofKey KEY =
      new ProofKey(Ground.database(), MasterKey.of(Ground.secretsKey()));

  private static final DestructionCertificates CERTIFICATES =
      new DestructionCertificates(KEY, InstantSource.system());

  /** Certifies what is deleted by hand in {@link Ground#database}. */
  public static final ByHand BY_HAND = new ByHand(CERTIFICATES);

  private final OrganisationId organisation = Ground.organisation();

  /** Nothing yet. */
  public Certified() {}

  /** Whose it is. */
  public OrganisationId organisation() {
    return organisation;
  }

  /** Issues as many more. */
  public Certified issue(int count) {
    for (int i = 0; i < count; i++) {
      issue(CERTIFICATES);
    }
    return this;
  }

  /** Issues one more by {@code by}. */
  DestructionCertificate issue(DestructionCertificates by) {
    return Ground.database().in(organisation, tx -> by.issue(tx, destruction()));
  }

  /** Something of this organisation. */
  Destruction destruction() {
    return new Destruction(
        Category.RECORDING,
        Optional.of(organisation),
        2,
        List.of(Id.next("rec"), Id.next("rec")),
        "recordings, 30 days",
        Optional.of(Instant.parse("2026-01-01T00:00:00.123456789Z")),
        Optional.of(Instant.parse("2026-02-01T00:00:00Z")),
        List.of(Id.next("key")));
  }

  /** Does {@code sql} as the owner of the database, past its triggers; {@code %s} is the chain. */
  public Certified tamper(String sql) {
    return asOwner("set session_replication_role = replica; " + sql);
  }

  /** Does {@code sql} as the owner of the database. */
  Certified asOwner(String sql) {
    var url = URI.create(Ground.databaseUrl());
    var jdbc = "jdbc:postgresql://" + url.getHost() + ':' + url.getPort() + url.getPath();
    try (var connection = DriverManager.getConnection(jdbc, "postgres", "postgres");
        var statement = connection.createStatement()) {
      statement.execute(sql.formatted(organisation.value()));
      return this;
    } catch (SQLException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }
}
