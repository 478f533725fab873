package io.pronto.sip.stream;

import java.time.Duration;

/**
 * How much a stream puts up with.
 *
 * @param answer how long a server may take to open a WebSocket
 * @param tries how often in a row it is tried
 * @param pause after the first failure; twice as long after each other one
 * @param waiting how many pieces of sound, 200 ms each, wait for a server that is slow or away
 * @param stall how long a server may take nothing before it counts as gone
 * @param farewell how long what waits at the end may take to leave
 */
public record StreamLimits(
    Duration answer, int tries, Duration pause, int waiting, Duration stall, Duration farewell) {
  /** Five seconds of sound wait; a server that is away has some 30 s to come back. */
  public static final StreamLimits DEFAULT =
      new StreamLimits(
          Duration.ofSeconds(5),
          5,
          Duration.ofMillis(500),
          25,
          Duration.ofSeconds(15),
          Duration.ofSeconds(5));

  /** How long is waited after that many failures in a row. */
  Duration pauseAfter(int failures) {
    return pause.multipliedBy(1L << (failures - 1));
  }
}
