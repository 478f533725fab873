package io.pronto.core.rating;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;

/**
 * The rates of one version of a deck, found by the longest prefix that holds at a moment. Prefixes
 * are ranges of numbers of 15 digits; laid over each other they leave a row of sections, each ruled
 * by its longest prefix, in which a number is found by halving: some 18 steps among 250,000, in a
 * few arrays, without a new object. Short codes, of which there are few, stand by themselves, by
 * their country. Money is kept in millionths, as whole numbers. It is never changed.
 */
public final class RateTable {
  private static final int DIGITS = 15;
  private static final int NONE = -1;
  private static final long[] POWERS = powers();
  private static final long MICROS = 1_000_000;

  private final long[] sections;
  private final int[] sectionPrefix;
  private final long[] prefixes;
  private final byte[] lengths;
  private final int[] parents;
  private final int[] firstRow;
  private final String[] codes;
  private final int[] codeRow;
  private final long[] perMinute;
  private final long[] connection;
  private final short[] firstIncrement;
  private final short[] nextIncrement;
  private final long[] validFrom;
  private final long[] validUntil;

  private RateTable(Builder rows) {
    int count = rows.count;
    perMinute = Arrays.copyOf(rows.perMinute, count);
    connection = Arrays.copyOf(rows.connection, count);
    firstIncrement = Arrays.copyOf(rows.first, count);
    nextIncrement = Arrays.copyOf(rows.next, count);
    validFrom = rows.isLimited ? Arrays.copyOf(rows.from, count) : new long[0];
    validUntil = rows.isLimited ? Arrays.copyOf(rows.until, count) : new long[0];
    prefixes = Arrays.copyOf(rows.prefixes, rows.prefixCount);
    lengths = Arrays.copyOf(rows.lengths, rows.prefixCount);
    firstRow = Arrays.copyOf(rows.firstRow, rows.prefixCount + 1);
    firstRow[rows.prefixCount] = rows.codeCount == 0 ? count : rows.codeRow[0];
    codes = Arrays.copyOf(rows.codes, rows.codeCount);
    codeRow = Arrays.copyOf(rows.codeRow, rows.codeCount + 1);
    codeRow[rows.codeCount] = count;
    parents = new int[rows.prefixCount];
    var layers = new Layers(prefixes, lengths, parents);
    sections = layers.starts();
    sectionPrefix = layers.prefixes();
  }

  /** How many rates it has. */
  public int size() {
    return perMinute.length;
  }

  /**
   * The row of the rate for a number, -1 when there is none.
   *
   * @param digits the number without {@code +}
   * @param length how many digits that are, 15 at most
   * @param second of the epoch
   */
  public int find(long digits, int length, long second) {
    int section = Arrays.binarySearch(sections, digits * POWERS[DIGITS - length]);
    section = section < 0 ? -section - 2 : section;
    int prefix = section < 0 ? NONE : sectionPrefix[section];
    while (prefix != NONE) {
      if (lengths[prefix] <= length) {
        for (int row = firstRow[prefix]; row < firstRow[prefix + 1]; row++) {
          if (holds(row, second)) {
            return row;
          }
        }
      }
      prefix = parents[prefix];
    }
    return NONE;
  }

  /**
   * The row of the rate for a short code, by the longest beginning; -1 when there is none.
   *
   * @param country in which it is dialled, ISO 3166 alpha-2
   * @param second of the epoch
   */
  public int findCode(String digits, String country, long second) {
    for (int length = digits.length(); length > 0 && codes.length > 0; length--) {
      int code = Arrays.binarySearch(codes, country + ':' + digits.substring(0, length));
      for (int row = code < 0 ? 0 : codeRow[code]; code >= 0 && row < codeRow[code + 1]; row++) {
        if (holds(row, second)) {
          return row;
        }
      }
    }
    return NONE;
  }

  private boolean holds(int row, long second) {
    return validFrom.length == 0 || validFrom[row] <= second && second < validUntil[row];
  }

  /** What a call of {@code seconds} costs by {@code row}, in millionths, rounded half up. */
  public long micros(int row, long seconds) {
    long billed = Rate.billed(seconds, firstIncrement[row], nextIncrement[row]);
    return connection[row] + (perMinute[row] * billed + 30) / 60;
  }

  /** The rate of {@code row}, without its description. */
  public Rate rate(int row) {
    return new Rate(
        row < codeRow[0]
            ? Long.toString(prefixes[place(firstRow, row)])
            : codes[place(codeRow, row)],
        "",
        BigDecimal.valueOf(perMinute[row], Rate.SCALE),
        BigDecimal.valueOf(connection[row], Rate.SCALE),
        firstIncrement[row],
        nextIncrement[row],
        time(validFrom, row, Long.MIN_VALUE),
        time(validUntil, row, Long.MAX_VALUE));
  }

  /** The last of {@code firsts} that is not after {@code row}. */
  private static int place(int[] firsts, int row) {
    int at = Arrays.binarySearch(firsts, row);
    return at < 0 ? -at - 2 : at;
  }

  private static Optional<Instant> time(long[] seconds, int row, long none) {
    return seconds.length == 0 || seconds[row] == none
        ? Optional.empty()
        : Optional.of(Instant.ofEpochSecond(seconds[row]));
  }

  /** A number's digits as one; -1 when it is not {@code +} and up to 15 digits. */
  public static long digits(String number) {
    if (number.length() < 2 || number.length() > DIGITS + 1 || number.charAt(0) != '+') {
      return NONE;
    }
    long digits = 0;
    for (int i = 1; i < number.length(); i++) {
      int digit = number.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return NONE;
      }
      digits = digits * 10 + digit;
    }
    return digits;
  }

  /** An amount in millionths as a decimal number. */
  public static BigDecimal decimal(long micros) {
    return BigDecimal.valueOf(micros, Rate.SCALE);
  }

  private static long[] powers() {
    var powers = new long[DIGITS + 1];
    powers[0] = 1;
    for (int i = 1; i <= DIGITS; i++) {
      powers[i] = powers[i - 1] * 10;
    }
    return powers;
  }

  /** Lays prefixes over each other. */
  private static final class Layers {
    private final long[] starts;
    private final int[] ruling;
    private int count;

    Layers(long[] prefixes, byte[] lengths, int[] parents) {
      starts = new long[prefixes.length * 2];
      ruling = new int[prefixes.length * 2];
      Deque<Integer> open = new ArrayDeque<>();
      for (int next = 0; next < prefixes.length; next++) {
        long start = prefixes[next] * POWERS[DIGITS - lengths[next]];
        while (!open.isEmpty() && end(prefixes, lengths, open.peek()) <= start) {
          close(prefixes, lengths, open);
        }
        parents[next] = open.isEmpty() ? NONE : open.peek();
        section(start, next);
        open.push(next);
      }
      while (!open.isEmpty()) {
        close(prefixes, lengths, open);
      }
    }

    private void close(long[] prefixes, byte[] lengths, Deque<Integer> open) {
      long end = end(prefixes, lengths, open.pop());
      section(end, open.isEmpty() ? NONE : open.peek());
    }

    private static long end(long[] prefixes, byte[] lengths, int prefix) {
      return (prefixes[prefix] + 1) * POWERS[DIGITS - lengths[prefix]];
    }

    private void section(long start, int prefix) {
      if (count > 0 && starts[count - 1] == start) {
        count--;
      }
      starts[count] = start;
      ruling[count++] = prefix;
    }

    long[] starts() {
      return Arrays.copyOf(starts, count);
    }

    int[] prefixes() {
      return Arrays.copyOf(ruling, count);
    }
  }

  /** Takes rates in the order of their prefixes as texts ("1", "10", "11", "2", "FR:10"). */
  public static final class Builder {
    private long[] prefixes;
    private byte[] lengths;
    private int[] firstRow;
    private String[] codes = new String[0];
    private int[] codeRow = new int[1];
    private long[] perMinute;
    private long[] connection;
    private short[] first;
    private short[] next;
    private long[] from;
    private long[] until;
    private int prefixCount;
    private int codeCount;
    private int count;
    private boolean isLimited;

    /** For {@code rates} of them at most. */
    public Builder(int rates) {
      prefixes = new long[rates];
      lengths = new byte[rates];
      firstRow = new int[rates + 1];
      perMinute = new long[rates];
      connection = new long[rates];
      first = new short[rates];
      next = new short[rates];
      from = new long[rates];
      until = new long[rates];
    }

    /** Takes the next. */
    public Builder add(Rate rate) {
      return add(
          rate.prefix(),
          micros(rate.pricePerMinute()),
          micros(rate.connectionFee()),
          rate.firstIncrement(),
          rate.nextIncrement(),
          rate.validFrom(),
          rate.validUntil());
    }

    Builder add(
        String prefix,
        long pricePerMinute,
        long connectionFee,
        int firstIncrement,
        int nextIncrement,
        Optional<Instant> validFrom,
        Optional<Instant> validUntil) {
      if (prefix.indexOf(':') < 0) {
        beginNumbers(prefix);
      } else {
        beginCodes(prefix);
      }
      perMinute[count] = pricePerMinute;
      connection[count] = connectionFee;
      first[count] = (short) firstIncrement;
      next[count] = (short) nextIncrement;
      isLimited |= validFrom.isPresent() || validUntil.isPresent();
      from[count] = validFrom.map(Instant::getEpochSecond).orElse(Long.MIN_VALUE);
      until[count++] = validUntil.map(Instant::getEpochSecond).orElse(Long.MAX_VALUE);
      return this;
    }

    private void beginNumbers(String prefix) {
      long digits = Long.parseLong(prefix);
      boolean same =
          prefixCount > 0
              && prefixes[prefixCount - 1] == digits
              && lengths[prefixCount - 1] == prefix.length();
      if (!same) {
        prefixes[prefixCount] = digits;
        lengths[prefixCount] = (byte) prefix.length();
        firstRow[prefixCount++] = count;
      }
    }

    private void beginCodes(String code) {
      if (codeCount > 0 && codes[codeCount - 1].equals(code)) {
        return;
      }
      if (codeCount == codes.length) {
        codes = Arrays.copyOf(codes, 2 * codeCount + 8);
        codeRow = Arrays.copyOf(codeRow, 2 * codeCount + 9);
      }
      codes[codeCount] = code;
      codeRow[codeCount++] = count;
    }

    /** The table of all that were taken. */
    public RateTable build() {
      return new RateTable(this);
    }

    private static long micros(BigDecimal amount) {
      return amount.multiply(BigDecimal.valueOf(MICROS)).longValueExact();
    }
  }
}
