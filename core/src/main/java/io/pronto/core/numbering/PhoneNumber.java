package io.pronto.core.numbering;

import io.pronto.core.organisation.TranscriptionPolicy;
import java.time.Instant;
import java.util.Optional;

/**
 * A number that an organisation rents, as its administrators see it.
 *
 * @param userId who is called by it; empty while it is assigned to nobody
 * @param conferenceId into which conference it leads, in place of a user; empty for none
 * @param transcription what was decided for it alone
 */
public record PhoneNumber(
    E164 number,
    String type,
    String country,
    String label,
    Optional<String> userId,
    Optional<String> conferenceId,
    RecordingPolicy recording,
    TranscriptionPolicy transcription,
    Instant rentedAt) {}
