package io.pronto.core.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiscretionTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          en | my card is four nine seven oh | my card is […]
          en | forty nine seventy | […]
          en | call me at nine or ten | call me at nine or ten
          en | three cats and twelve dogs | three cats and twelve dogs
          fr | quatre mille neuf cent soixante-dix merci | […] merci
          fr | il y en a quatre-vingt-dix-sept | il y en a quatre-vingt-dix-sept
          it | quattro nove sette zero grazie | […] grazie
          """)
  void fourDigitsInARowAreNotShownWhileNobodyKnowsHowTheyGoOn(
      String language, String said, String shown) {
    assertThat(Discretion.shown(said, language)).isEqualTo(shown);
  }
}
