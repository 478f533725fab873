package io.pronto.core.subject;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SaidNumberTest {
  private final SaidNumber said =
      new SaidNumber(Subject.read("+33612345678", "FR").spellings(), "erased-X");

  @ParameterizedTest
  @CsvSource({
    "ring 06 12 34 56 78.,              ring erased-X.",
    "ring 06-12-34-56-78 now,           ring erased-X now",
    "ring 061 234 5678,                 ring erased-X",
    "ring +33 6 12 34 56 78,            ring erased-X",
    "ring (0612345678),                 ring (erased-X)",
    "06 12 34 56 79,                    06 12 34 56 79",
    "06 12 34 56 781,                   06 12 34 56 781",
    "in 12 days of 78,                  in 12 days of 78"
  })
  void aNumberGoesHoweverItIsGroupedAndNoOther(String text, String left) {
    assertThat(said.erasedFrom(text, "en")).isEqualTo(left);
  }

  @ParameterizedTest
  @CsvSource({
    "fr, c'est le zéro six douze trente-quatre cinquante-six soixante-dix-huit merci, c'est le"
        + " erased-X merci",
    "fr, plus trente-trois six douze trente quatre cinquante six soixante dix huit., plus erased-X",
    "it, è lo 06 dodici trentaquattro cinquantasei settantotto, è lo erased-X",
    "en, oh six one two three four five six seven eight please, erased-X please",
    "en, oh six one two three four five six seven nine, oh six one two three four five six seven"
        + " nine"
  })
  void aNumberGoesWhereItIsSaidInWords(String language, String text, String left) {
    assertThat(said.erasedFrom(text, language)).isEqualTo(left);
  }

  @Test
  void inWordsItGoesWhereTwoSayItInTurnsAndFromTheTextThatIsMadeOfThem() {
    var words =
        new JsonObject()
            .put("caller", words(0, "zéro", "six", "douze"))
            .put(
                "called",
                words(1, "je", "note")
                    .addAll(words(5, "trente-quatre", "56", "soixante-dix-huit")));
    var text = SaidWords.text(words);

    var left = said.erasedFrom(words, "fr");

    assertThat(text(left, "caller")).isEqualTo("zéro six douze");
    words.put("called", words(5, "trente-quatre", "56", "soixante-dix-huit"));
    left = said.erasedFrom(words, "fr");
    assertThat(text(left, "caller") + " " + text(left, "called"))
        .isEqualTo("erased-X erased-X erased-X erased-X erased-X erased-X");
    assertThat(said.erasedFrom(SaidWords.text(words), words, left, "fr")).isEqualTo("erased-X");
    assertThat(text).contains("je");
  }

  @Test
  void anAddressGoesAndNoLongerOne() {
    var address = new SaidNumber(List.of("ada@example.org"), "erased-X");

    assertThat(
            address.erasedFrom("To Ada@Example.org, nada@example.org, ada@example.org.uk.", "en"))
        .isEqualTo("To erased-X, nada@example.org, ada@example.org.uk.");
  }

  @Test
  void wordsGoWhereTheirSequenceIsTheNumberAlsoOfTwoWhoSayIt() {
    var words =
        new JsonObject()
            .put("caller", words(0, "12", "o'clock", "06", "12", "34"))
            .put("called", words(5, "56", "78.", "78"));

    var left = said.erasedFrom(words, "en");

    assertThat(text(left, "caller")).isEqualTo("12 o'clock erased-X erased-X erased-X");
    assertThat(text(left, "called")).isEqualTo("erased-X erased-X. 78");
  }

  private static JsonArray words(int start, String... texts) {
    var words = new JsonArray();
    for (var text : texts) {
      words.add(new JsonObject().put("text", text).put("start", (double) start + words.size()));
    }
    return words;
  }

  private static String text(JsonObject words, String party) {
    return String.join(
        " ",
        words.getJsonArray(party).stream()
            .map(word -> ((JsonObject) word).getString("text"))
            .toList());
  }
}
