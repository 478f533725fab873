package io.pronto.core.contact;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The names that numbers have, in a few arrays: some 40 bytes for each instead of the hundreds of a
 * map, found by halving, 17 steps among 100,000. It is never changed.
 */
final class NameTable {
  static final NameTable EMPTY = new Builder().build();

  private static final int DIGITS = 15;
  private static final int OVERHEAD = 128;

  private final long[] numbers;
  private final long[] places;
  private final byte[] text;

  private NameTable(Builder rows) {
    numbers = Arrays.copyOf(rows.numbers, rows.count);
    places = Arrays.copyOf(rows.places, rows.count);
    text = rows.text.toByteArray();
  }

  Optional<String> find(long number) {
    int row = Arrays.binarySearch(numbers, number);
    if (row < 0) {
      return Optional.empty();
    }
    int begin = (int) (places[row] >>> Integer.SIZE);
    return Optional.of(new String(text, begin, (int) places[row], StandardCharsets.UTF_8));
  }

  int size() {
    return numbers.length;
  }

  /** What it takes of the heap. */
  int bytes() {
    return numbers.length * 2 * Long.BYTES + text.length + OVERHEAD;
  }

  /**
   * A number as it stands in the table: they are in the order of their texts, digit by digit, a
   * beginning before what it begins.
   *
   * @param number E.164 with its plus
   */
  static long key(String number) {
    int digits = number.length() - 1;
    long key = 0;
    for (int i = 1; i <= DIGITS; i++) {
      key = key * 10 + (i <= digits ? number.charAt(i) - '0' : 0);
    }
    return key * (DIGITS + 1) + digits;
  }

  /** Takes names in the order of their numbers. */
  static final class Builder {
    private long[] numbers = new long[16];
    private long[] places = new long[16];
    private final Map<String, Long> written = new HashMap<>();
    private final ByteArrayOutputStream text = new ByteArrayOutputStream();
    private int count;

    /** Takes the name of a number, as {@link #key} has it, that comes after all before. */
    void add(long number, String name) {
      if (count == numbers.length) {
        numbers = Arrays.copyOf(numbers, 2 * count);
        places = Arrays.copyOf(places, 2 * count);
      }
      numbers[count] = number;
      places[count] = written.computeIfAbsent(name, this::write);
      count++;
    }

    /** A name that several numbers have is there once: where it begins, and how long it is. */
    private long write(String name) {
      var bytes = name.getBytes(StandardCharsets.UTF_8);
      long place = (long) text.size() << Integer.SIZE | bytes.length;
      text.writeBytes(bytes);
      return place;
    }

    NameTable build() {
      return new NameTable(this);
    }
  }
}
