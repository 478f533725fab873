package io.pronto.core.carrier;

/**
 * How a trunk is watched: OPTIONS now and then (RFC 3261, section 11). So many in a row decide,
 * that one lost datagram takes no trunk away and one lucky answer brings none back.
 *
 * @param interval between two questions, seconds, 1 to 3600
 * @param failures how many in a row take it down, 1 to 100
 * @param successes how many in a row bring it up again, 1 to 100
 */
public record TrunkHealth(int interval, int failures, int successes) {
  /** Every 30 s; down after three failures, up after two answers. */
  public static final TrunkHealth USUAL = new TrunkHealth(30, 3, 2);
}
