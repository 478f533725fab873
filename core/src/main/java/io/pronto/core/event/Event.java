package io.pronto.core.event;

import io.pronto.core.organisation.OrganisationId;
import io.vertx.core.json.JsonObject;
import java.time.Instant;

/**
 * Something that happened, as it is kept and told.
 *
 * @param id {@code evt_} and a ULID
 * @param type such as {@code call.ended}
 * @param sequence its place among the organisation's events: 1, 2, 3, … without a gap
 * @param data what happened, by the names of the API
 */
public record Event(
    String id,
    String type,
    long sequence,
    Instant occurredAt,
    OrganisationId organisation,
    JsonObject data) {}
