package io.pronto.media.codec;

import java.time.Duration;
import java.util.List;

/**
 * The tones that people know from their own country's network: ITU-T E.180, supplement 2, with
 * lengths in milliseconds. Where several are in use there, it is the one listed first.
 */
public enum NetworkTones {
  /** France and Monaco. */
  FRANCE(
      tone(hz(440), 1500, 3500),
      tone(hz(440), 500, 500),
      tone(hz(440), 250, 250),
      special(300, 1000),
      tone(hz(440), 300, 10_000)),
  /** Italy, San Marino and the Vatican. */
  ITALY(
      tone(hz(425), 1000, 4000),
      tone(hz(425), 500, 500),
      tone(hz(425), 200, 200),
      special(333, 1000),
      tone(hz(425), 400, 100, 250, 100, 150, 14_000)),
  /** The United Kingdom. */
  BRITAIN(
      tone(hz(400, 450), 400, 200, 400, 2000),
      tone(hz(400), 375, 375),
      tone(hz(400), 400, 350, 225, 525),
      special(330, 1000),
      tone(hz(400), 100, 3000)),
  /** Germany. */
  GERMANY(
      tone(hz(425), 1000, 4000),
      tone(hz(425), 480, 480),
      tone(hz(425), 240, 240),
      special(330, 1000),
      tone(hz(425), 200, 200, 200, 5000)),
  /** Spain. */
  SPAIN(
      tone(hz(425), 1500, 3000),
      tone(hz(425), 200, 200),
      tone(hz(425), 200, 200, 200, 200, 200, 600),
      special(330, 1000),
      tone(hz(425), 175, 175, 175, 3500)),
  /** Belgium. */
  BELGIUM(
      tone(hz(425), 1000, 3000),
      tone(hz(425), 500, 500),
      tone(hz(425), 167, 167),
      special(330, 1000),
      tone(hz(1400), 175, 175, 175, 3500)),
  /** Switzerland and Liechtenstein. */
  SWITZERLAND(
      tone(hz(425), 1000, 4000),
      tone(hz(425), 500, 500),
      tone(hz(425), 200, 200),
      special(333, 1000),
      tone(hz(425), 200, 200, 200, 4000)),
  /** The United States and Canada. */
  NORTH_AMERICA(
      tone(hz(440, 480), 2000, 4000),
      tone(hz(480, 620), 500, 500),
      tone(hz(480, 620), 250, 250),
      special(330, 1000),
      tone(hz(440), 300, 10_000)),
  /** What E.180 recommends to whoever has none yet, and most of the others have. */
  ELSEWHERE(
      tone(hz(425), 1000, 4000),
      tone(hz(425), 500, 500),
      tone(hz(425), 250, 250),
      special(330, 1000),
      tone(hz(425), 200, 600, 200, 3000));

  private final Cadence ringback;
  private final Cadence busy;
  private final Cadence congestion;
  private final Cadence special;
  private final Cadence waiting;

  NetworkTones(
      Cadence ringback, Cadence busy, Cadence congestion, Cadence special, Cadence waiting) {
    this.ringback = ringback;
    this.busy = busy;
    this.congestion = congestion;
    this.special = special;
    this.waiting = waiting;
  }

  /** Those of {@code country}, ISO 3166 alpha-2. */
  public static NetworkTones of(String country) {
    return switch (country) {
      case "FR", "MC", "GP", "GF", "MQ", "RE", "YT" -> FRANCE;
      case "IT", "SM", "VA" -> ITALY;
      case "GB", "GG", "IM", "JE" -> BRITAIN;
      case "DE" -> GERMANY;
      case "ES" -> SPAIN;
      case "BE" -> BELGIUM;
      case "CH", "LI" -> SWITZERLAND;
      case "US", "CA" -> NORTH_AMERICA;
      default -> ELSEWHERE;
    };
  }

  /** It rings at the other end. */
  public Cadence ringback() {
    return ringback;
  }

  /** The other end is busy. */
  public Cadence busy() {
    return busy;
  }

  /** There is no way to the other end now. */
  public Cadence congestion() {
    return congestion;
  }

  /** The number cannot be reached as it was dialled (special information tone). */
  public Cadence special() {
    return special;
  }

  /** Somebody else calls whoever is talking. */
  public Cadence waiting() {
    return waiting;
  }

  private static List<Integer> hz(Integer... hertz) {
    return List.of(hertz);
  }

  private static Cadence tone(List<Integer> hertz, int... millis) {
    return Cadence.of(hertz, millis);
  }

  /** Three rising tones, the same everywhere but for their lengths (E.180, section 7). */
  private static Cadence special(int each, int pause) {
    var length = Duration.ofMillis(each);
    return new Cadence(
        List.of(
            new Cadence.Piece(length, hz(950)),
            new Cadence.Piece(length, hz(1400)),
            new Cadence.Piece(length, hz(1800)),
            new Cadence.Piece(Duration.ofMillis(pause), List.of())));
  }
}
