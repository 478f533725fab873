package io.pronto.media.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RtcpTest {
  @Property
  void noBytesWhateverMakeItFail(@ForAll @Size(max = 120) byte[] bytes) {
    var packet = ByteBuffer.wrap(bytes);
    var reports = new Rtcp();

    if (Rtcp.wellFormed(packet)) {
      reports.sent(packet, 0);
      reports.received(packet, 1);
    }

    assertThat(packet.position()).isZero();
  }

  @Property
  void whatLooksLikeReportsIsReadWithinItsBounds(@ForAll @Size(min = 8, max = 120) byte[] bytes) {
    var packet = ByteBuffer.wrap(bytes, 0, bytes.length & ~3).slice();
    packet.put(0, (byte) (0x80 | bytes[0] & 0x1F)).put(1, (byte) (200 + (bytes[1] & 1)));
    packet.putShort(2, (short) (packet.limit() / 4 - 1));
    var reports = new Rtcp();

    assertThat(Rtcp.wellFormed(packet)).isTrue();
    reports.sent(packet, 0);
    reports.received(packet, 1);
  }

  @Property
  void whatLooksLikeExtendedReportsIsReadWithinItsBounds(
      @ForAll @Size(min = 12, max = 120) byte[] bytes) {
    var packet = ByteBuffer.wrap(bytes, 0, bytes.length & ~3).slice();
    packet.put(0, (byte) 0x80).put(1, (byte) 207);
    packet.putShort(2, (short) (packet.limit() / 4 - 1));
    packet.put(8, (byte) (4 + Math.floorMod(bytes[8], 4))).put(10, (byte) 0);
    packet.put(11, (byte) (bytes[11] & 15));
    var reports = new Rtcp();

    assertThat(Rtcp.wellFormed(packet)).isTrue();
    reports.sent(packet, 0);
    reports.received(packet, 1);
    ReportTranslation.rename(packet, packet.getInt(4), 9);
    ReportTranslation.reportOf(packet, packet.getInt(8), 9);
  }

  @Test
  void theRoundTripLeavesOutWhatThePeerKeptTheReport() {
    var reports = new Rtcp();
    reports.sent(report(200, 0).putInt(8, 0xAAAA_1234).putInt(12, 0x5678_BBBB), 1_000_000_000L);

    reports.received(report(201, 1).putInt(24, 0x1234_5678).putInt(28, 65536), 2_250_000_000L);

    assertThat(reports.roundTripNanos()).isCloseTo(250_000_000L, within(100L));
  }

  @Test
  void anAnswerToAnotherReportMeasuresNothing() {
    var reports = new Rtcp();
    reports.sent(report(200, 0).putInt(8, 0xAAAA_1234).putInt(12, 0x5678_BBBB), 1_000_000_000L);

    reports.received(report(201, 1).putInt(24, 0x1234_9999), 2_000_000_000L);

    assertThat(reports.roundTripNanos()).isZero();
  }

  private static ByteBuffer report(int type, int blocks) {
    int length = (type == 200 ? 28 : 8) + 24 * blocks;
    return ByteBuffer.allocate(length)
        .put(0, (byte) (0x80 | blocks))
        .put(1, (byte) type)
        .putShort(2, (short) (length / 4 - 1));
  }
}
