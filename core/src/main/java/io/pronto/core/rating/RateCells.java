package io.pronto.core.rating;

import io.pronto.core.csv.Columns;
import io.pronto.core.csv.Csv;
import io.pronto.core.csv.RowFault;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Reads the cells of one row of a table of rates, and says of each what is wrong with it. */
final class RateCells {
  static final Columns COLUMNS =
      new Columns(
          List.of(
              "prefix",
              "description",
              "price_per_minute",
              "connection_fee",
              "increments",
              "currency",
              "valid_from",
              "valid_until"),
          List.of("prefix", "price_per_minute"));

  private static final Pattern PREFIX = Pattern.compile("\\+?([1-9]\\d{0,14})|[A-Z]{2}:\\d{1,6}");
  private static final Pattern MONEY = Pattern.compile("\\d{1,6}(\\.\\d{1,6})?");
  private static final Pattern INCREMENTS = Pattern.compile("(\\d{1,4})/(\\d{1,4})");
  private static final int LONGEST_INCREMENT = 3_600;
  private static final int LONGEST_DESCRIPTION = 200;

  private final String currency;
  private final Consumer<RowFault> faults;
  private Csv.Row row;
  private List<String> names;
  private boolean whole;

  RateCells(String currency, Consumer<RowFault> faults) {
    this.currency = currency;
    this.faults = faults;
  }

  /** The rate of {@code row}; empty where it has a fault, which is told. */
  Optional<Rate> rate(Csv.Row next, List<String> header) {
    row = next;
    names = header;
    whole = true;
    var prefix = prefix();
    var price = money("price_per_minute", Optional.empty());
    var fee = money("connection_fee", Optional.of(BigDecimal.ZERO));
    var increments = increments();
    checkCurrency();
    var from = time("valid_from");
    var until = time("valid_until");
    if (from.isPresent() && until.isPresent() && !until.get().isAfter(from.get())) {
      fault("valid_until", "reversed", "Must come after valid_from");
    }
    var description = description();
    return whole
        ? Optional.of(
            new Rate(prefix, description, price, fee, increments[0], increments[1], from, until))
        : Optional.empty();
  }

  static Instant begin(Rate rate) {
    return rate.validFrom().orElse(Instant.MIN);
  }

  static Instant end(Rate rate) {
    return rate.validUntil().orElse(Instant.MAX);
  }

  private String prefix() {
    var text = cell("prefix");
    var match = PREFIX.matcher(text);
    if (!match.matches()) {
      fault(
          "prefix",
          "malformed",
          "Must be 1 to 15 digits that begin with a country code, or a country and a short code,"
              + " such as FR:3179");
      return "";
    }
    return match.group(1) == null ? text : match.group(1);
  }

  private BigDecimal money(String column, Optional<BigDecimal> usual) {
    var text = cell(column);
    if (MONEY.matcher(text).matches()) {
      return new BigDecimal(text);
    }
    if (text.isEmpty() && usual.isPresent()) {
      return usual.get();
    }
    if (text.isEmpty()) {
      fault(column, "required", "Is missing");
    } else if (text.startsWith("-")) {
      fault(column, "negative", "Must not be negative");
    } else if (text.indexOf(',') >= 0) {
      fault(column, "decimal_comma", "Must have a point before its decimals, not a comma");
    } else {
      fault(column, "malformed", "Must be an amount with up to six decimals, such as 0.0125");
    }
    return BigDecimal.ZERO;
  }

  private int[] increments() {
    var text = cell("increments");
    var match = INCREMENTS.matcher(text.isEmpty() ? "60/60" : text);
    if (match.matches()) {
      int first = Integer.parseInt(match.group(1));
      int next = Integer.parseInt(match.group(2));
      if (isIncrement(first) && isIncrement(next)) {
        return new int[] {first, next};
      }
    }
    fault("increments", "malformed", "Must be two numbers of seconds, 1 to 3600, such as 60/1");
    return new int[] {1, 1};
  }

  private static boolean isIncrement(int seconds) {
    return seconds >= 1 && seconds <= LONGEST_INCREMENT;
  }

  private void checkCurrency() {
    var text = cell("currency");
    if (!text.isEmpty() && !text.equals(currency)) {
      fault("currency", "other_currency", "Must be " + currency + ", the currency of the deck");
    }
  }

  /** A day begins at midnight UTC. */
  private Optional<Instant> time(String column) {
    var text = cell(column);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      var time =
          text.length() == 10
              ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC)
              : OffsetDateTime.parse(text).toZonedDateTime();
      if (time.getYear() >= 1990 && time.getYear() <= 2999) {
        return Optional.of(time.toInstant());
      }
    } catch (DateTimeException e) {
      // told below, as a year that nobody means is
    }
    fault(column, "malformed", "Must be a day or a time that exists, such as 2026-12-01");
    return Optional.empty();
  }

  private String description() {
    var text = cell("description").replace("\0", "");
    if (text.length() > LONGEST_DESCRIPTION) {
      fault("description", "too_long", "Must have at most 200 characters");
    }
    return text;
  }

  private String cell(String column) {
    int at = names.indexOf(column);
    return at < 0 ? "" : row.cells().get(at);
  }

  private void fault(String column, String code, String detail) {
    whole = false;
    faults.accept(new RowFault(row.line(), column, code, detail));
  }
}
