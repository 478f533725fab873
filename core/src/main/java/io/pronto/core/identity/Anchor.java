package io.pronto.core.identity;

import java.time.Instant;

/**
 * An authority whose certificates are trusted on incoming calls.
 *
 * @param id {@code anc_} and a ULID
 * @param certificate its own, in PEM
 * @param revocations lists of certificates of it and of those under it that are revoked, in PEM;
 *     empty for none
 */
public record Anchor(
    String id,
    String name,
    String certificate,
    String revocations,
    Instant expiresAt,
    Instant createdAt) {}
