package io.pronto.core.hold;

/**
 * How much a hold is about: what it keeps, or would.
 *
 * @param callRecords how many records of calls
 */
public record HoldReach(long recordings, long transcripts, long callRecords) {}
