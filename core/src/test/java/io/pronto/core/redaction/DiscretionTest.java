package io.pronto.core.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.transcript.Party;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
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
    assertThat(new Discretion(language).guessed(Party.CALLER, said)).isEqualTo(shown);
    var spoken = new Said(language).text(said).words;
    assertThat(Said.text(new Discretion(language).said(Party.CALLER, spoken))).isEqualTo(shown);
  }

  @Test
  void aNumberThatIsSaidInPiecesIsNotShownFromTheFourthDigitOn() {
    var said = new Said("en");
    var discretion = new Discretion("en");

    assertThat(next(discretion, said, it -> it.digits("497"))).isEqualTo("four nine seven");
    assertThat(discretion.guessed(Party.CALLER, "oh one")).isEqualTo("[…]");
    assertThat(next(discretion, said, it -> it.pause(3_000).digits("01"))).isEqualTo("[…]");
    assertThat(next(discretion, said, it -> it.text("okay").digits("01"))).isEqualTo("okay […]");
    assertThat(next(discretion, said, it -> it.text("sorry wait").pause(2_000)))
        .isEqualTo("sorry wait");
    assertThat(next(discretion, said, it -> it.digits("2").text("thanks"))).isEqualTo("[…] thanks");
    assertThat(next(discretion, said, it -> it.pause(11_000).text("we are three")))
        .isEqualTo("we are three");
  }

  @Test
  void eachPartysNumbersAreItsOwn() {
    var discretion = new Discretion("en");

    discretion.said(Party.CALLER, new Said("en").digits("497").words);

    assertThat(discretion.guessed(Party.CALLED, "one")).isEqualTo("one");
  }

  @Test
  void aSecurityCodeIsNotShownWhoeverNamesIt() {
    var discretion = new Discretion("fr");
    var asked = new Said("fr").text("et le cryptogramme").words;
    discretion.said(Party.CALLED, asked);

    var code = new Said("fr").pause(4_000).text("un deux trois voilà").words;
    assertThat(discretion.guessed(Party.CALLER, "un deux")).isEqualTo("[…]");
    assertThat(Said.text(discretion.said(Party.CALLER, code))).isEqualTo("[…] voilà");

    var later = new Said("fr").pause(40_000).text("un deux trois partez").words;
    assertThat(Said.text(discretion.said(Party.CALLER, later))).isEqualTo("un deux trois partez");
  }

  /** Has the caller say more; what is shown of that. */
  private static String next(Discretion discretion, Said said, Consumer<Said> more) {
    int before = said.words.size();
    more.accept(said);
    var words = List.copyOf(said.words.subList(before, said.words.size()));
    return Said.text(discretion.said(Party.CALLER, words));
  }
}
