package io.pronto.media.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Mutants;
import io.pronto.media.secure.SrtpKey;
import io.pronto.media.secure.SrtpProfile;
import io.pronto.media.secure.SrtpReceiver;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A fuzz target: one packet that has come to where RTCP is, on its way through the relay. */
class RtcpFuzzTest {
  private static final SrtpReceiver PROTECTED =
      new SrtpReceiver(SrtpKey.next(SrtpProfile.AES_CM_128_HMAC_SHA1_80), 0);

  private static final Pseudonym NAME = Pseudonym.next();

  @Test
  void reportsWhateverTheySayHarmNothing() {
    Mutants.feed(seeds(), 20_000, RtcpFuzzTest::fuzzerTestOneInput);
  }

  /** Called for each input. */
  public static void fuzzerTestOneInput(byte[] input) {
    PROTECTED.openControl(roomy(input));
    var packet = roomy(input);
    RtpHeader.isControl(packet);
    if (!Rtcp.wellFormed(packet)) {
      return;
    }
    var reports = new Rtcp();
    reports.sent(packet, 1);
    reports.received(packet, 2);
    assertThat(reports.lossPercent()).isBetween(0.0, 100.0);
    assertThat(reports.jitterTicks()).isNotNegative();
    assertThat(reports.score()).isBetween(0.0, 5.0);
    int first = packet.getInt(4);
    ReportTranslation.retime(packet, first, 1, 8_000, 2, 48_000);
    ReportTranslation.reportOf(packet, first, 3);
    ReportTranslation.rename(packet, first, 4);
    assertThat(Rtcp.wellFormed(packet)).isTrue();
    if (NAME.put(packet)) {
      assertThat(endOfLast(packet)).isEqualTo(packet.limit()).isGreaterThanOrEqualTo(8);
    }
  }

  /** Of a chain whose last link may be as short as its header. */
  private static int endOfLast(ByteBuffer packet) {
    int at = 0;
    while (at < packet.limit()) {
      at += 4 + 4 * (packet.getShort(at + 2) & 0xFFFF);
    }
    return at;
  }

  static List<byte[]> seeds() {
    return List.of(
        packet(0x80, 200, 28),
        packet(0x81, 200, 52),
        packet(0x81, 201, 32),
        packet(0x81, 202, 16),
        both(described(), packet(0x81, 203, 8)),
        both(new byte[] {(byte) 0x81, (byte) 201, 0, 0}, packet(0x80, 202, 8)),
        packet(0x81, 203, 8),
        block(7, 36),
        block(4, 12),
        block(5, 16),
        both(packet(0x81, 201, 32), block(7, 36)));
  }

  /** Two sources, one of which says two things of itself. */
  private static byte[] described() {
    return ByteBuffer.wrap(packet(0x82, 202, 24))
        .put(8, new byte[] {1, 1, 'a', 2, 1, 'b', 0, 0})
        .putInt(16, 78)
        .array();
  }

  private static byte[] both(byte[] one, byte[] other) {
    return ByteBuffer.allocate(one.length + other.length).put(one).put(other).array();
  }

  private static byte[] block(int type, int length) {
    var packet = ByteBuffer.wrap(packet(0x80, 207, 8 + length));
    return packet.put(8, (byte) type).putShort(10, (short) (length / 4 - 1)).array();
  }

  private static byte[] packet(int first, int type, int length) {
    return ByteBuffer.allocate(length)
        .put(0, (byte) first)
        .put(1, (byte) type)
        .putShort(2, (short) (length / 4 - 1))
        .putInt(4, 77)
        .array();
  }

  private static ByteBuffer roomy(byte[] packet) {
    int room = packet.length + 1_000 + SrtpProfile.MOST_ADDED;
    return ByteBuffer.allocate(room).put(packet).flip();
  }
}
