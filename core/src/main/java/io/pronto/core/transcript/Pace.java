package io.pronto.core.transcript;

import java.time.Duration;

/**
 * How transcripts are worked on.
 *
 * @param atOnce how many at a time, in this process
 * @param lease a job is free again this long after its process died, to the second
 * @param pause before the second try; six times as long before each further one
 * @param look how often to look for due jobs and new models when nobody says that there are any
 */
public record Pace(int atOnce, Duration lease, Duration pause, Duration look) {
  /** One at a time. */
  public static final Pace DEFAULT =
      new Pace(1, Duration.ofMinutes(2), Duration.ofSeconds(10), Duration.ofSeconds(15));
}
