package io.pronto.sip.stream;

/**
 * What has become of the sound of a stream.
 *
 * @param sent milliseconds of the call
 * @param dropped milliseconds of the call that the server was too slow for, or away
 * @param connections how often it was connected with the server
 */
public record StreamCounts(long sent, long dropped, int connections) {}
