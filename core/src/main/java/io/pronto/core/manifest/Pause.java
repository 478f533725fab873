package io.pronto.core.manifest;

/**
 * A stretch of a recording that was not kept because somebody asked for that, or keyed in a card
 * number.
 *
 * @param reason as it was given, which may be empty, or {@code card_digits}
 */
public record Pause(long fromMillis, long toMillis, String reason) {}
