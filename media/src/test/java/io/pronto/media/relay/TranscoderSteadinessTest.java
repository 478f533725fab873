package io.pronto.media.relay;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.pronto.media.Direction;
import io.pronto.media.Remote;
import io.pronto.media.RtpFormat;
import io.pronto.media.codec.Codec;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Long calls, faster than they are. */
class TranscoderSteadinessTest {
  private static final long PACKET = 20_000_000;
  private static final RtpFormat NOISE = new RtpFormat(13, "CN", 8000);

  private long made;
  private int lastSequence = -1;
  private boolean inOrder = true;
  private int sequence = 65_000;
  private int timestamp = -100_000;
  private double now = 1;

  @ParameterizedTest
  @CsvSource({"PCMA, PCMU, 0.9995", "PCMA, PCMU, 1.0005", "G722, PCMA, 1.0005"})
  void aClockThatIsOffBy500PpmForTenMinutesNeitherLosesNorAddsAPacket(
      Codec from, Codec to, double rate) {
    try (var transcoder = transcoder(from, to)) {
      for (int i = 0; i < 30_000; i++) {
        speak(transcoder, from, rate);
        if (i % 10 == 0) {
          transcoder.tick((long) now);
        }
      }
    }

    assertThat(made).isBetween(29_999L, 30_000L);
    assertThat(inOrder).as("one after the other").isTrue();
  }

  @Test
  void whoFallsSilentAgainAndAgainTakesNoMemory() {
    try (var transcoder = transcoder(Codec.PCMA, Codec.OPUS)) {
      converse(transcoder, 300);

      long before = allocated();
      converse(transcoder, 1_000);
      long bytes = allocated() - before;

      assertThat(bytes / 1_000).as(bytes + " bytes in all").isLessThan(2_000);
      assertThat(made).isGreaterThan(1_300 * 10);
    }
  }

  /** So often 100 ms of speech, noise described, and 200 ms of it. */
  private void converse(Transcoder transcoder, int times) {
    for (int i = 0; i < times; i++) {
      for (int j = 0; j < 5; j++) {
        speak(transcoder, Codec.PCMA, 1);
      }
      take(transcoder, packet(NOISE.payloadType(), 1).put(12, (byte) 50));
      for (int j = 0; j < 10; j++) {
        now += PACKET;
        timestamp += 160;
        transcoder.beat((long) now);
      }
      transcoder.tick((long) now);
    }
  }

  private void speak(Transcoder transcoder, Codec codec, double rate) {
    now += PACKET * rate;
    take(transcoder, packet(codec.format().payloadType(), 160));
    timestamp += codec.clockRate() / 50;
  }

  private void take(Transcoder transcoder, ByteBuffer packet) {
    assertThat(transcoder.takes(RtpHeader.payloadType(packet))).isTrue();
    transcoder.take(packet, (long) now);
  }

  private ByteBuffer packet(int payloadType, int payload) {
    return ByteBuffer.allocate(12 + payload)
        .put(0, (byte) 0x80)
        .put(1, (byte) payloadType)
        .putShort(2, (short) sequence++)
        .putInt(4, timestamp)
        .putInt(8, 77);
  }

  private Transcoder transcoder(Codec from, Codec to) {
    return Transcoder.of(Conversion.between(remote(from), remote(to)).orElseThrow(), this::count);
  }

  private boolean count(ByteBuffer packet) {
    int number = RtpHeader.sequence(packet);
    inOrder &= lastSequence < 0 || number == (lastSequence + 1 & 0xFFFF);
    lastSequence = number;
    made++;
    return true;
  }

  private static Remote remote(Codec codec) {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 4_000);
    return new Remote(address, List.of(codec.format(), NOISE), Direction.SENDRECV);
  }

  private static long allocated() {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    return threads.getCurrentThreadAllocatedBytes();
  }
}
