package io.pronto.media.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.media.Direction;
import io.pronto.media.Remote;
import io.pronto.media.RtpFormat;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class SoundTest {
  private static final int PCMA = 8;
  private static final int GSM = 3;
  private static final int NOISE = 13;
  private static final int UNKNOWN = 77;

  private final Sound sound = new Sound();

  @Test
  void whatWasNeverAgreedIsNeitherSoundNorSilence() {
    tune(new RtpFormat(PCMA, "PCMA", 8000), new RtpFormat(GSM, "GSM", 8000));
    sound.packet(PCMA, packet(1, 1), 1);

    sound.packet(UNKNOWN, packet(1, 2), 2);
    sound.packet(NOISE, packet(1, 2), 3);

    assertThat(sound.isSilent()).isTrue();
    assertThat(sound.sounding()).isZero();
  }

  @Test
  void whatIsAgreedAndCannotBeJudgedIsSound() {
    tune(new RtpFormat(PCMA, "PCMA", 8000), new RtpFormat(GSM, "GSM", 8000));

    sound.packet(GSM, packet(1, 1), 1);

    assertThat(sound.isSilent()).isFalse();
    assertThat(sound.sounding()).isEqualTo(1);
  }

  private void tune(RtpFormat... formats) {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 4_000);
    sound.tune(new Remote(address, List.of(formats), Direction.SENDRECV));
  }

  private static ByteBuffer packet(int first, int others) {
    var packet = ByteBuffer.allocate(172).put(0, (byte) 0x80).put(12, (byte) first);
    for (int at = 13; at < packet.limit(); at++) {
      packet.put(at, (byte) others);
    }
    return packet;
  }
}
