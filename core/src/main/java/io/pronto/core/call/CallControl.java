package io.pronto.core.call;

import io.pronto.core.organisation.OrganisationId;

/** What may be asked of a live call from outside it; whoever has the calls answers. */
public interface CallControl {
  /**
   * Ends a call.
   *
   * @return false when the organisation has no such call
   */
  boolean hangUp(OrganisationId organisation, CallId call);
}
