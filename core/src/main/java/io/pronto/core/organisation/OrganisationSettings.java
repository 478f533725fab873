package io.pronto.core.organisation;

import io.pronto.core.call.SupervisionNotice;

/**
 * What an organisation has decided for itself.
 *
 * @param listeningReason whether nobody hears a recording or reads a transcript without giving a
 *     reason, which the audit log keeps
 * @param supervisionNotice how somebody whose call is supervised is told
 */
public record OrganisationSettings(boolean listeningReason, SupervisionNotice supervisionNotice) {
  /** What holds where nothing was decided. */
  public static final OrganisationSettings USUAL =
      new OrganisationSettings(false, SupervisionNotice.TONE);
}
