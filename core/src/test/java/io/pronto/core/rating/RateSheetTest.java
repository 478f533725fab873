package io.pronto.core.rating;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.csv.RowFault;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateSheetTest {
  private static final String HEADER = "prefix,price_per_minute\n";

  @Test
  void aTableOfACarrierIsRead() {
    var sheet =
        read(
            """
            prefix,description,price_per_minute,connection_fee,increments,currency,valid_from
            +33,"France, ""fixed\""",0.0040,0.01,1/1,EUR,
            336,France mobile,0.031,,60/1,,2026-12-01
            """);

    assertThat(sheet.faults()).isEmpty();
    assertThat(sheet.rates()).extracting(Rate::prefix).containsExactly("33", "336");
    assertThat(sheet.rates().getFirst().description()).isEqualTo("France, \"fixed\"");
    assertThat(sheet.rates().getFirst().charge(61)).isEqualByComparingTo("0.014067");
    assertThat(sheet.rates().getLast().charge(61)).isEqualByComparingTo("0.031517");
    assertThat(sheet.rates().getLast().validFrom()).hasToString("Optional[2026-12-01T00:00:00Z]");
  }

  @Test
  void aShortCodeIsNamedWithItsCountry() {
    var sheet = read("prefix,price_per_minute\nFR:3900,0.15\n33,0.01\nFR:118,2.99\n");

    assertThat(sheet.faults()).isEmpty();
    assertThat(sheet.rates()).extracting(Rate::prefix).containsExactly("33", "FR:118", "FR:3900");
    assertThat(read("prefix,price_per_minute\nFR:3900,1\nFR:3900,2\n").faults())
        .extracting(RowFault::code)
        .containsExactly("duplicate_prefix");
  }

  @Test
  void aByteOrderMarkAndLineEndsOfWindowsDoNoHarm() {
    var sheet = read("\uFEFFprefix,price_per_minute\r\n33,0.01\r\n\r\n44,0.02");

    assertThat(sheet.faults()).isEmpty();
    assertThat(sheet.rates()).extracting(Rate::prefix).containsExactly("33", "44");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "3a3,0.01|prefix|malformed",
        "fr:3900,0.01|prefix|malformed",
        "FR:1234567,0.01|prefix|malformed",
        "FR3900,0.01|prefix|malformed",
        "0033,0.01|prefix|malformed",
        ",0.01|prefix|malformed",
        "33,-0.01|price_per_minute|negative",
        "33,\"0,01\"|price_per_minute|decimal_comma",
        "33,0,01|row|cell_count",
        "33|row|cell_count",
        "33,1e3|price_per_minute|malformed",
        "33,NaN|price_per_minute|malformed",
        "33,0.0000001|price_per_minute|malformed",
        "33,|price_per_minute|required",
        "33,\"0.01|row|open_quote",
        "33,\"0.01\"x|row|after_quote",
      })
  void aBadCellIsNamedByLineAndColumn(String row, String column, String code) {
    var sheet = read(HEADER + "44,0.02\n" + row + '\n');

    assertThat(sheet.faults())
        .extracting(RowFault::line, RowFault::column, RowFault::code)
        .containsExactly(Tuple.tuple(3L, column, code));
  }

  @Test
  void whatHoldsTwiceAtATimeIsNamedWithTheOtherLine() {
    var sheet =
        read(
            """
            prefix,price_per_minute,valid_from,valid_until
            33,0.01,,2026-12-01
            44,0.01,,
            33,0.02,2026-12-01,
            44,0.03,2026-12-01,
            33,0.02,2027-02-01,2027-01-01
            """);

    assertThat(sheet.faults())
        .extracting(RowFault::line, RowFault::code)
        .containsExactly(Tuple.tuple(5L, "duplicate_prefix"), Tuple.tuple(6L, "reversed"));
    assertThat(sheet.faults().getFirst().detail()).contains("Line 3");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|empty",
        "prefix,price_per_minute|empty",
        "prefix;price_per_minute;currency|semicolons",
        "prefix,price|unknown_column",
        "prefix,prefix,price_per_minute|repeated",
        "description,price_per_minute|required",
      })
  void aTableThatIsNoneIsRefused(String text, String code) {
    assertThat(read(text).faults()).extracting(RowFault::code).contains(code);
  }

  @Test
  void otherCurrenciesAndOtherBytesAreRefused() throws IOException {
    assertThat(read("prefix,price_per_minute,currency\n33,1,USD\n").faults())
        .extracting(RowFault::code)
        .containsExactly("other_currency");

    var latin = (HEADER + "33,0.01 é\n").getBytes(ISO_8859_1);
    assertThat(RateSheet.read(new ByteArrayInputStream(latin), "EUR").faults())
        .extracting(RowFault::code)
        .containsExactly("not_utf8");
  }

  @Test
  void oneBadRowAmongAQuarterOfAMillionIsFound() {
    var text = new StringBuilder(HEADER);
    for (int i = 0; i < RateSheet.MOST_ROWS; i++) {
      text.append(1_000_000 + i).append(i == 200_000 ? ",x\n" : ",0.01\n");
    }

    var sheet = read(text.toString());

    assertThat(sheet.rows()).isEqualTo(RateSheet.MOST_ROWS);
    assertThat(sheet.faults()).extracting(RowFault::line).containsExactly(200_002L);
    assertThat(read(text.append("9999999,0.01\n").toString()).faults())
        .extracting(RowFault::code)
        .containsExactly("malformed", "too_many_rows");
  }

  @Test
  void ofVeryManyFaultsTheFirstAreToldAndAllCounted() {
    var sheet = read(HEADER + "x,1\n".repeat(1_000));

    assertThat(sheet.faults()).hasSize(RateSheet.MOST_FAULTS);
    assertThat(sheet.faultCount()).isEqualTo(1_000);
  }

  private static RateSheet read(String text) {
    try {
      return RateSheet.read(new ByteArrayInputStream(text.getBytes(UTF_8)), "EUR");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
