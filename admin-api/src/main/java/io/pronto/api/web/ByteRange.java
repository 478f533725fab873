package io.pronto.api.web;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Some bytes of a whole (RFC 9110, section 14).
 *
 * @param first the first one, from 0
 * @param last the last one, inclusive
 */
public record ByteRange(long first, long last) {
  private static final Pattern SINGLE = Pattern.compile("(?i)bytes=(\\d{0,18})-(\\d{0,18})");

  /**
   * Reads a Range header; empty when it asks for no range, for several, or cannot be read: then all
   * is sent, as section 14.2 allows.
   *
   * @param length how many bytes there are
   * @throws Problem 416 when none of the bytes asked for exists
   */
  public static Optional<ByteRange> of(Optional<String> header, long length) {
    var asked = header.map(String::strip).map(SINGLE::matcher).filter(found -> found.matches());
    if (asked.isEmpty()) {
      return Optional.empty();
    }
    var from = asked.get().group(1);
    var to = asked.get().group(2);
    if (from.isEmpty() && to.isEmpty() || backwards(from, to)) {
      return Optional.empty();
    }
    long first = from.isEmpty() ? Math.max(0, length - Long.parseLong(to)) : Long.parseLong(from);
    long last =
        from.isEmpty() || to.isEmpty() ? length - 1 : Math.min(length - 1, Long.parseLong(to));
    if (first > last) {
      throw Problem.rangeNotSatisfiable(length);
    }
    return Optional.of(new ByteRange(first, last));
  }

  private static boolean backwards(String from, String to) {
    return !from.isEmpty() && !to.isEmpty() && Long.parseLong(from) > Long.parseLong(to);
  }

  /** How many bytes these are. */
  public long length() {
    return last - first + 1;
  }
}
