package io.pronto.media;

/**
 * How well one listener was served for some seconds.
 *
 * @param lossPercent packets lost of those expected, 0 to 100
 * @param burst how many packets were lost in a row on average, 1 or more; 0 when none was, or when
 *     that is not known
 * @param jitterMillis mean interarrival jitter (RFC 3550, section 6.4.1), milliseconds
 * @param mos mean opinion score, 1.0 to 4.5, by the E-model (ITU-T G.107 simplified) unless the
 *     listener says its own (RFC 3611, section 4.7)
 */
public record Reception(double lossPercent, double burst, double jitterMillis, double mos) {}
