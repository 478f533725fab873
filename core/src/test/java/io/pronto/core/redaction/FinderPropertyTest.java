package io.pronto.core.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.transcript.Party;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class FinderPropertyTest {
  @Provide
  Arbitrary<String> languages() {
    return Arbitraries.of(Said.LANGUAGES);
  }

  @Property(tries = 600)
  void anyNumberThatPassesLuhnIsFoundInAnyGrouping(
      @ForAll @From("languages") String language,
      @ForAll long seed,
      @ForAll @IntRange(min = 13, max = 19) int length) {
    var random = new Random(seed);
    var card = Said.card(random, String.valueOf(1 + random.nextInt(9)), length);
    var said = new Said(language).text("xyz").grouped(card, random).text("xyz");

    var found = Finder.search(Map.of(Party.CALLER, said.words), language);

    assertThat(Said.text(found.words().get(Party.CALLER)))
        .as("%s: %s", card, Said.text(said.words))
        .isEqualTo("xyz " + Kind.CARD.mask(language) + " xyz");
    var span = found.spans().getFirst();
    assertThat(span.fromMillis()).isEqualTo(said.words.get(1).start().toMillis());
    assertThat(span.toMillis()).isEqualTo(said.words.get(said.words.size() - 2).end().toMillis());
  }

  /** Other than those that hold a part which may be a card number, with other digits around it. */
  @Property(tries = 600)
  void digitsThatFailLuhnStay(
      @ForAll @From("languages") String language,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 18) int length) {
    var random = new Random(seed);
    var digits = Said.random(random, length);
    if (length >= 13 && Said.sum(digits) % 10 == 0) {
      digits = digits.substring(0, length - 1) + (digits.charAt(length - 1) == '9' ? '8' : '9');
    }
    Assume.that(!holdsACard(digits));
    var said = new Said(language).text("xyz").digits(digits).text("xyz");

    var found = Finder.search(Map.of(Party.CALLER, said.words), language);

    assertThat(found.spans()).as(digits).isEmpty();
    assertThat(found.words().get(Party.CALLER)).isEqualTo(said.words);
  }

  private static boolean holdsACard(String digits) {
    for (int from = 0; from < digits.length(); from++) {
      for (int to = from + 14; to <= digits.length(); to++) {
        boolean whole = from == 0 && to == digits.length();
        if (!whole && Said.sum(digits.substring(from, to)) % 10 == 0) {
          return true;
        }
      }
    }
    return false;
  }

  @Property(tries = 300)
  void nothingButWhatWasFoundIsChanged(
      @ForAll @From("languages") String language, @ForAll long seed) {
    var random = new Random(seed);
    var said = new Said(language);
    for (int i = 0; i < 6; i++) {
      switch (random.nextInt(4)) {
        case 0 -> said.grouped(Said.card(random, "4", 16), random);
        case 1 -> said.digits(Said.random(random, 1 + random.nextInt(12)));
        case 2 -> said.text("xyz comme et oui code iban double cent");
        default -> said.pause(random.nextInt(20_000));
      }
    }
    var other = new Said(language).digits(Said.random(random, 20));
    var words = Map.of(Party.CALLER, said.words, Party.CALLED, other.words);

    var found = Finder.search(words, language);

    for (var party : List.of(Party.CALLER, Party.CALLED)) {
      var kept =
          words.get(party).stream()
              .filter(
                  word ->
                      found.spans().stream()
                          .noneMatch(
                              span ->
                                  span.party() == party
                                      && word.start().toMillis() >= span.fromMillis()
                                      && word.end().toMillis() <= span.toMillis()))
              .toList();
      assertThat(found.words().get(party).stream().filter(w -> !w.text().startsWith("[")))
          .isEqualTo(kept);
    }
  }
}
