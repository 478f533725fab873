package io.pronto.media.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SentCountTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final SentCount count = new SentCount();
  private long now = SECOND;

  @Test
  void whoReportsNoMoreThanHasComeSendsNothing() {
    count.report(sender(1_000), 0, false, now);

    count.report(sender(1_150), 150, true, now += 5 * SECOND);

    assertThat(count.isIdle(now + 9 * SECOND)).isTrue();
    assertThat(count.isIdle(now + 10 * SECOND)).as("an old report").isFalse();
  }

  @Test
  void whoReportsMoreThanHasComeSendsInVain() {
    count.report(sender(1_000), 0, false, now);

    count.report(sender(1_150), 100, true, now += 5 * SECOND);

    assertThat(count.isIdle(now)).isFalse();
  }

  @Test
  void oneWhoReportsAsAReceiverOnlyHasStoppedSending() {
    count.report(sender(1_000), 0, false, now);

    count.report(receiver(), 150, true, now);

    assertThat(count.isIdle(now)).isTrue();
  }

  @Test
  void ofOneWhoNeverReportsAsASenderNothingIsKnown() {
    count.report(receiver(), 0, true, now);

    assertThat(count.isIdle(now)).isFalse();
  }

  @Test
  void whoIsHeardIsNotIdle() {
    count.report(sender(1_000), 0, false, now);

    count.report(sender(1_250), 250, false, now += 5 * SECOND);

    assertThat(count.isIdle(now)).isFalse();
  }

  private static ByteBuffer sender(int sent) {
    return ByteBuffer.allocate(28)
        .put(0, (byte) 0x80)
        .put(1, (byte) 200)
        .putShort(2, (short) 6)
        .putInt(20, sent);
  }

  private static ByteBuffer receiver() {
    return ByteBuffer.allocate(8).put(0, (byte) 0x80).put(1, (byte) 201).putShort(2, (short) 1);
  }
}
