package io.pronto.core.contact;

import io.pronto.core.csv.Columns;
import io.pronto.core.csv.Csv;
import io.pronto.core.csv.RowFault;
import io.pronto.core.db.StorableText;
import io.pronto.core.numbering.E164;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A table of contacts: CSV with a header that names its columns. {@code numbers} is needed, and
 * {@code name} or {@code company}; several numbers are parted by semicolons.
 *
 * @param cards in the order of the rows; those of them that are whole where there are faults
 * @param rows how many rows were read, without the header
 * @param faults the first {@link #MOST_FAULTS}, by line
 * @param faultCount how many there are
 */
public record ContactSheet(
    List<ContactCard> cards, int rows, List<RowFault> faults, int faultCount) {
  /** How many faults are told: who has more has made the same mistake in every row. */
  public static final int MOST_FAULTS = 100;

  /** How many rows a table may have. */
  public static final int MOST_ROWS = 50_000;

  private static final Columns COLUMNS =
      new Columns(List.of("name", "company", "numbers"), List.of("numbers"));

  /** Copies the lists. */
  public ContactSheet {
    cards = List.copyOf(cards);
    faults = List.copyOf(faults);
  }

  /**
   * Reads {@code bytes}.
   *
   * @param country where numbers are dialled that are not in international form, ISO 3166 alpha-2
   */
  public static ContactSheet read(InputStream bytes, String country) throws IOException {
    return new Reading(country).read(bytes);
  }

  /** A table being read. */
  private static final class Reading {
    private static final Pattern SEMICOLON = Pattern.compile(";");

    private final String country;
    private final List<ContactCard> cards = new ArrayList<>();
    private final Map<ContactCard, Long> lines = new HashMap<>();
    private final List<RowFault> faults = new ArrayList<>();
    private List<String> names = List.of();
    private int rows;
    private int faultCount;

    Reading(String country) {
      this.country = country;
    }

    ContactSheet read(InputStream bytes) throws IOException {
      var csv = new Csv(bytes);
      try {
        csv.begin();
        var header = csv.next();
        if (header.isEmpty()) {
          fault(1, "row", "empty", "The table is empty");
        } else {
          names = header.get().cells();
          var wrong = COLUMNS.faults(header.get());
          wrong.forEach(this::fault);
          if (wrong.isEmpty()) {
            rows(csv);
          }
        }
      } catch (Csv.Broken broken) {
        fault(broken.fault());
      } catch (CharacterCodingException e) {
        fault(csv.line(), "row", "not_utf8", "Near here are bytes that are no UTF-8");
      }
      return new ContactSheet(cards, rows, faults, faultCount);
    }

    private void rows(Csv csv) throws IOException, Csv.Broken {
      for (var row = csv.next(); row.isPresent(); row = csv.next()) {
        if (rows == MOST_ROWS) {
          fault(row.get().line(), "row", "too_many_rows", "There are more than " + MOST_ROWS);
          return;
        }
        rows++;
        row(row.get());
      }
      if (rows == 0) {
        fault(csv.line(), "row", "empty", "The table has no rows");
      }
    }

    private void row(Csv.Row row) {
      if (row.cells().size() != names.size()) {
        fault(
            row.line(),
            "row",
            "cell_count",
            "Has %d cells, the header %d".formatted(row.cells().size(), names.size()));
        return;
      }
      int before = faultCount;
      var name = text(row, "name");
      var company = text(row, "company");
      var numbers = numbers(row);
      if (name.isEmpty() && company.isEmpty()) {
        fault(row.line(), "row", "required", "Has neither a name nor a company");
      }
      if (faultCount == before) {
        take(row.line(), new ContactCard(name, company, numbers));
      }
    }

    private void take(long line, ContactCard card) {
      var other = lines.putIfAbsent(card, line);
      if (other == null) {
        cards.add(card);
      } else {
        fault(line, "row", "duplicate_row", "Says the same as line " + other);
      }
    }

    private String text(Csv.Row row, String column) {
      var text = StorableText.of(cell(row, column)).strip();
      if (ContactCard.isTooLong(text)) {
        fault(
            row.line(),
            column,
            "too_long",
            "Must have at most " + ContactCard.LONGEST + " characters");
      }
      return text;
    }

    private List<E164> numbers(Csv.Row row) {
      var numbers = new ArrayList<E164>();
      for (var text : SEMICOLON.split(cell(row, "numbers"))) {
        if (!text.isBlank()) {
          number(row, text.strip()).ifPresent(numbers::add);
        }
      }
      if (cell(row, "numbers").replace(";", "").isBlank()) {
        fault(row.line(), "numbers", "required", "Is missing");
      } else if (numbers.stream().distinct().count() > ContactCard.MOST_NUMBERS) {
        fault(
            row.line(),
            "numbers",
            "too_many",
            "Must be at most " + ContactCard.MOST_NUMBERS + " numbers");
      }
      return numbers;
    }

    private Optional<E164> number(Csv.Row row, String text) {
      var number = E164.dialled(text, country);
      if (number.isEmpty()) {
        fault(
            row.line(),
            "numbers",
            "malformed",
            "Must be E.164, such as +33123456789, or as dialled in %s; several are parted by ;"
                .formatted(country));
      }
      return number;
    }

    private String cell(Csv.Row row, String column) {
      int at = names.indexOf(column);
      return at < 0 ? "" : row.cells().get(at);
    }

    private void fault(long line, String column, String code, String detail) {
      fault(new RowFault(line, column, code, detail));
    }

    private void fault(RowFault fault) {
      faultCount++;
      if (faults.size() < MOST_FAULTS) {
        faults.add(fault);
      }
    }
  }
}
