package io.pronto.core.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.transcript.Party;
import io.pronto.core.transcript.SpokenWord;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is found in what people say. */
class FinderTest {
  private static final String CARD = "4970101234567893";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          en | it is four nine seven oh one oh one two three four five six seven eight nine three thanks | it is [card] thanks
          en | four nine seventy ten twelve thirty four fifty six seventy eight ninety three | [card]
          en | forty nine seventy ten double two thirty four fifty six seventy eight ninety one | [card]
          en | number 4970 1012 3456 7893 please | number [card] please
          en | number 4970-1012-3456-7893 please | number [card] please
          en | number 4970101234567893 please | number [card] please
          en | forty nine seventy then ten twelve okay thirty four fifty six um seventy eight ninety three bye | [card] bye
          fr | quarante-neuf soixante-dix dix douze trente-quatre cinquante-six soixante-dix-huit quatre-vingt-treize merci | [carte] merci
          fr | quarante neuf soixante dix dix douze trente quatre cinquante six soixante dix huit quatre vingt treize | [carte]
          fr | quatre mille neuf cent soixante-dix mille douze trois mille quatre cent cinquante-six sept mille huit cent quatre-vingt-treize | [carte]
          fr | le numéro quatre neuf sept zéro oui un zéro un deux et ensuite trois quatre cinq six d'accord sept huit neuf trois | le numéro [carte]
          it | quarantanove settanta dieci dodici trentaquattro cinquantasei settantotto novantatré grazie | [carta] grazie
          it | quattro nove sette zero ok uno zero uno due poi tre quattro cinque sei sette otto nove tre | [carta]
          it | quattromilanovecentosettanta milledodici tremilaquattrocentocinquantasei settemilaottocentonovantatré | [carta]
          """)
  void cardNumbersAreFoundHoweverTheyAreRead(String language, String said, String masked) {
    assertThat(masked(language, said)).isEqualTo(masked);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          en | four nine seven oh one oh one two three four five six seven eight nine three one moment | [card] one moment
          en | oh okay it's four nine seven oh one oh one two three four five six seven eight nine three | oh okay it's [card]
          en | the other one it's four nine seven oh one oh one two three four five six seven eight nine three | the other one it's [card]
          en | one two four nine seven oh one oh one two three four five six seven eight nine three bye | one two [card] bye
          fr | quarante-neuf soixante-dix dix douze trente-quatre cinquante-six soixante-dix-huit quatre-vingt-treize un instant | [carte] un instant
          it | quattro nove sette zero uno zero uno due tre quattro cinque sei sette otto nove tre una domanda | [carta] una domanda
          """)
  void smallNumbersNextToItHideNone(String language, String said, String masked) {
    assertThat(masked(language, said)).isEqualTo(masked);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          en | it is 4970 1012 sorry wait 3456 7893 bye | it is [card] bye
          en | four nine seven oh one oh one two sorry wait a moment three four five six seven eight nine three bye | [card] bye
          en | 4970 1012 hmm 3456 [unk] 7893 | [card]
          fr | quatre neuf sept zéro un zéro un deux pardon attends une seconde trois quatre cinq six sept huit neuf trois | [carte]
          fr | 4970 1012 non pardon un instant 3456 7893 merci | [carte] merci
          it | quattro nove sette zero uno zero uno due scusi tre quattro cinque sei sette otto nove tre | [carta]
          en | 4970 1012 but this is not at all what I wanted to tell you 3456 7893 | 4970 1012 but this is not at all what I wanted to tell you 3456 7893
          """)
  void aFewOtherWordsWithinItHideNone(String language, String said, String masked) {
    assertThat(masked(language, said)).isEqualTo(masked);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          en | so it's valid that's two hundred and fifty euros
          en | so it's valid and that makes three hundred twenty eight pounds
          en | well I'll call you back at four thirty
          en | well the shop is open until four thirty
          fr | donc elle est valable et cela fait deux cent trente euros
          fr | donc à la fin cela fait trois cent quinze
          it | quindi resto fino alle quattro e trenta
          """)
  void pricesAndHoursAfterANumberStay(String language, String said) {
    var customer = new Said(language).digits(CARD).pause(12_000).text(said);

    var found = search(language, customer.words, List.of());

    assertThat(Said.text(found.words().get(Party.CALLER)))
        .isEqualTo(Kind.CARD.mask(language) + ' ' + said);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          en | my iban is G B two nine N W B K six oh one six one three three one nine two six eight one nine thanks | my iban is [iban] thanks
          en | golf bravo twenty nine november whiskey bravo kilo sixty sixteen thirteen thirty one ninety two sixty eight nineteen | [iban]
          en | GB29NWBK60161331926819 | [iban]
          en | GB29 NWBK 6016 1331 9268 19 | [iban]
          fr | iban effe erre quatorze vingt zéro quarante et un zéro un zéro zéro cinq zéro cinq zéro zéro zéro un trois emme zéro deux six zéro six voilà | iban [iban] voilà
          fr | F R quatorze vingt zéro quarante et un zéro un zéro zéro cinq zéro cinq zéro zéro zéro un trois M comme Marie zéro deux six zéro six | [iban]
          it | i ti sessanta ics zero cinque quattro due otto uno uno uno zero uno zero zero zero zero zero zero uno due tre quattro cinque sei grazie | [iban] grazie
          it | I T come Torino sessanta X come xilofono zero cinque quattro due otto uno uno uno zero uno zero zero zero zero zero zero uno due tre quattro cinque sei | [iban]
          """)
  void accountNumbersAreFoundLetterByLetter(String language, String said, String masked) {
    assertThat(masked(language, said)).isEqualTo(masked);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          en | security code | one two three | expires | oh nine twenty eight | [code] | [expiry]
          en | the three digits on the back | one two three four | expiry date | december twenty eight | [code] | [expiry]
          fr | le cryptogramme au dos | cent vingt-trois | date d'expiration | zéro neuf vingt-huit | [code] | [expiration]
          it | il codice di sicurezza | uno due tre | la scadenza | zero nove ventotto | [codice] | [scadenza]
          """)
  void whatIsAskedForAboutACardIsMaskedToo(
      String language,
      String ask,
      String code,
      String askDate,
      String date,
      String codeMask,
      String dateMask) {
    var customer =
        new Said(language).digits(CARD).pause(12_000).text(code).pause(12_000).text(date);
    long asked = customer.words.get(16).start().toMillis();
    var agent = new Said(language).pause((int) asked - 2_500).text(ask);
    int dateWords = date.split(" ").length;
    long dated = customer.words.get(customer.words.size() - dateWords).start().toMillis();
    int spent = (int) agent.words.getLast().end().toMillis() + 20;
    agent.pause((int) dated - 2_000 - spent).text(askDate);

    var found = search(language, customer.words, agent.words);

    assertThat(Said.text(found.words().get(Party.CALLER)))
        .isEqualTo(Kind.CARD.mask(language) + ' ' + codeMask + ' ' + dateMask);
    assertThat(found.words().get(Party.CALLED)).isEqualTo(agent.words);
  }

  @Test
  void whatFollowsANumberAtOnceGoesWithIt() {
    assertThat(
            masked(
                "en",
                "four nine seven oh one oh one two three four five six seven eight nine three oh"
                    + " nine two eight one two three bye"))
        .isEqualTo("[card] bye");
  }

  @Test
  void theOtherPartyMayRepeatItOrPartsOfIt() {
    var customer = new Said("en").digits(CARD).words;
    var agent =
        new Said("en")
            .pause(8_000)
            .text("so that was")
            .digits("4970")
            .text("again please")
            .digits("123456")
            .text("and order number")
            .digits("5512")
            .words;

    var found = search("en", customer, agent);

    assertThat(Said.text(found.words().get(Party.CALLED)))
        .isEqualTo("so that was [card] again please [card] and order number five five one two");
    assertThat(found.spans()).extracting(Span::party).contains(Party.CALLER, Party.CALLED);
  }

  @Test
  void aNumberThatTheOtherInterruptsIsOne() {
    var customer =
        new Said("fr").digits(CARD.substring(0, 8)).pause(4_000).digits(CARD.substring(8));
    var agent = new Said("fr").pause(3_000).text("oui allez-y");

    var found = search("fr", customer.words, agent.words);

    assertThat(Said.text(found.words().get(Party.CALLER))).isEqualTo("[carte]");
    assertThat(Said.text(found.words().get(Party.CALLED))).isEqualTo("oui allez-y");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          fr | rappelez-moi au zéro six douze trente-quatre cinquante-six soixante-dix-huit demain
          fr | le treize novembre deux mille vingt-six à quatorze heures trente
          fr | le code postal soixante-quinze mille onze et le code de la porte douze B
          it | il mio numero è tre quattro sette uno due tre quattro cinque sei sette
          it | l'ordine numero quattromilaottocentododici del duemilaventisei
          en | order number four five one two seven eight nine nine from the ninth of may twenty twenty six
          en | call me on plus four four seven seven double oh nine hundred one two three
          en | it costs twelve hundred and fifty pounds for three of them and you are in room two oh four
          en | my code is one two three four
          """)
  void otherNumbersStay(String language, String said) {
    assertThat(masked(language, said)).isEqualTo(said);
  }

  /** How often it finds and how often it takes what it should not: reported, and bounded. */
  @Test
  void recallAndFalsePositivesAreCounted() {
    var random = new Random(20);
    int numbers = 0;
    int found = 0;
    int others = 0;
    int taken = 0;
    for (int i = 0; i < 300; i++) {
      for (var language : Said.LANGUAGES) {
        numbers++;
        var beginning = List.of("4", "51", "2221", "37").get(i % 4);
        var card = Said.card(random, beginning, beginning.equals("37") ? 15 : 16);
        var said = new Said(language).text("xyz");
        switch (i % 3) {
          case 0 -> said.digits(card);
          case 1 -> said.grouped(card, Said.fours(card.length()));
          default -> said.grouped(card, random);
        }
        found += search(language, said.text("xyz").words, List.of()).spans().size();
        for (int length : new int[] {4, 5, 6, 8, 9, 10, 11, 12}) { // dates, orders, telephones
          others++;
          var other = new Said(language).text("xyz").grouped(Said.random(random, length), random);
          taken += search(language, other.text("xyz").words, List.of()).spans().size();
        }
      }
    }
    int long16 = 0;
    for (int i = 0;
        i < 900;
        i++) { // references as long as a card number: one in ten looks like one
      var other = new Said("en").text("xyz").digits(Said.random(random, 16)).text("xyz");
      long16 += search("en", other.words, List.of()).spans().size();
    }
    System.out.printf(
        "Card numbers found: %d of %d; others taken: %d of %d; of 16 random digits: %d of 900%n",
        found, numbers, taken, others, long16);
    assertThat(found).isEqualTo(numbers);
    assertThat(taken).isZero();
    assertThat(long16).as("one in ten passes Luhn").isBetween(60, 120);
  }

  private static String masked(String language, String said) {
    return Said.text(
        search(language, new Said(language).text(said).words, List.of()).words().get(Party.CALLER));
  }

  private static Finder.Findings search(
      String language, List<SpokenWord> caller, List<SpokenWord> called) {
    return Finder.search(Map.of(Party.CALLER, caller, Party.CALLED, called), language);
  }
}
