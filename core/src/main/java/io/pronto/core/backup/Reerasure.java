package io.pronto.core.backup;

import io.pronto.core.organisation.OrganisationId;
import io.vertx.core.json.JsonObject;

/** Carries out again, after a restore, what was erased for a subject or at a contract's end. */
@FunctionalInterface
public interface Reerasure {
  /**
   * Erases again what {@link io.pronto.core.destruction.ErasureJournal} has noted; harmless where
   * nothing of it is left, or its organisation is gone.
   *
   * @param what as it was noted
   */
  void again(OrganisationId organisation, JsonObject what);
}
