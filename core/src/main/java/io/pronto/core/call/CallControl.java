package io.pronto.core.call;

import io.pronto.core.organisation.OrganisationId;

/** Where something may be asked of a live call from outside it; whoever has the calls obeys. */
@FunctionalInterface
public interface CallControl {
  /**
   * Asks a call to obey; it does so a moment later, as far as it can.
   *
   * @return false when the organisation has no such call
   */
  boolean ask(OrganisationId organisation, CallId call, CallCommand command);
}
