package io.pronto.sip.stream;

/**
 * A recording pauses, or goes on.
 *
 * @param millis when, from its beginning
 * @param reason why it pauses; may be empty
 */
record Mark(boolean paused, long millis, String reason) {}
