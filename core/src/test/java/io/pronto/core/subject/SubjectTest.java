package io.pronto.core.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubjectTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"+33612345678", "06 12 34 56 78", "0033 6 12 34 56 78", "+33 (0)6 12345678"})
  void aNumberIsReadHoweverItIsWritten(String text) {
    assertThat(Subject.read(text, "FR").value()).isEqualTo("+33612345678");
  }

  @Test
  void aNumberOfTheOwnCountryIsSoughtAsItIsDialledThereToo() {
    assertThat(Subject.read("+33612345678", "FR").spellings())
        .containsExactlyInAnyOrder("+33612345678", "33612345678", "0033612345678", "0612345678");
    assertThat(Subject.read("+33612345678", "IT").spellings()).doesNotContain("0612345678");
    assertThat(Subject.read("+33612345678", "FR").said())
        .contains("06 12 34 56 78", "06.12.34.56.78", "+33-6-12-34-56-78");
  }

  @ParameterizedTest
  @ValueSource(strings = {"+336123", "06 12 34", "0612", "12"})
  void halfANumberIsNobody(String text) {
    assertThatThrownBy(() -> Subject.read(text, "FR"))
        .isInstanceOfSatisfying(
            NotASubject.class, half -> assertThat(half.code()).isEqualTo("half_number"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Ada Lovelace", "", "%", "ada@", "+"})
  void whatIsNeitherNumberNorAddressIsRefused(String text) {
    assertThatThrownBy(() -> Subject.read(text, "FR"))
        .isInstanceOfSatisfying(
            NotASubject.class, half -> assertThat(half.code()).isEqualTo("malformed"));
  }

  @Test
  void anAddressIsTheSameInWhateverCase() {
    assertThat(Subject.read(" Ada@Example.ORG ", "FR").value()).isEqualTo("ada@example.org");
  }
}
