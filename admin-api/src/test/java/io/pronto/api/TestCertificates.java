package io.pronto.api;

import io.pronto.core.Ground;
import io.pronto.core.Id;
import io.pronto.core.destruction.Category;
import io.pronto.core.destruction.Destruction;
import io.pronto.core.destruction.DestructionCertificate;
import io.pronto.core.destruction.DestructionCertificates;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.seal.MasterKey;
import io.pronto.core.seal.ProofKey;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Certificates of things that there never were. */
final class TestCertificates {
  private static final DestructionCertificates CERTIFICATES =
      new DestructionCertificates(
          new ProofKey(Ground.database(), MasterKey.of(Ground.secretsKey())),
          InstantSource.system());

  private TestCertificates() {}

  static DestructionCertificate of(TestOrganisation organisation) {
    return of(organisation, Category.RECORDING);
  }

  static DestructionCertificate of(TestOrganisation organisation, Category category) {
    var owner = new OrganisationId(organisation.id());
    return Ground.database()
        .in(owner, tx -> CERTIFICATES.issue(tx, destruction(category, Optional.of(owner))));
  }

  static DestructionCertificate ofOperator() {
    return Ground.database()
        .asOperator(
            tx ->
                CERTIFICATES.issue(tx, destruction(Category.CALL_DETAIL_RECORD, Optional.empty())));
  }

  private static Destruction destruction(Category category, Optional<OrganisationId> owner) {
    return new Destruction(
        category,
        owner,
        1,
        List.of(Id.next("rec")),
        "a test's rule",
        Optional.of(Instant.parse("2026-01-01T00:00:00Z")),
        Optional.of(Instant.parse("2026-02-01T00:00:00Z")),
        List.of());
  }
}
