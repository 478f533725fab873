package io.pronto.backup;

/**
 * A segment of PostgreSQL's log, of 16 MiB, by the name that its file has.
 *
 * @param timeline in which it was written
 * @param number counts up within a timeline and on into the next
 */
record Segment(long timeline, long number) {
  /** Bytes in each. */
  static final int BYTES = 16 << 20;

  private static final long IN_A_FILE_OF_LOG = (1L << 32) / BYTES;
  private static final int DIGITS = 8;

  /**
   * The one with that name.
   *
   * @throws IllegalArgumentException for what is none
   */
  static Segment of(String name) {
    if (!name.matches("[0-9A-F]{24}")) {
      throw new IllegalArgumentException(name + " is no segment of the log");
    }
    return new Segment(
        Long.parseLong(name.substring(0, DIGITS), 16),
        Long.parseLong(name.substring(DIGITS, 2 * DIGITS), 16) * IN_A_FILE_OF_LOG
            + Long.parseLong(name.substring(2 * DIGITS), 16));
  }

  /** The one in which a place in the log is, such as {@code 0/3000060}. */
  static Segment at(long timeline, String place) {
    var parts = place.split("/");
    long bytes = (Long.parseLong(parts[0], 16) << 32) + Long.parseLong(parts[1], 16);
    return new Segment(timeline, bytes / BYTES);
  }

  /** Its file's name. */
  String name() {
    return "%08X%08X%08X".formatted(timeline, number / IN_A_FILE_OF_LOG, number % IN_A_FILE_OF_LOG);
  }

  /** The place in the log where it begins. */
  String begin() {
    long bytes = number * BYTES;
    return "%X/%X".formatted(bytes >>> 32, bytes & 0xFFFF_FFFFL);
  }

  Segment next() {
    return new Segment(timeline, number + 1);
  }
}
