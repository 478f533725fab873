package io.pronto.core.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.redaction.SpokenNumbers.Part;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class SpokenNumbersPropertyTest {
  @Provide
  Arbitrary<String> languages() {
    return Arbitraries.of(Said.LANGUAGES);
  }

  @Property(tries = 400)
  void anyNumberIsFoundInAnyGrouping(
      @ForAll @From("languages") String language,
      @ForAll long seed,
      @ForAll @IntRange(min = 8, max = 13) int length) {
    var random = new Random(seed);
    var number = Said.random(random, length);
    var said = new Said(language).text("xyz").grouped(number, random).text("xyz");
    var numbers = new SpokenNumbers(said.words, language);

    assertThat(numbers.parts(List.of(number)))
        .as("%s: %s", number, Said.text(said.words))
        .containsExactly(new Part(1, said.words.size() - 1));
    assertThat(numbers.beginnings()).contains(number.substring(0, 7));
    assertThat(numbers.endings()).contains(number.substring(length - 7));
  }
}
