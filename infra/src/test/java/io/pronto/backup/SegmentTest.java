package io.pronto.backup;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SegmentTest {
  @Test
  void namesAndPlacesAreThoseOfPostgres() {
    var segment = Segment.at(1, "2/FF000060");

    assertThat(segment.name()).isEqualTo("0000000100000002000000FF");
    assertThat(segment.next().name()).isEqualTo("000000010000000300000000");
    assertThat(segment.next().begin()).isEqualTo("3/0");
    assertThat(Segment.of(segment.name())).isEqualTo(segment);
  }
}
