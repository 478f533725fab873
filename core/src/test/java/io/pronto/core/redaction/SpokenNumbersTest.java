package io.pronto.core.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.redaction.SpokenNumbers.Part;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpokenNumbersTest {
  @ParameterizedTest
  @CsvSource({
    "fr, 0612345678, zéro six douze trente-quatre cinquante-six soixante-dix-huit",
    "fr, 0612345678, zéro six douze trente quatre cinquante six soixante dix huit",
    "fr, 0612346018, zéro six douze trente quatre soixante dix huit",
    "fr, 0612346018, zéro six douze trente-quatre soixante dix-huit",
    "fr, 0699979180, zéro six quatre-vingt-dix-neuf quatre-vingt-dix-sept quatre-vingt-onze"
        + " quatre-vingts",
    "fr, 0671204797, zéro six soixante et onze vingt quarante-sept quatre vingt dix sept",
    "fr, 33612345678, plus trente-trois six douze trente-quatre cinquante-six soixante-dix-huit",
    "fr, 0033612345678, double zéro trente-trois six douze trente-quatre cinquante-six"
        + " soixante-dix-huit",
    "fr, 0612345678, zéro six euh douze oui trente-quatre d'accord cinquante-six soixante-dix-huit",
    "fr, 0800123456, zéro huit cents cent vingt-trois quatre cent cinquante-six",
    "fr, 0612345678, 061 234 cinquante-six 78",
    "fr, 39024100, trois mille neuf cent deux quatre cent dix zéro",
    "it, 3351234567, tre tre cinque uno due tre quattro cinque sei sette",
    "it, 3351234567, tre tre cinque dodici trentaquattro cinquantasei sette",
    "it, 393351234567, più trentanove tre tre cinque uno due tre quattro cinque sei sette",
    "it, 0698765432, zero sei novantotto settantasei cinquantaquattro trentadue",
    "en, 0791123456, oh seven nine double one two three four five six",
    "en, 0799912345, oh seven triple nine twelve thirty-four five",
    "en, 447911123456, plus forty four seven nine double one one two three four five six"
  })
  void aNumberIsReadHoweverItIsSaid(String language, String number, String text) {
    var said = new Said(language).text("xyz " + text + " xyz");
    var words = said.words.size();

    var numbers = new SpokenNumbers(said.words, language);

    int first = text.startsWith("plus") || text.startsWith("più") ? 2 : 1;
    assertThat(numbers.parts(List.of(number))).containsExactly(new Part(first, words - 1));
    assertThat(numbers.beginnings()).contains(number.substring(0, 7));
    assertThat(numbers.endings()).contains(number.substring(number.length() - 7));
  }

  @ParameterizedTest
  @CsvSource({
    "fr, 0612345678, zéro six douze trente-quatre cinquante-six soixante-dix-neuf",
    "fr, 0612345678, six douze trente-quatre cinquante-six soixante-dix-huit",
    "fr, 0612345678, zéro six douze trente-quatre je regarde cinquante-six soixante-dix-huit",
    "it, 3351234567, tre tre cinque uno due tre quattro cinque sei",
    "en, 0791123456, oh seven nine one two three four five six"
  })
  void noOtherNumberIs(String language, String number, String text) {
    var said = new Said(language).text(text);

    assertThat(new SpokenNumbers(said.words, language).parts(List.of(number))).isEmpty();
  }
}
