package io.pronto.core.organisation;

import java.util.Optional;

/**
 * What an organisation has decided for itself.
 *
 * @param listeningReason whether nobody hears a recording or reads a transcript without giving a
 *     reason, which the audit log keeps
 * @param transcription of the calls of those numbers that have no policy of their own
 * @param supervisionNotice how somebody whose call is supervised is told
 */
public record OrganisationSettings(
    boolean listeningReason,
    TranscriptionPolicy transcription,
    SupervisionNotice supervisionNotice) {
  /** What holds where nothing was decided. */
  public static final OrganisationSettings USUAL =
      new OrganisationSettings(
          false,
          new TranscriptionPolicy(Optional.of(TranscriptionPolicy.Mode.BATCH), Optional.empty()),
          SupervisionNotice.TONE);
}
