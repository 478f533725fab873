package io.pronto.core.contact;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.csv.RowFault;
import io.pronto.core.numbering.E164;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContactSheetTest {
  @Test
  void aTableIsReadWithColumnsInAnyOrderAndNumbersAsTheyAreDialled() {
    var sheet =
        read(
            """
            numbers,name,company
            06 12 34 56 78; +33123456789 ;0612345678,"Dupont, Carol",
            +390612345678,,Forno
            """);

    assertThat(sheet.faults()).isEmpty();
    assertThat(sheet.rows()).isEqualTo(2);
    assertThat(sheet.cards())
        .containsExactly(
            new ContactCard(
                "Dupont, Carol", "", List.of(new E164("+33612345678"), new E164("+33123456789"))),
            new ContactCard("", "Forno", List.of(new E164("+390612345678"))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Carol,|numbers|required",
        "Carol,;|numbers|required",
        "Carol,12|numbers|malformed",
        "Carol,+33612345678;3.36E+10|numbers|malformed",
        ",+33612345678|row|required",
        "Carol,0612345678,x|row|cell_count",
        "Carol|row|cell_count"
      })
  void eachFaultIsToldByLineAndColumn(String row, String column, String code) {
    var sheet = read("name,numbers\nBob,0612345678\n" + row + "\n");

    assertThat(sheet.faultCount()).isEqualTo(1);
    assertThat(sheet.faults())
        .extracting(RowFault::line, RowFault::column, RowFault::code)
        .containsExactly(Tuple.tuple(3L, column, code));
    assertThat(sheet.cards()).hasSize(1);
  }

  @Test
  void aRowThatSaysTheSameAsAnotherIsAFault() {
    var sheet = read("name,numbers\nBob,0612345678\nBob,+33612345678\nBob,0612345679\n");

    assertThat(sheet.faults())
        .extracting(RowFault::line, RowFault::code)
        .containsExactly(Tuple.tuple(3L, "duplicate_row"));
  }

  @Test
  void tooMuchIsRefused() {
    var name = "n".repeat(ContactCard.LONGEST + 1);
    var numbers = new StringBuilder("+33612345600");
    for (int i = 1; i <= ContactCard.MOST_NUMBERS; i++) {
      numbers.append(";+336123456").append(10 + i);
    }

    var sheet = read("name,numbers\n" + name + "," + numbers + "\n");

    assertThat(sheet.faults())
        .extracting(RowFault::column, RowFault::code)
        .containsExactlyInAnyOrder(
            Tuple.tuple("name", "too_long"), Tuple.tuple("numbers", "too_many"));
    assertThat(
            read("name,numbers\n" + "Bob,+3361\n".repeat(ContactSheet.MOST_ROWS + 1)).faultCount())
        .isEqualTo(ContactSheet.MOST_ROWS + 1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "name,telephone\\n|telephone|unknown_column",
        "name;numbers\\n|row|semicolons",
        "name\\n|numbers|required",
        "name,numbers\\n|row|empty",
        "''|row|empty",
        "name,numbers\\n\"Bob,+33612345678\\n|row|open_quote"
      })
  void aTableThatIsNoneIsToldWhy(String table, String column, String code) {
    assertThat(read(table.replace("\\n", "\n")).faults())
        .extracting(RowFault::column, RowFault::code)
        .contains(Tuple.tuple(column, code));
  }

  @Test
  void otherEncodingsAreNotGuessed() {
    var sheet = read("name,numbers\nZoé,+33612345678\n".getBytes(ISO_8859_1));

    assertThat(sheet.faults()).extracting(RowFault::code).containsExactly("not_utf8");
  }

  private static ContactSheet read(String text) {
    return read(text.getBytes(UTF_8));
  }

  private static ContactSheet read(byte[] bytes) {
    try {
      return ContactSheet.read(new ByteArrayInputStream(bytes), "FR");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
