package io.pronto.api.resource;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.time.api.constraints.InstantRange;

class TimeTextTest {
  private final TimeText text = new TimeText();

  @Property
  void readsAsTheInstantDoesWhateverWasWrittenBefore(
      @ForAll @InstantRange(min = "0001-01-01T00:00:00Z", max = "9999-12-31T23:59:59Z")
          Instant before,
      @ForAll @InstantRange(min = "0001-01-01T00:00:00Z", max = "9999-12-31T23:59:59Z")
          Instant now) {
    text.set(before);

    assertThat(written(now)).isEqualTo(now.toString());
  }

  @Example
  void hasAsManyDigitsAsAreNeeded() {
    for (var time :
        new String[] {
          "2026-11-28T00:00:00Z",
          "2026-11-28T23:59:59.120Z",
          "2026-11-28T12:00:00.000001Z",
          "1969-12-31T23:59:59.999999999Z"
        }) {
      assertThat(written(Instant.parse(time))).isEqualTo(time);
    }
  }

  private String written(Instant instant) {
    text.set(instant);
    return new String(text.bytes(), 0, text.length(), US_ASCII);
  }
}
