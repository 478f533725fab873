package io.pronto.core.retention;

import io.pronto.core.organisation.OrganisationId;
import java.util.List;

/**
 * What other bounds would do to what there is, were they in force now.
 *
 * @param waits whether they allow less than those that there are
 * @param whole what they would do to all organisations
 * @param organisations whom they affect, by id: whose things would be deleted sooner, or whose
 *     rules would hold no more
 */
public record RetentionBoundEffect(
    boolean waits, RetentionEffect whole, List<OfOrganisation> organisations) {
  /** What they would do to one. */
  public record OfOrganisation(OrganisationId organisation, RetentionEffect effect) {}

  /** Copies the list. */
  public RetentionBoundEffect {
    organisations = List.copyOf(organisations);
  }
}
