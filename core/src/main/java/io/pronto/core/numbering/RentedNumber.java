package io.pronto.core.numbering;

import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.organisation.TranscriptionPolicy;
import java.util.Optional;

/**
 * A number that an organisation rents, as far as calls need to know it.
 *
 * @param userId who is called by it; empty while it is assigned to nobody
 * @param conferenceId into which conference it leads, in place of a user; empty for none
 * @param transcription what holds for its calls, the organisation's decision included
 */
public record RentedNumber(
    E164 number,
    OrganisationId organisation,
    String label,
    Optional<String> userId,
    Optional<String> conferenceId,
    RecordingPolicy recording,
    TranscriptionPolicy transcription) {}
