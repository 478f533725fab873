package io.pronto.core.transcript;

import java.time.Duration;

/**
 * A word that was heard.
 *
 * @param start from the beginning of the recording, to the millisecond
 * @param end from the beginning of the recording, to the millisecond
 * @param confidence 0 to 1
 */
public record SpokenWord(String text, Duration start, Duration end, double confidence) {}
