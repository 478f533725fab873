package io.pronto.core.rating;

/**
 * A rate that was found for a number.
 *
 * @param rate by its longest prefix, without its description
 * @param deck whose it is
 * @param version of that deck
 */
public record Priced(Rate rate, RateDeck deck, DeckVersion version) {}
