package io.pronto.media.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class G711Test {
  @ParameterizedTest
  @EnumSource
  void everyCodeStandsForItself(G711 law) {
    for (int code = 0; code < 256; code++) {
      short sample = law.decode((byte) code);
      assertThat(law.decode(law.encode(sample))).isEqualTo(sample);
    }
  }

  @Test
  void theEndsOfTheScaleAreThoseOfTheRecommendation() {
    assertThat(G711.PCMA.decode((byte) 0xD5)).isEqualTo((short) 8);
    assertThat(G711.PCMA.decode((byte) 0xAA)).isEqualTo((short) 32_256);
    assertThat(G711.PCMA.decode((byte) 0x2A)).isEqualTo((short) -32_256);
    assertThat(G711.PCMU.decode((byte) 0xFF)).isZero();
    assertThat(G711.PCMU.decode((byte) 0x80)).isEqualTo((short) 32_124);
    assertThat(G711.PCMU.decode((byte) 0x00)).isEqualTo((short) -32_124);
    assertThat(G711.PCMU.silence()).isEqualTo((byte) 0xFF);
    assertThat(G711.PCMA.silence()).isEqualTo((byte) 0xD5);
  }

  @Property
  void aSampleComesBackWithinItsStep(@ForAll short sample, @ForAll G711 law) {
    int back = law.decode(law.encode(sample));

    assertThat(back).isCloseTo(sample, within(Math.max(10, Math.abs(sample) / 30 + 8)));
  }
}
