package io.pronto.core.rating;

import io.pronto.core.csv.Csv;
import io.pronto.core.csv.RowFault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A table of rates as carriers send it: CSV with a header that names its columns. {@code prefix}
 * (digits, or a country and a short code such as {@code FR:3179}) and {@code price_per_minute} are
 * needed; {@code description}, {@code connection_fee}, {@code increments} (such as {@code 60/1};
 * 60/60 where it says nothing), {@code currency}, {@code valid_from} and {@code valid_until} may be
 * left out.
 *
 * @param rates in the order of the prefixes; what of them is whole where there are faults
 * @param rows how many rows were read, without the header
 * @param faults the first {@link #MOST_FAULTS}, by line
 * @param faultCount how many there are
 */
public record RateSheet(List<Rate> rates, int rows, List<RowFault> faults, int faultCount) {
  /** How many faults are told: who has more has made the same mistake in every row. */
  public static final int MOST_FAULTS = 100;

  /** How many rows a table may have. */
  public static final int MOST_ROWS = 250_000;

  /** Reads {@code bytes}, the prices in which are in {@code currency}. */
  public static RateSheet read(InputStream bytes, String currency) throws IOException {
    return new Reading(currency).read(bytes);
  }

  /** A table being read. */
  private static final class Reading {
    private final RateCells cells;
    private final List<Numbered> rates = new ArrayList<>();
    private final List<RowFault> faults = new ArrayList<>();
    private int rows;
    private int faultCount;

    private record Numbered(long line, Rate rate) {}

    Reading(String currency) {
      cells = new RateCells(currency, this::fault);
    }

    RateSheet read(InputStream bytes) throws IOException {
      var csv = new Csv(bytes);
      try {
        csv.begin();
        var header = csv.next();
        if (header.isEmpty()) {
          fault(new RowFault(1, "row", "empty", "The table is empty"));
        } else {
          var wrong = RateCells.COLUMNS.faults(header.get());
          wrong.forEach(this::fault);
          if (wrong.isEmpty()) {
            rows(csv, header.get().cells());
          }
        }
      } catch (Csv.Broken broken) {
        fault(broken.fault());
      } catch (CharacterCodingException e) {
        fault(new RowFault(csv.line(), "row", "not_utf8", "Near here are bytes that are no UTF-8"));
      }
      findDoubles();
      faults.sort(Comparator.comparingLong(RowFault::line));
      return new RateSheet(rates.stream().map(Numbered::rate).toList(), rows, faults, faultCount);
    }

    private void rows(Csv csv, List<String> names) throws IOException, Csv.Broken {
      for (var row = csv.next(); row.isPresent(); row = csv.next()) {
        if (rows == MOST_ROWS) {
          fault(
              new RowFault(
                  row.get().line(), "row", "too_many_rows", "There are more than " + MOST_ROWS));
          return;
        }
        rows++;
        long line = row.get().line();
        if (row.get().cells().size() != names.size()) {
          fault(
              new RowFault(
                  line,
                  "row",
                  "cell_count",
                  "Has %d cells, the header %d; a decimal comma parts cells, too"
                      .formatted(row.get().cells().size(), names.size())));
        } else {
          cells.rate(row.get(), names).ifPresent(rate -> rates.add(new Numbered(line, rate)));
        }
      }
      if (rows == 0) {
        fault(new RowFault(csv.line(), "row", "empty", "The table has no rows"));
      }
    }

    /** Sorts the rates, and finds those of one prefix that hold at the same time. */
    private void findDoubles() {
      rates.sort(
          Comparator.comparing((Numbered n) -> n.rate().prefix())
              .thenComparing(n -> RateCells.begin(n.rate()))
              .thenComparing(Numbered::line));
      Optional<Numbered> before = Optional.empty();
      for (var next : rates) {
        var other = before.filter(b -> b.rate().prefix().equals(next.rate().prefix()));
        if (other.isPresent()
            && RateCells.begin(next.rate()).isBefore(RateCells.end(other.get().rate()))) {
          fault(
              new RowFault(
                  next.line(),
                  "prefix",
                  "duplicate_prefix",
                  "Line %d has a rate for it at the same time".formatted(other.get().line())));
        }
        before = Optional.of(next);
      }
    }

    private void fault(RowFault fault) {
      faultCount++;
      if (faults.size() < MOST_FAULTS) {
        faults.add(fault);
      }
    }
  }
}
