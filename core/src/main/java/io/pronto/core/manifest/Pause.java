package io.pronto.core.manifest;

/**
 * A stretch of a recording that was not kept because somebody asked for that.
 *
 * @param reason as it was given; may be empty
 */
public record Pause(long fromMillis, long toMillis, String reason) {}
