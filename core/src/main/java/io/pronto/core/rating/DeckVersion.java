package io.pronto.core.rating;

import java.time.Instant;

/**
 * What a deck says from a moment on, until its next version's. It is never changed.
 *
 * @param rates how many it has
 */
public record DeckVersion(
    String id, String deckId, Instant effectiveFrom, int rates, Instant createdAt) {}
