package io.pronto.media.codec;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class WavTest {
  @Test
  void chunksThatAreNotKnownArePassedOver() throws IOException {
    var file = wav(8000);

    assertThat(Wav.samples(file)).containsExactly((short) 1, (short) -2, (short) 3);
  }

  @Test
  void anotherRateIsRefused() {
    assertThatThrownBy(() -> Wav.samples(wav(44_100)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("8 kHz");
  }

  @Property
  void damagedFilesAreRefusedOrRead(
      @ForAll @IntRange(max = 61) int at, @ForAll byte value, @ForAll @Size(max = 40) byte[] tail)
      throws IOException {
    var file = wav(8000);
    file[at] = value;
    try {
      assertThat(Wav.samples(file)).isNotNull();
      Wav.samples(tail);
    } catch (IOException refused) {
      assertThat(refused).hasMessageContaining("WAV");
    }
  }

  private static byte[] wav(int rate) {
    return ByteBuffer.allocate(62)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put("RIFF".getBytes(US_ASCII))
        .putInt(54)
        .put("WAVEfmt ".getBytes(US_ASCII))
        .putInt(16)
        .putShort((short) 1)
        .putShort((short) 1)
        .putInt(rate)
        .putInt(2 * rate)
        .putShort((short) 2)
        .putShort((short) 16)
        .put("LIST".getBytes(US_ASCII))
        .putInt(3)
        .putInt(0)
        .put("data".getBytes(US_ASCII))
        .putInt(6)
        .putShort((short) 1)
        .putShort((short) -2)
        .putShort((short) 3)
        .array();
  }
}
