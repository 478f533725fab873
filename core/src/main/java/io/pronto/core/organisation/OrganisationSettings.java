package io.pronto.core.organisation;

/**
 * What an organisation has decided for itself.
 *
 * @param listeningReason whether nobody hears a recording or reads a transcript without giving a
 *     reason, which the audit log keeps
 */
public record OrganisationSettings(boolean listeningReason) {
  /** What holds where nothing was decided. */
  public static final OrganisationSettings USUAL = new OrganisationSettings(false);
}
