package io.pronto.core.live;

import java.time.Instant;

/**
 * How the caller of a call takes part in a conference.
 *
 * @param conferenceId the conference's id
 * @param moderator whether it leads the conference
 * @param muted whether nobody hears it
 * @param speaking whether it was speaking a moment ago
 * @param locked whether nobody else is let in
 * @param since when it came in
 */
public record Attendance(
    String conferenceId,
    boolean moderator,
    boolean muted,
    boolean speaking,
    boolean locked,
    Instant since) {}
