package io.pronto.core.export;

import io.pronto.core.organisation.OrganisationId;
import java.time.Instant;
import java.util.Optional;

/**
 * A table of call records that somebody takes out.
 *
 * @param id {@code exp_…}
 * @param filter which records
 * @param askedBy the id of the user or the key
 * @param expiresAt when its link ends
 * @param fetched how often it was fetched
 */
public record Export(
    String id,
    OrganisationId organisation,
    ExportFilter filter,
    String askedBy,
    Instant createdAt,
    Instant expiresAt,
    int fetched,
    Optional<Instant> lastFetchedAt) {}
