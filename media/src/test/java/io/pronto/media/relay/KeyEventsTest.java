package io.pronto.media.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class KeyEventsTest {
  private static final int SOURCE = 0x1234;

  private final KeyEvents events = new KeyEvents();

  @Test
  void aKeyCountsOnceHoweverManyPacketsTellOfIt() {
    assertThat(take(5, 1000, 160)).isEqualTo('5');
    assertThat(take(5, 1000, 320)).isEqualTo(KeyEvents.NONE);
    assertThat(take(5, 1000, 640)).isEqualTo(KeyEvents.NONE);
    assertThat(take(5, 3000, 160)).as("the same key again").isEqualTo('5');
  }

  @Test
  void aKeyWhoseFirstPacketsAreLostCountsByItsLast() {
    assertThat(take(11, 1000, 800)).isEqualTo('#');
    assertThat(take(11, 1000, 800)).isEqualTo(KeyEvents.NONE);
  }

  @Test
  void packetsThatComeLateAreNotKeysAgain() {
    assertThat(take(1, 1000, 160)).isEqualTo('1');
    assertThat(take(2, 3000, 160)).isEqualTo('2');
    assertThat(take(1, 1000, 640)).isEqualTo(KeyEvents.NONE);
    assertThat(take(2, 3000, 640)).isEqualTo(KeyEvents.NONE);
  }

  @Test
  void timestampsWrap() {
    assertThat(take(1, -100, 160)).isEqualTo('1');
    assertThat(take(2, 700, 160)).isEqualTo('2');
    assertThat(take(1, -100, 640)).isEqualTo(KeyEvents.NONE);
  }

  /** RFC 4733, section 2.5.1.3. */
  @Test
  void aKeyHeldForLongerThanOnePacketCanSayIsStillOne() {
    assertThat(take(9, 0, 160)).isEqualTo('9');
    assertThat(take(9, 0xFFFF, 160)).isEqualTo(KeyEvents.NONE);
    assertThat(take(9, 2 * 0xFFFF, 160)).isEqualTo(KeyEvents.NONE);
  }

  @Test
  void aClockThatIsSetBackBeginsAnew() {
    assertThat(take(1, 5_000_000, 160)).isEqualTo('1');
    assertThat(take(2, 1_000, 160)).isEqualTo('2');
  }

  @Test
  void anotherSourceBeginsAnew() {
    assertThat(take(1, 1000, 160)).isEqualTo('1');
    assertThat(events.take(packet(SOURCE + 1, 1, 900, 160))).isEqualTo('1');
  }

  @Test
  void whatIsNoKeyIsNone() {
    assertThat(take(16, 1000, 160)).as("a flash").isEqualTo(KeyEvents.NONE);
    assertThat(take(255, 2000, 160)).isEqualTo(KeyEvents.NONE);
    assertThat(events.take(packet(SOURCE, 1, 3000, 160).limit(15))).isEqualTo(KeyEvents.NONE);
  }

  private char take(int event, int timestamp, int duration) {
    return events.take(packet(SOURCE, event, timestamp, duration));
  }

  private static ByteBuffer packet(int source, int event, int timestamp, int duration) {
    return ByteBuffer.allocate(16)
        .put((byte) 0x80)
        .put((byte) 101)
        .putShort((short) 1)
        .putInt(timestamp)
        .putInt(source)
        .put((byte) event)
        .put((byte) 10)
        .putShort((short) duration)
        .flip();
  }
}
