package io.pronto.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.media.MediaEvent.Measured;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whom nobody else's reports reach is sent our own (RFC 3550, section 6.4). */
class OwnReportsTest {
  private static final int LOST = 3;
  private static final short[] MUSIC = new short[8_000];

  private Relay relay;
  private Peer alice;
  private Endpoint a;

  @BeforeEach
  void start() throws IOException {
    relay = new Relay("127.0.0.1", 45_500, 45_599, Duration.ofSeconds(30));
    alice = new Peer();
    a = relay.open(alice);
  }

  @AfterEach
  void stop() {
    alice.close();
    relay.close();
  }

  @Test
  void whoHearsMusicIsToldOfItAndOfWhatCameAndSoHowFarAwayItIsIsKnown() throws Exception {
    for (int i = 0; i < 30; i++) {
      var packet = alice.speech();
      if (i < 10 || i >= 10 + LOST) {
        alice.say(a, packet);
      }
    }
    Relay.await("all has come", () -> a.statistics().packetsReceived() == 30 - LOST);
    alice.control(a, senderReport(0x1234_5678));
    a.play(Prompt.of("music", MUSIC), true);

    var report = ByteBuffer.wrap(alice.hearControl());

    var music = ByteBuffer.wrap(alice.hear());
    assertThat(report.getShort(0)).isEqualTo((short) 0x81C8); // one block, sender report
    assertThat(report.getInt(4)).as("whose").isEqualTo(music.getInt(8));
    long seconds = Integer.toUnsignedLong(report.getInt(8)) - 2_208_988_800L;
    assertThat(Instant.ofEpochSecond(seconds))
        .isBetween(Instant.now().minusSeconds(20), Instant.now().plusSeconds(1));
    int packets = report.getInt(20);
    assertThat(packets).isBetween(50, 250); // the first comes after 1.25 to 3.75 s
    assertThat(report.getInt(24)).as("bytes").isEqualTo(160 * packets);
    assertThat(report.getInt(16) - music.getInt(4))
        .as("time of the last")
        .isEqualTo(160 * (packets - 1));
    int block = 28;
    assertThat(report.getInt(block + 4) & 0xFF_FFFF).as("lost").isEqualTo(LOST);
    assertThat(report.get(block + 4) & 0xFF).isEqualTo(LOST * 255 / 30);
    assertThat(report.getInt(block + 8)).as("highest").isEqualTo(65_530 + 29);
    assertThat(report.getInt(block + 16)).as("her report").isEqualTo(0x1234_5678);
    assertThat(report.getInt(block + 20)).as("65,536ths of a second since").isPositive();
    int description = block + 24;
    assertThat(report.get(description + 1) & 0xFF).isEqualTo(202);
    assertThat(report.getInt(description + 4)).isEqualTo(music.getInt(8));
    assertThat(report.get(description + 8)).as("CNAME").isEqualTo((byte) 1);
    assertThat(new String(report.array(), description + 10, 16, StandardCharsets.US_ASCII))
        .matches("[A-Za-z0-9+/]{16}");

    assertThat(a.statistics().roundTripMillis()).isEmpty();
    alice.control(a, receiverReport(music.getInt(8), (int) (report.getLong(8) >> 16)));
    Relay.await("the round trip", () -> a.statistics().roundTripMillis().isPresent());
    assertThat(a.statistics().roundTripMillis().orElseThrow()).isBetween(0.0, 2_000.0);
  }

  @Test
  void whoIsJoinedToSomebodyHearsOfThatOneAlone() throws Exception {
    try (var bob = new Peer()) {
      var b = relay.open(bob);
      relay.service.bridge(a, b);
      var speaking =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      while (true) {
                        bob.say(b);
                        Thread.sleep(20);
                      }
                    } catch (IOException | InterruptedException over) {
                      Thread.currentThread().interrupt();
                    }
                  });
      try {
        relay.event(Measured.class);
        relay.event(Measured.class); // ten seconds
        var said = bob.control(b, senderReport(0x2345_6789));
        assertThat(ByteBuffer.wrap(alice.hearControl()).getInt(10))
            .isEqualTo(ByteBuffer.wrap(said).getInt(10));
      } finally {
        speaking.interrupt();
        speaking.join();
      }
    } catch (SocketTimeoutException nothing) {
      throw new AssertionError("Bob's report did not come", nothing);
    }
  }

  private static byte[] senderReport(int time) {
    return ByteBuffer.allocate(28)
        .putInt(0x80C8_0006)
        .putInt(4_711)
        .putShort((short) 0)
        .putInt(time)
        .array();
  }

  private static byte[] receiverReport(int of, int answered) {
    return ByteBuffer.allocate(32)
        .putInt(0x81C9_0007)
        .putInt(4_711)
        .putInt(of)
        .putInt(0)
        .putInt(0)
        .putInt(0)
        .putInt(answered)
        .putInt(0)
        .array();
  }
}
