package io.pronto.core.contact;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DisplayNameTest {
  @ParameterizedTest
  @CsvSource({
    "Carol Dupont, Bakery, Carol Dupont (Bakery)",
    "'  Carol   Dupont ', '', Carol Dupont",
    "'', Bakery, Bakery",
    "Zoë Łukasz Ñ, Ö & Söhne, Zoë Łukasz Ñ (Ö & Söhne)",
    "Αλίκη, 東京, Αλίκη (東京)"
  })
  void aContactIsShownByNameAndCompany(String name, String company, String shown) {
    assertThat(DisplayName.of(name, company)).isEqualTo(shown);
  }

  @Test
  void whatWouldEndTheLineOrTheQuoteDoesNot() {
    assertThat(DisplayName.of("Carol \"the\\best\" <sip:x@y>", ""))
        .isEqualTo("Carol 'the/best' sip:x@y");
    assertThat(DisplayName.of("Carol\r\nVia: x\u0000\u0085\u2028y", ""))
        .isEqualTo("Carol Via: x y");
  }

  @Test
  void whatTurnsTheWritingAroundOrIsNotSeenIsLeftOut() {
    assertThat(DisplayName.of("\u202Eknab\u202C \u2066ruoY\u2069\u200B\uFEFF\u200F", ""))
        .isEqualTo("knab ruoY");
    assertThat(DisplayName.of("\u202E\u200D \u200B", "\uE000")).isEmpty();
  }

  @Test
  void aSignOfSeveralPartsStaysWhole() {
    var family = "👩\u200D👧 می\u200Cخواهم";

    assertThat(DisplayName.of(family, "")).isEqualTo(family);
  }

  @Test
  void aLongNameIsCutBetweenCharacters() {
    assertThat(DisplayName.of("😀".repeat(200), ""))
        .isEqualTo("😀".repeat(DisplayName.LONGEST - 1) + "…");
    assertThat(DisplayName.of("a".repeat(70), "b".repeat(70)))
        .isEqualTo("a".repeat(70) + " (" + "b".repeat(7) + "…");
    assertThat(DisplayName.of("\uD83D half", "\uDE00")).isEqualTo("half");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Carol", "BOULANGERIE DU PORT", "3M", "Αλίκη", "O'Neil & Sons"})
  void aNetworkIsBelievedWhereItTellsAName(String name) {
    assertThat(DisplayName.ofNetwork(name)).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  ",
        "+33612345678",
        "06 12 34 56 78",
        "Anonymous",
        " UNKNOWN ",
        "Unavailable",
        "Out of Area",
        "Boulang\uFFFDrie",
        "---",
        "\u202E\u200B"
      })
  void anythingElseOfANetworkIsNoName(String text) {
    assertThat(DisplayName.ofNetwork(text)).isEmpty();
  }

  @Property
  void whateverComesIsOneLineThatEndsNothing(@ForAll String name, @ForAll String company) {
    var shown = DisplayName.of(name, company);

    assertThat(shown.codePointCount(0, shown.length())).isLessThanOrEqualTo(DisplayName.LONGEST);
    assertThat(shown)
        .doesNotContainPattern("[\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}\"\\\\<>\\u202A-\\u202E]");
    assertThat(shown).isEqualTo(shown.strip());
  }
}
