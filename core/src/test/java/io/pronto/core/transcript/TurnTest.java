package io.pronto.core.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TurnTest {
  @Test
  void turnsFollowEachOtherAsTheyWereSpoken() {
    var words =
        Map.of(
            Party.CALLER, List.of(word("good", 100), word("morning", 500), word("two", 9_000)),
            Party.CALLED, List.of(word("hello", 2_000), word("yes", 10_000)));

    assertThat(Turn.of(words))
        .containsExactly(
            turn(Party.CALLER, 100, 800, "good morning"),
            turn(Party.CALLED, 2_000, 2_300, "hello"),
            turn(Party.CALLER, 9_000, 9_300, "two"),
            turn(Party.CALLED, 10_000, 10_300, "yes"));
  }

  @Test
  void wordsSpokenAtOnceAreNotMixed() {
    var words =
        Map.of(
            Party.CALLER, List.of(word("one", 0), word("two", 400), word("three", 800)),
            Party.CALLED, List.of(word("stop", 300), word("it", 700)));

    assertThat(Turn.of(words)).extracting(Turn::text).containsExactly("one two three", "stop it");
  }

  @Test
  void whoSaidNothingHasNoTurn() {
    assertThat(Turn.of(Map.of(Party.CALLER, List.of()))).isEmpty();
  }

  private static Turn turn(Party party, int start, int end, String text) {
    return new Turn(party, Duration.ofMillis(start), Duration.ofMillis(end), text);
  }

  private static SpokenWord word(String text, int startMillis) {
    var start = Duration.ofMillis(startMillis);
    return new SpokenWord(text, start, start.plusMillis(300), 0.9);
  }
}
