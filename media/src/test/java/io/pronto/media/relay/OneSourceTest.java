package io.pronto.media.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class OneSourceTest {
  private static final double TICK = 1e9 / 8_000;
  private static final int SOURCE = -5;
  private static final int FRAME = 160;
  private static final long FRAME_NANOS = 20_000_000;

  private final OneSource single = new OneSource(SOURCE);

  @Test
  void oneSpeakerKeepsItsOrderAndTime() {
    var first = heard(7, 65_534, -FRAME, 0);
    var lost = heard(7, 1, 2 * FRAME, 3);
    var late = heard(7, 0, FRAME, 4);

    assertThat(first.source()).isEqualTo(SOURCE);
    assertThat(lost.source()).isEqualTo(SOURCE);
    assertThat(lost.sequence()).isEqualTo(first.sequence() + 3 & 0xFFFF);
    assertThat(lost.timestamp()).isEqualTo(first.timestamp() + 3 * FRAME);
    assertThat(late.sequence()).isEqualTo(first.sequence() + 2 & 0xFFFF);
    assertThat(late.timestamp()).isEqualTo(first.timestamp() + 2 * FRAME);
  }

  @Test
  void anotherSpeakerGoesOnWhereTheOneBeforeEnded() {
    heard(7, 100, 5_000, 0);
    var last = heard(7, 101, 5_000 + FRAME, 1);
    heard(7, 100, 5_000, 1);

    var other = heard(8, 40_000, -3_000, 11);
    var back = heard(7, 800, 90_000, 12);

    assertThat(other.source()).isEqualTo(last.source());
    assertThat(other.sequence()).isEqualTo(last.sequence() + 1 & 0xFFFF);
    assertThat(other.timestamp()).isEqualTo(last.timestamp() + 10 * FRAME);
    assertThat(back.source()).isEqualTo(last.source());
    assertThat(back.sequence()).isEqualTo(last.sequence() + 2 & 0xFFFF);
    assertThat(back.timestamp()).isEqualTo(last.timestamp() + 11 * FRAME);
  }

  @Test
  void whoSpeaksNextDoesNotCutTheOneBeforeShort() {
    heard(7, 1, 1, 5);
    var last = heard(7, 2, 1 + 2 * FRAME, 6);

    var other = heard(8, 1, 1, 6);

    assertThat(other.timestamp()).isEqualTo(last.timestamp() + 2 * FRAME);
  }

  @Test
  void soundAfterAKeyFollowsItsWholeLength() {
    heard(7, 1, 1_000, 0);
    var key = heard(8, 50, 9_000, 1);
    for (int i = 2; i <= 7; i++) {
      assertThat(heard(8, 49 + i, 9_000, i).timestamp()).isEqualTo(key.timestamp());
    }

    var speech = heard(7, 9, 1_000 + 9 * FRAME, 9);

    assertThat(speech.timestamp()).isEqualTo(key.timestamp() + 8 * FRAME);
  }

  @Test
  void aSpeakerThatBeginsItsNumbersAnewGoesOn() {
    heard(7, 29_999, 5_000, 0);
    var last = heard(7, 30_000, 5_000 + FRAME, 1);

    var anew = heard(7, 10_000, 77, 2);
    var music = heard(8, 1, 1, 3);

    assertThat(anew.sequence()).isEqualTo(last.sequence() + 1 & 0xFFFF);
    assertThat(anew.timestamp()).isEqualTo(last.timestamp() + FRAME);
    assertThat(music.sequence()).isEqualTo(last.sequence() + 2 & 0xFFFF);
    assertThat(music.timestamp()).isEqualTo(last.timestamp() + 2 * FRAME);
  }

  @Test
  void reportsAreTranslatedBothWays() {
    var packet = heard(7, 1, 1_000, 0);
    var sent = senderReport(7, 1_160);
    var received = receiverReport(packet.source());

    single.rename(sent);
    single.reportOfSpeaker(received);

    assertThat(sent.getInt(4)).isEqualTo(packet.source());
    assertThat(sent.getInt(16)).isEqualTo(packet.timestamp() + 160);
    assertThat(received.getInt(8)).isEqualTo(7);
  }

  /** Its numbers have begun anew once, and the peer has not heard the last two. */
  @Test
  void whatThePeerHasHeardIsReportedInTheSpeakersNumbers() {
    heard(8, 100, 1_000, 0);
    heard(7, 65_534, 1_000, 1);
    for (int i = 1; i <= 5; i++) {
      heard(7, 65_534 + i, 1_000 + i * FRAME, 1 + i);
    }
    var last = heard(7, 4, 1_000 + 6 * FRAME, 7);
    var received = receiverReport(last.source());
    received.putInt(16, 3 << 16 | last.sequence() - 2 & 0xFFFF);

    single.reportOfSpeaker(received);

    assertThat(received.getInt(16)).isEqualTo(1 << 16 | 2);
  }

  @Test
  void reportsOfWhoDoesNotSpeakAndGoodbyesAreLeftAsTheyAre() {
    heard(7, 1, 1_000, 0);
    var others = senderReport(8, 1_160);
    var goodbye = senderReport(7, 1_160).put(1, (byte) 203);

    single.rename(others);
    single.rename(goodbye);

    assertThat(others).isEqualTo(senderReport(8, 1_160));
    assertThat(goodbye.getInt(4)).isEqualTo(7);
  }

  @Test
  void reportsBeforeTheFirstPacketAreLeftAsTheyAre() {
    var sent = senderReport(7, 1_160);

    single.rename(sent);

    assertThat(sent).isEqualTo(senderReport(7, 1_160));
  }

  private record Heard(int source, int sequence, int timestamp) {}

  private Heard heard(int source, int sequence, int timestamp, int frames) {
    var packet = ByteBuffer.allocate(12 + FRAME);
    packet.put((byte) 0x80).put((byte) 8).putShort((short) sequence);
    packet.putInt(timestamp).putInt(source).position(0);
    single.adopt(packet, TICK, frames * FRAME_NANOS);
    return new Heard(
        RtpHeader.source(packet), RtpHeader.sequence(packet), RtpHeader.timestamp(packet));
  }

  private static ByteBuffer senderReport(int source, int timestamp) {
    return ByteBuffer.allocate(28)
        .put(0, (byte) 0x80)
        .put(1, (byte) 200)
        .putShort(2, (short) 6)
        .putInt(4, source)
        .putInt(16, timestamp);
  }

  private static ByteBuffer receiverReport(int of) {
    return ByteBuffer.allocate(32)
        .put(0, (byte) 0x81)
        .put(1, (byte) 201)
        .putShort(2, (short) 7)
        .putInt(4, 99)
        .putInt(8, of);
  }
}
