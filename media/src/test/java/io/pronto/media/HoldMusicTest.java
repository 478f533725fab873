package io.pronto.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.media.codec.Codec;
import io.pronto.media.codec.Wave;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Music for a party whose peer holds the call, and prompts of more than a telephone's band. */
class HoldMusicTest {
  private static final int WIDE = 16_000;

  private Relay relay;
  private Peer alice;
  private Peer bob;
  private Endpoint a;
  private Endpoint b;

  @BeforeEach
  void call() throws IOException {
    relay = new Relay("127.0.0.1", 46_000, 46_999, Duration.ofSeconds(30));
    alice = new Peer();
    bob = new Peer();
    a = relay.open(alice);
    b = relay.open(bob);
    relay.service.bridge(a, b);
  }

  @AfterEach
  void stop() {
    alice.close();
    bob.close();
    relay.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"G722", "OPUS"})
  void whoseCodecCarriesMoreHearsMore(Codec codec) throws IOException {
    a.expect(alice.remote(Direction.SENDONLY, codec.format()));

    a.startMusic(Prompt.wideband("5 kHz", Wave.tone(5_000, WIDE, WIDE, 6_000)));

    var heard = new short[50 * 320];
    try (var decoder = codec.decoder(WIDE)) {
      assertThat(decoder.rate()).isEqualTo(WIDE);
      var sound = new short[decoder.capacity()];
      for (int i = 0; i < 50; i++) {
        var packet = alice.hear();
        assertThat(decoder.decode(packet, 12, packet.length - 12, sound)).isEqualTo(320);
        System.arraycopy(sound, 0, heard, 320 * i, 320);
      }
    }
    var later = Arrays.copyOfRange(heard, 8_000, heard.length);
    assertThat(Wave.peak(later, 5_000, WIDE)).isGreaterThan(3_000);
  }

  @Test
  void aNarrowPeerHearsAWidePromptAtItsRate() {
    var prompt = Prompt.wideband("1 kHz", Wave.tone(1_000, WIDE, WIDE, 6_000));

    var narrow = new short[8_000];
    for (int i = 0; i < narrow.length; i++) {
      narrow[i] =
          io.pronto.media.codec.G711.PCMA.decode(prompt.sound(io.pronto.media.codec.G711.PCMA)[i]);
    }

    assertThat(prompt.length()).isEqualTo(Duration.ofSeconds(1));
    assertThat(Wave.peak(Arrays.copyOfRange(narrow, 4_000, 8_000), 1_000, 8_000))
        .isBetween(5_500.0, 6_500.0);
  }

  @Test
  void musicYieldsToWhoHoldsUnlessThatIsSilence() throws IOException {
    b.expect(bob.remote(Direction.RECVONLY, Peer.PCMA));
    a.expect(alice.remote(Direction.SENDONLY, Peer.PCMA));
    a.startMusic(Prompt.of("tone", Wave.tone(700, 8_000, 8_000, 6_000)));
    int ours = source(alice.hear());

    var speech = bob.speech();
    for (int i = 12; i < speech.length; i++) {
      speech[i] = (byte) i;
    }
    bob.say(b, speech);
    var heard = alice.hear();
    while (source(heard) == ours) {
      heard = alice.hear();
    }
    assertThat(Arrays.copyOfRange(heard, 12, heard.length))
        .isEqualTo(Arrays.copyOfRange(speech, 12, speech.length));
    long spoken = System.nanoTime();
    assertThat(source(alice.hear())).as("the music comes back").isEqualTo(ours);
    assertThat(Duration.ofNanos(System.nanoTime() - spoken)).isGreaterThan(Duration.ofMillis(350));

    for (int i = 0; i < 10; i++) {
      var silence = bob.speech();
      Arrays.fill(silence, 12, silence.length, (byte) 0xD5);
      bob.say(b, silence);
      assertThat(source(alice.hear())).isEqualTo(ours);
    }
  }

  @Test
  void musicGoesOnInAnotherCodecAndStopsAtOnce() throws IOException {
    a.expect(alice.remote(Direction.SENDONLY, Peer.PCMA));
    a.startMusic(Prompt.of("tone", Wave.tone(700, 8_000, 8_000, 6_000)));
    assertThat(alice.hear()[1] & 0x7F).isEqualTo(8);

    a.expect(alice.remote(Direction.SENDONLY, Peer.PCMU));
    var heard = alice.hear();
    while ((heard[1] & 0x7F) == 8) {
      heard = alice.hear();
    }
    assertThat(heard[1] & 0x7F).isZero();

    a.stopMusic();
    a.expect(alice.remote());
    b.expect(bob.remote());
    bob.reaches(b, alice);
  }

  @Test
  void aPromptComesBeforeTheMusicAndTheMusicAfterIt() throws Exception {
    a.expect(alice.remote(Direction.SENDONLY, Peer.PCMA));
    a.startMusic(Prompt.of("tone", Wave.tone(700, 8_000, 8_000, 6_000)));
    alice.hear();

    a.play(Prompt.of("short", new short[320]), false);
    assertThat(relay.event(MediaEvent.PromptEnded.class).whole()).isTrue();

    long sent = a.statistics().packetsSent();
    Relay.await("the music goes on", () -> a.statistics().packetsSent() > sent + 5);
  }

  @Test
  void theMusicThatShipsIsQuietAndEndsAsItBegins() {
    var music = Prompt.holdMusic();
    var samples = music.wide().orElseThrow();

    double sum = 0;
    for (short sample : samples) {
      sum += (double) sample * sample;
    }
    assertThat(10 * Math.log10(sum / samples.length / 32_768 / 32_768)).isBetween(-25.0, -23.0);
    assertThat(music.length()).isEqualTo(Duration.ofSeconds(24));
    assertThat(Math.abs(samples[0] - samples[samples.length - 1])).isLessThan(2_000);
  }

  private static int source(byte[] packet) {
    return java.nio.ByteBuffer.wrap(packet).getInt(8);
  }
}
