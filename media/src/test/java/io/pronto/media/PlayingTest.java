package io.pronto.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.media.MediaEvent.PromptEnded;
import io.pronto.media.codec.Codec;
import io.pronto.media.codec.G711;
import io.pronto.media.codec.Resampler;
import io.pronto.media.codec.Wave;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlayingTest {
  private static final RtpFormat G722 = new RtpFormat(9, "G722", 8000);

  private Relay relay;
  private Peer alice;

  @BeforeEach
  void start() throws IOException {
    relay = new Relay();
    alice = new Peer();
  }

  @AfterEach
  void stop() {
    alice.close();
    relay.close();
  }

  @Test
  void aPromptIsHeardWholeAtItsPace() throws Exception {
    var prompt = Prompt.of("half a second", ramp(4000 + 80));
    var a = relay.open(alice);

    long before = System.nanoTime();
    a.play(prompt, false);
    var heard = hear(26);
    long took = System.nanoTime() - before;

    var sound = new ByteArrayOutputStream();
    heard.forEach(packet -> sound.write(packet, 12, 160));
    assertThat(Arrays.copyOf(sound.toByteArray(), 4080)).isEqualTo(prompt.sound(G711.PCMA));
    assertThat(Arrays.copyOfRange(sound.toByteArray(), 4080, 4160))
        .containsOnly(G711.PCMA.silence());
    assertThat(Duration.ofNanos(took)).isBetween(Duration.ofMillis(480), Duration.ofMillis(1500));
    var ended = relay.event(PromptEnded.class);
    assertThat(ended.whole()).isTrue();
    assertThat(ended.prompt()).isSameAs(prompt);
    var played = ended.played();
    assertThat(played.frames()).isEqualTo(played.of()).isEqualTo(26);
    assertThat(Duration.between(played.first().orElseThrow(), played.last().orElseThrow()))
        .isBetween(Duration.ofMillis(450), Duration.ofMillis(1500));
  }

  @Test
  void itsPacketsAreOneProperRtpStream() throws Exception {
    var a = relay.open(alice.remote(Direction.SENDRECV, G722, Peer.PCMU, Peer.PCMA));
    a.play(Prompt.of("first", ramp(320)), false);
    relay.event(PromptEnded.class);
    a.play(Prompt.of("second", ramp(320)), false);

    var heard = hear(4).stream().map(ByteBuffer::wrap).toList();

    for (int i = 0; i < 4; i++) {
      var packet = heard.get(i);
      assertThat(packet.get(0)).isEqualTo((byte) 0x80);
      assertThat(packet.get(1) & 0xFF).isEqualTo(i % 2 == 0 ? 0x80 : 0);
      assertThat(packet.getShort(2)).isEqualTo((short) (heard.getFirst().getShort(2) + i));
      assertThat(packet.getInt(4)).isEqualTo(heard.getFirst().getInt(4) + 160 * i);
      assertThat(packet.getInt(8)).isEqualTo(heard.getFirst().getInt(8));
    }
  }

  @Test
  void ringbackRepeatsUntilStoppedAndThenThePartiesHearEachOther() throws Exception {
    try (var bob = new Peer()) {
      var a = relay.open(alice);
      var b = relay.open(bob);
      relay.service.bridge(a, b);
      a.play(Prompt.of("short", ramp(160)), true);
      hear(5);
      bob.say(b);
      Relay.await("taken", () -> b.statistics().packetsReceived() == 1);

      a.stopPlaying();

      assertThat(relay.event(PromptEnded.class).whole()).isFalse();
      var said = bob.say(b);
      Relay.await("heard", () -> Arrays.equals(hearOne(), said));
    }
  }

  @Test
  void aPromptThatThePeerCannotUnderstandEndsUnheard() throws Exception {
    var a = relay.open(alice.remote(Direction.SENDRECV, new RtpFormat(18, "G729", 8000)));

    a.play(Prompt.busy("FR"), false);

    assertThat(relay.event(PromptEnded.class).whole()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(names = {"G722", "OPUS"})
  void aPeerWithoutG711HearsItInWhatItUnderstands(Codec codec) throws Exception {
    var a = relay.open(alice.remote(Direction.SENDRECV, codec.format()));
    var tone = Wave.tone(440, 8000, 8000, 8000);
    a.play(Prompt.of("a second", tone), false);

    var heard = new short[8000];
    var timestamps = new int[50];
    try (var decoder = codec.decoder(8000)) {
      var resampler = new Resampler(decoder.rate(), 8000, decoder.capacity());
      var sound = new short[decoder.capacity()];
      var narrow = new short[decoder.capacity()];
      var packets = hear(50);
      for (int i = 0; i < 50; i++) {
        var packet = packets.get(i);
        timestamps[i] = ByteBuffer.wrap(packet).getInt(4);
        int samples = decoder.decode(packet, 12, packet.length - 12, sound);
        assertThat(resampler.resample(sound, samples, narrow)).isEqualTo(160);
        System.arraycopy(narrow, 0, heard, 160 * i, 160);
      }
    }

    assertThat(relay.event(PromptEnded.class).whole()).isTrue();
    assertThat(timestamps[49] - timestamps[0]).isEqualTo(49 * codec.clockRate() / 50);
    assertThat(Wave.peak(Wave.from(heard, 4000), 440, 8000)).isBetween(7_000.0, 9_000.0);
  }

  @Test
  void aPromptPlayedToAPeerThatHoldsTheCallIsNotWhole() throws Exception {
    var a = relay.open(alice.remote(Direction.INACTIVE, Peer.PCMA));

    a.play(Prompt.of("short", ramp(320)), false);

    assertThat(relay.event(PromptEnded.class).whole()).isFalse();
    assertThat(a.statistics().packetsSent()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"fr", "en", "it", "de"})
  void theRecordingNoticeIsShortAndOfSpokenLevel(String language) {
    var notice = Prompt.recordingNotice(language);

    assertThat(notice.length()).isBetween(Duration.ofSeconds(3), Duration.ofSeconds(8));
    assertThat(level(notice)).isBetween(-23.0, -18.0);
    assertThat(Prompt.recordingNotice(language)).isSameAs(notice);
  }

  @ParameterizedTest
  @CsvSource({
    "hidden, fr", "hidden, en", "hidden, it", "masked, fr", "masked, en", "masked, it",
    "malformed, fr", "malformed, en", "malformed, it", "missing, fr", "missing, en", "missing, it"
  })
  void whyANumberIsWantedIsSaidBrieflyAndAtSpokenLevel(String why, String language) {
    var reason = Prompt.anonymousRefused(why, language);

    assertThat(reason.length()).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(9));
    assertThat(level(reason)).isBetween(-23.0, -18.0);
    assertThat(reason.name()).contains(why, language);
  }

  @Test
  void theTonesHaveTheirCountrysCadence() {
    assertThat(Prompt.ringback("FR").length()).isEqualTo(Duration.ofSeconds(5));
    assertThat(Prompt.ringback("IT").length()).isEqualTo(Duration.ofSeconds(5));
    assertThat(Prompt.busy("FR").length()).isEqualTo(Duration.ofSeconds(1));
    assertThat(level(Prompt.busy("IT"))).isBetween(-24.0, -20.0);
  }

  private byte[] hearOne() {
    try {
      return alice.hear();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private List<byte[]> hear(int packets) {
    return IntStream.range(0, packets).mapToObj(i -> hearOne()).toList();
  }

  private static short[] ramp(int samples) {
    var ramp = new short[samples];
    for (int i = 0; i < samples; i++) {
      ramp[i] = (short) (i * 37);
    }
    return ramp;
  }

  /** Root mean square in dB below full scale. */
  private static double level(Prompt prompt) {
    double sum = 0;
    for (var code : prompt.sound(G711.PCMA)) {
      double sample = G711.PCMA.decode(code) / 32768.0;
      sum += sample * sample;
    }
    return 10 * Math.log10(sum / prompt.sound(G711.PCMA).length);
  }
}
