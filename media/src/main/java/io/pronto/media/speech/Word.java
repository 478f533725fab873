package io.pronto.media.speech;

import java.time.Duration;

/**
 * A word that was heard.
 *
 * @param text the word as the model spells it, usually in lower case
 * @param start when it begins, from the first sample of the sound
 * @param end when it ends
 * @param confidence how sure the decoder is: 0 to 1
 */
public record Word(String text, Duration start, Duration end, double confidence) {}
