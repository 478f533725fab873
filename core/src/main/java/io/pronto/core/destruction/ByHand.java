package io.pronto.core.destruction;

import io.pronto.core.db.Actor;
import io.pronto.core.db.Tx;
import io.pronto.core.organisation.OrganisationId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Certifies what people delete by hand, within the transaction that deletes it: a deletion leaves a
 * proof, whoever wanted it. The rule names who, by kind and id: {@code by hand, user usr_…}.
 */
public final class ByHand {
  private final DestructionCertificates certificates;

  /** Has {@code certificates} issued. */
  public ByHand(DestructionCertificates certificates) {
    this.certificates = certificates;
  }

  /**
   * Certifies that those with these ids were deleted; none for none. To be called last in {@code
   * tx}, as {@link DestructionCertificates#issue} is.
   */
  public void certify(Tx tx, OrganisationId organisation, Category category, List<String> ids) {
    for (int from = 0; from < ids.size(); from += Destruction.OBJECTS) {
      var some = ids.subList(from, Math.min(ids.size(), from + Destruction.OBJECTS));
      issue(tx, organisation, category, some, Optional.empty());
    }
  }

  /** The same of one that is of a time, such as that of its call. */
  public void certify(
      Tx tx, OrganisationId organisation, Category category, String id, Instant of) {
    issue(tx, organisation, category, List.of(id), Optional.of(of));
  }

  private void issue(
      Tx tx,
      OrganisationId organisation,
      Category category,
      List<String> ids,
      Optional<Instant> of) {
    certificates.issue(
        tx,
        new Destruction(
            category,
            Optional.of(organisation),
            ids.size(),
            ids,
            "by hand, " + who(),
            of,
            of.map(time -> time.plusNanos(1_000)), // the first moment after it in PostgreSQL
            List.of()));
  }

  private static String who() {
    var account = Actor.current().account();
    return account.isEmpty() ? "nobody who is known" : account.replace(':', ' ');
  }
}
