package io.pronto.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.media.secure.SrtpKey;
import io.pronto.media.secure.SrtpProfile;
import io.pronto.media.secure.SrtpReceiver;
import io.pronto.media.secure.SrtpSender;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** The SRTP of a peer: protects what it says, opens what it hears. */
final class Cipherer {
  private final SrtpSender sender;
  private final SrtpReceiver receiver;

  Cipherer(SrtpKey own, SrtpKey others) {
    sender = new SrtpSender(own);
    receiver = new SrtpReceiver(others, 0);
  }

  byte[] protect(byte[] packet) {
    var buffer = buffer(packet);
    assertThat(sender.protect(buffer)).isTrue();
    return Arrays.copyOf(buffer.array(), buffer.limit());
  }

  byte[] open(byte[] packet) {
    var buffer = ByteBuffer.wrap(packet);
    assertThat(receiver.open(buffer)).isTrue();
    return Arrays.copyOf(packet, buffer.limit());
  }

  byte[] protectControl(byte[] packet) {
    var buffer = buffer(packet);
    assertThat(sender.protectControl(buffer)).isTrue();
    return Arrays.copyOf(buffer.array(), buffer.limit());
  }

  byte[] openControl(byte[] packet) {
    var buffer = ByteBuffer.wrap(packet);
    assertThat(receiver.openControl(buffer)).isTrue();
    return Arrays.copyOf(packet, buffer.limit());
  }

  private static ByteBuffer buffer(byte[] packet) {
    return ByteBuffer.allocate(packet.length + SrtpProfile.MOST_ADDED).put(packet).flip();
  }
}
