package io.pronto.sip.stream;

import io.pronto.core.call.CallId;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.stream.StreamTracks;

/**
 * Which sound is to be sent where.
 *
 * @param id {@code str_} and a ULID
 * @param destination the id of a server that the organisation has listed
 * @param redacted whether card numbers that are said are taken out of the recording
 */
public record StreamOrder(
    String id,
    OrganisationId organisation,
    CallId call,
    String recordingId,
    String destination,
    StreamTracks tracks,
    boolean redacted) {}
