package io.pronto.core.mail;

import java.time.Duration;

/**
 * How mail is handed over.
 *
 * @param atOnce how many at a time, in this process
 * @param lease a mail is free again this long after its process died; longer than the servers take
 * @param pause before the second try; three times as long before each further one
 * @param longestPause between two tries at most
 * @param look how often to look for due mail when nobody says that there is any
 */
public record Pace(
    int atOnce, Duration lease, Duration pause, Duration longestPause, Duration look) {
  /** Four at a time. */
  public static final Pace DEFAULT =
      new Pace(
          4,
          Duration.ofMinutes(3),
          Duration.ofSeconds(5),
          Duration.ofMinutes(10),
          Duration.ofSeconds(5));

  /** Before the try after so many. */
  Duration pauseAfter(int attempts) {
    var pause = pause();
    for (int i = 1; i < attempts && pause.compareTo(longestPause) < 0; i++) {
      pause = pause.multipliedBy(3);
    }
    return pause.compareTo(longestPause) < 0 ? pause : longestPause;
  }
}
