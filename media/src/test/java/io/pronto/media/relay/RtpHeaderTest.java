package io.pronto.media.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RtpHeaderTest {
  @Property
  void noBytesWhateverMakeItFail(@ForAll @Size(max = 300) byte[] bytes) {
    var packet = ByteBuffer.wrap(bytes);

    boolean wellFormed = RtpHeader.wellFormed(packet);

    assertThat(wellFormed && bytes.length < RtpHeader.LENGTH).isFalse();
    assertThat(packet.position()).isZero();
  }

  @Property
  void sourcesExtensionAndPaddingMustFit(
      @ForAll @IntRange(max = 15) int sources,
      @ForAll @IntRange(max = 40) int extensionWords,
      @ForAll @IntRange(max = 60) int padding,
      @ForAll @IntRange(min = 12, max = 300) int length) {
    int header = 12 + 4 * sources + 4 + 4 * extensionWords;
    var packet = ByteBuffer.allocate(length).put(0, (byte) (0xB0 | sources));
    if (header - 4 * extensionWords <= length) {
      packet.putShort(header - 4 * extensionWords - 2, (short) extensionWords);
    }
    packet.put(length - 1, (byte) padding);

    boolean extensionCut = header + 1 > length;
    boolean fits = !extensionCut && padding > 0 && header + padding <= length;

    if (!extensionCut) {
      assertThat(RtpHeader.wellFormed(packet)).isEqualTo(fits);
    } else {
      assertThat(RtpHeader.wellFormed(packet)).isFalse();
    }
  }

  @Test
  void thePayloadTypeIsChangedAndTheMarkerKept() {
    var packet = ByteBuffer.allocate(12).put(1, (byte) (0x80 | 96));

    RtpHeader.payloadType(packet, 111);

    assertThat(packet.get(1) & 0xFF).isEqualTo(0x80 | 111);
  }
}
