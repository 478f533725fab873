package io.pronto.core.call;

/**
 * How well one listener of a call was served for some seconds.
 *
 * @param mos mean opinion score, 1.0 to 4.5, estimated (ITU-T G.107 simplified) or the listener's
 *     own
 * @param lossPercent packets that did not come, of those expected, 0 to 100
 * @param jitterMillis milliseconds
 */
public record Listening(double mos, double lossPercent, double jitterMillis) {}
