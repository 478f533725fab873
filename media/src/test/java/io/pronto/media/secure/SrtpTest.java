package io.pronto.media.secure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SrtpTest {
  private static final int SOURCE = 0xCAFEBABE;

  private final SrtpKey key = SrtpKey.next(SrtpProfile.AES_CM_128_HMAC_SHA1_80);
  private final SrtpSender sender = new SrtpSender(key);
  private final SrtpReceiver receiver = new SrtpReceiver(key, 0);

  @ParameterizedTest
  @EnumSource
  void whatOneProfileProtectsItOpens(SrtpProfile profile) {
    var its = SrtpKey.next(profile);
    var speech = rtp(SOURCE, 7, 160);
    var plain = SrtpVectorsTest.hex(speech);

    assertThat(new SrtpSender(its).protect(speech)).isTrue();

    assertThat(speech.limit()).isEqualTo(172 + profile.tagBytes());
    assertThat(SrtpVectorsTest.hex(speech)).doesNotContain(plain.substring(24, 56));
    assertThat(new SrtpReceiver(its, 0).open(speech)).isTrue();
    assertThat(SrtpVectorsTest.hex(speech)).isEqualTo(plain);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 15, 16, 17, 255, 256, 257, 1_488, 5_000})
  void payloadsOfAnyLengthComeThrough(int length) {
    var packet = rtp(SOURCE, 7, length);
    var plain = SrtpVectorsTest.hex(packet);

    assertThat(sender.protect(packet) && receiver.open(packet)).isTrue();

    assertThat(SrtpVectorsTest.hex(packet)).isEqualTo(plain);
  }

  @Test
  void contributingSourcesAndExtensionStayReadable() {
    var packet =
        SrtpVectorsTest.packet(
            "9208000700000000cafebabe"
                + "11111111"
                + "22222222"
                + "bede0001"
                + "33333333"
                + "5555");

    sender.protect(packet);

    assertThat(SrtpVectorsTest.hex(packet)).contains("1111111122222222bede000133333333");
    assertThat(receiver.open(packet)).isTrue();
    assertThat(SrtpVectorsTest.hex(packet)).endsWith("333333335555");
  }

  @Test
  void aPacketIsOpenedOnce() {
    var packet = protect(rtp(SOURCE, 7, 160));
    var again = copy(packet);

    assertThat(receiver.open(packet)).isTrue();
    assertThat(receiver.open(again)).isFalse();
  }

  @Test
  void packetsMayComeInAnyOrderWithinTheWindow() {
    var packets = new ByteBuffer[100];
    for (int i = 0; i < packets.length; i++) {
      packets[i] = protect(rtp(SOURCE, i, 10));
    }

    assertThat(receiver.open(packets[70])).isTrue();
    assertThat(receiver.open(packets[6])).as("64 behind").isFalse();
    assertThat(receiver.open(packets[7])).as("63 behind").isTrue();
    assertThat(receiver.open(packets[69])).isTrue();
    assertThat(receiver.open(packets[99])).isTrue();
    assertThat(receiver.open(packets[69])).isFalse();
  }

  @Test
  void whoHasAnotherKeyIsNotHeardAndThePacketStaysAsItWas() {
    var packet = rtp(SOURCE, 7, 160);
    new SrtpSender(SrtpKey.next(SrtpProfile.AES_CM_128_HMAC_SHA1_80)).protect(packet);
    var sent = SrtpVectorsTest.hex(packet);

    assertThat(receiver.open(packet)).isFalse();
    assertThat(SrtpVectorsTest.hex(packet)).isEqualTo(sent);
  }

  @Test
  void aPacketChangedAnywhereIsNotHeard() {
    var packet = protect(rtp(SOURCE, 7, 20));

    for (int bit = 0; bit < packet.limit() * 8; bit++) {
      var changed = copy(packet);
      changed.put(bit / 8, (byte) (changed.get(bit / 8) ^ 1 << bit % 8));
      assertThat(receiver.open(changed)).as("bit %d", bit).isFalse();
    }
    assertThat(receiver.open(packet)).isTrue();
  }

  @Test
  void aPacketCutShortIsNotHeard() {
    var packet = protect(rtp(SOURCE, 7, 20));
    var control = control(SOURCE);
    sender.protectControl(control);

    for (int length = 0; length < packet.limit(); length++) {
      assertThat(receiver.open(copy(packet).limit(length))).as("%d bytes", length).isFalse();
    }
    for (int length = 0; length < control.limit(); length++) {
      assertThat(receiver.openControl(copy(control).limit(length))).isFalse();
    }
  }

  @Test
  void nothingIsMadeOfNoise() {
    var random = new Random(1);
    var noise = new byte[200];

    for (int i = 0; i < 20_000; i++) {
      random.nextBytes(noise);
      noise[0] = (byte) (noise[0] & 0x3F | 0x80);
      var packet = ByteBuffer.wrap(noise).limit(random.nextInt(noise.length));
      assertThat(receiver.open(packet) || receiver.openControl(packet)).isFalse();
    }
  }

  @Test
  void sequenceNumbersBeginAnewAsOftenAsTheyLike() {
    for (int i = 0; i < 200_000; i += 500) {
      var packet = rtp(SOURCE, i & 0xFFFF, 10);
      assertThat(sender.protect(packet) && receiver.open(packet)).as("packet %d", i).isTrue();
    }
  }

  @Test
  void packetsThatOvertakeTheRolloverAreOpened() {
    var before = at(65_535);
    var after = at(65_536);
    var later = at(65_537);
    receiver.open(at(65_530));

    assertThat(receiver.open(after)).isTrue();
    assertThat(receiver.open(before)).isTrue();
    assertThat(receiver.open(later)).isTrue();
  }

  @Test
  void whoComesJustAfterTheRolloverIsHeardAllTheSame() {
    assertThat(receiver.open(at(65_537))).isTrue();
    assertThat(receiver.open(at(65_538))).isTrue();
  }

  @Test
  void eachSourceCountsByItself() {
    for (int source = 1; source <= 200; source++) {
      var its = new SrtpSender(key);
      var first = rtp(source, 100, 10);
      var second = rtp(source, 101, 10);

      assertThat(its.protect(first) && receiver.open(first)).as("source %d", source).isTrue();
      assertThat(its.protect(second) && receiver.open(second)).isTrue();
    }
  }

  @Test
  void tooManySourcesAreNotSentSinceNoneMayBeForgotten() {
    for (int source = 1; source <= 4_096; source++) {
      assertThat(sender.protect(rtp(source, 1, 10))).isTrue();
    }

    assertThat(sender.protect(rtp(4_097, 1, 10))).isFalse();
    assertThat(sender.protect(rtp(1, 2, 10))).isTrue();
  }

  @Test
  void aPacketIsNotSentTwiceSoThatNoKeyStreamIs() {
    assertThat(sender.protect(rtp(SOURCE, 7, 10))).isTrue();
    assertThat(sender.protect(rtp(SOURCE, 7, 10))).isFalse();
    assertThat(sender.protect(rtp(SOURCE, 6, 10))).isTrue();
  }

  @Test
  void aSourceThatBeginsAnewGoesOnWithHigherNumbers() {
    for (int i = 0; i < 200; i++) {
      assertThat(receiver.open(protect(rtp(SOURCE, 20_000 + i, 10)))).isTrue();
    }
    assertThat(sender.protect(rtp(SOURCE, 300, 10))).as("may be a late one").isFalse();

    for (int i = 301; i < 500; i++) {
      var packet = protect(rtp(SOURCE, i, 10));
      assertThat(SrtpPacket.sequence(packet)).isEqualTo(20_200 + i - 301);
      assertThat(receiver.open(packet)).isTrue();
    }
  }

  @Test
  void aSourceBeginsWithALowNumber() {
    var packet = protect(rtp(SOURCE, 65_530, 10));

    assertThat(SrtpPacket.sequence(packet)).isEqualTo(65_530 - 32_768);
    assertThat(receiver.open(packet)).isTrue();
  }

  @Test
  void controlPacketsAreProtectedAndOpenedOnceEach() {
    var report = control(SOURCE);
    var plain = SrtpVectorsTest.hex(report);

    assertThat(sender.protectControl(report)).isTrue();
    var again = copy(report);

    assertThat(receiver.openControl(report)).isTrue();
    assertThat(SrtpVectorsTest.hex(report)).isEqualTo(plain);
    assertThat(receiver.openControl(again)).isFalse();
    var next = control(SOURCE);
    sender.protectControl(next);
    assertThat(receiver.openControl(next)).isTrue();
  }

  @Test
  void aMasterKeyIdentifierIsPassedOver() {
    var packet = protect(rtp(SOURCE, 7, 20));
    var plain = SrtpVectorsTest.hex(rtp(SOURCE, 7, 20));
    var hex = SrtpVectorsTest.hex(packet);
    int tag = hex.length() - 20;
    var identified =
        SrtpVectorsTest.packet(hex.substring(0, tag) + "01020304" + hex.substring(tag));

    assertThat(new SrtpReceiver(key, 4).open(identified)).isTrue();
    assertThat(SrtpVectorsTest.hex(identified)).isEqualTo(plain);
  }

  @Test
  void aPacketWithoutRoomForItsTagIsNotSent() {
    var packet = ByteBuffer.allocateDirect(20).put(0, (byte) 0x80);

    assertThat(sender.protect(packet)).isFalse();
    assertThat(sender.protectControl(packet)).isFalse();
  }

  @Test
  void aKeyDoesNotShowItself() {
    assertThat(key.toString()).doesNotContain(key.material());
    assertThat(new SrtpKeys(key, key).toString()).doesNotContain(key.material());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SrtpKey(SrtpProfile.AES_CM_128_HMAC_SHA1_80, "c2hvcnQ="));
  }

  /** The packet that is the {@code index}th of its source. */
  private ByteBuffer at(int index) {
    var its = new SrtpSender(key);
    for (int i = 30_000; i < index; i += 10_000) {
      its.protect(rtp(SOURCE, i & 0xFFFF, 10));
    }
    var packet = rtp(SOURCE, index & 0xFFFF, 10);
    assertThat(its.protect(packet)).isTrue();
    return packet;
  }

  private ByteBuffer protect(ByteBuffer packet) {
    assertThat(sender.protect(packet)).isTrue();
    return packet;
  }

  private static ByteBuffer copy(ByteBuffer packet) {
    return SrtpVectorsTest.packet(SrtpVectorsTest.hex(packet));
  }

  private static ByteBuffer rtp(int source, int sequence, int length) {
    var packet = ByteBuffer.allocateDirect(12 + length + SrtpProfile.MOST_ADDED);
    packet.put((byte) 0x80).put((byte) 8).putShort((short) sequence).putInt(160 * sequence);
    packet.putInt(source);
    for (int i = 0; i < length; i++) {
      packet.put((byte) (31 * i + sequence));
    }
    return packet.flip();
  }

  private static ByteBuffer control(int source) {
    var packet = SrtpVectorsTest.packet("80c90001" + "00000000" + "81cb0001" + "00000000");
    return packet.putInt(4, source).putInt(12, source);
  }
}
