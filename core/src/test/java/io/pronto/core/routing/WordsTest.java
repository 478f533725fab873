package io.pronto.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.call.HangupCause;
import io.pronto.core.rules.Finding;
import io.pronto.core.rules.Step;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WordsTest {
  @ParameterizedTest
  @ValueSource(strings = {"en", "fr", "it"})
  void thereAreWordsForEverythingThatCanBeFound(String language) {
    var words = Words.in(language);

    for (var finding : Finding.values()) {
      var step =
          Step.of(finding, Optional.empty(), "local_time", "2026-04-06T10:00", "why", "masked");
      assertThat(words.of(step)).as(finding.code()).isNotBlank().doesNotContain("{", "}");
    }
    assertThat(words.of(new Destination.Reject(HangupCause.CLOSED))).contains("480");
    assertThat(words.text("clock.skipped")).isNotBlank();
    assertThat(words.text("clock.repeated")).isNotBlank();
    for (var cause : HangupCause.values()) {
      assertThat(words.of(cause, 480)).as(cause.code()).contains("480").doesNotContain("{", "}");
    }
  }
}
