package io.pronto.core.rating;

/**
 * How an organisation pays.
 *
 * @param prepaid whether it pays before it calls
 * @param currency ISO 4217
 */
public record Terms(boolean prepaid, String currency) {}
