package io.pronto.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.pronto.media.MediaEvent.Measured;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How well a call goes is told while it goes on. */
class QualityTest {
  private Relay relay;
  private Peer alice;
  private Peer bob;
  private Endpoint a;
  private Endpoint b;
  private Thread speaking;

  @BeforeEach
  void call() throws IOException {
    relay = new Relay("127.0.0.1", 45_600, 45_699, Duration.ofSeconds(30));
    alice = new Peer();
    bob = new Peer();
    a = relay.open(alice);
    b = relay.open(bob);
    relay.service.bridge(a, b);
  }

  @AfterEach
  void stop() throws InterruptedException {
    speaking.interrupt();
    speaking.join();
    alice.close();
    bob.close();
    relay.close();
  }

  @Test
  void everyFiveSecondsBothWaysOfALegAreMeasured() throws Exception {
    speaking = Thread.ofVirtual().start(this::speakAndLoseEveryTenth);
    bob.control(b, receiverReport(64, 80));

    var first = relay.event(Measured.class);
    var second = relay.event(Measured.class);

    var ofAlice = (first.endpoint() == a ? first : second).quality();
    var ofBob = (first.endpoint() == b ? first : second).quality();
    var heard = ofAlice.received().orElseThrow();
    assertThat(heard.lossPercent()).isCloseTo(10, within(2.0));
    assertThat(heard.burst()).isEqualTo(1);
    assertThat(heard.mos()).isBetween(2.5, 3.6);
    assertThat(ofAlice.reported()).isEmpty();
    var reported = ofBob.reported().orElseThrow();
    assertThat(reported.lossPercent()).isEqualTo(25);
    assertThat(reported.jitterMillis()).isEqualTo(10);
    assertThat(reported.mos()).isBetween(1.0, 2.7);
    assertThat(ofBob.received()).isEmpty();
    assertThat(counted("received")).isEqualTo(1);
    assertThat(counted("reported")).isEqualTo(1);
  }

  private long counted(String way) {
    return relay.meters.get("pronto.media.mos").tag("way", way).summary().count();
  }

  private void speakAndLoseEveryTenth() {
    try {
      for (int i = 0; true; i++) {
        var packet = alice.speech();
        if (i % 10 != 5) {
          alice.say(a, packet);
        }
        Thread.sleep(20);
      }
    } catch (IOException | InterruptedException over) {
      Thread.currentThread().interrupt();
    }
  }

  private static byte[] receiverReport(int lostOf256, int jitterTicks) {
    return ByteBuffer.allocate(32)
        .put((byte) 0x81)
        .put((byte) 201)
        .putShort((short) 7)
        .putInt(8)
        .putInt(7)
        .put((byte) lostOf256)
        .put(new byte[3])
        .putInt(0)
        .putInt(jitterTicks)
        .putInt(0)
        .putInt(0)
        .array();
  }
}
