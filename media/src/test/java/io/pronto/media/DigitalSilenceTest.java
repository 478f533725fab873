package io.pronto.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.media.MediaEvent.DigitalSilence;
import io.pronto.media.MediaEvent.OneWay;
import io.pronto.media.MediaEvent.SoundAgain;
import io.pronto.media.codec.AudioEncoder;
import io.pronto.media.codec.Codec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who sends packets and no sound while the other speaks, and who only seems to. */
class DigitalSilenceTest {
  private static final RtpFormat NOISE = new RtpFormat(13, "CN", 8000);

  /** 3 s are meant, on a machine that is not busy; 10 s are what others are given. */
  private static final Duration SOON = Duration.ofSeconds(8);

  private final List<Mouth> mouths = new ArrayList<>();
  private Relay relay;

  /** What a microphone brings. */
  private enum Source {
    NOTHING,
    A_QUIET_ROOM,
    SPEECH
  }

  /** A phone that sends a packet every 20 ms of what its microphone brings. */
  private final class Mouth {
    private final Peer peer = new Peer();
    private final Random noise = new Random(1);
    private final AudioEncoder encoder;
    private final RtpFormat format;
    private final Endpoint endpoint;
    private final Thread thread;
    private volatile Source source;
    private int said;
    private int sequence = 65_000;

    Mouth(Codec codec, Source source, RtpFormat... beside) throws IOException {
      this.source = source;
      encoder = codec.encoder(codec == Codec.OPUS ? 48_000 : codec.rate(), "");
      format = codec.format();
      var formats = new ArrayList<>(List.of(format));
      formats.addAll(List.of(beside));
      endpoint = relay.open(peer.remote(Direction.SENDRECV, formats.toArray(RtpFormat[]::new)));
      thread = Thread.ofPlatform().daemon().start(this::talk);
      mouths.add(this);
    }

    private void talk() {
      long next = System.nanoTime();
      try {
        while (true) {
          peer.say(endpoint, packet());
          next += 20_000_000;
          Thread.sleep(Duration.ofNanos(Math.max(0, next - System.nanoTime())));
        }
      } catch (IOException | InterruptedException over) {
        Thread.currentThread().interrupt();
      }
    }

    private byte[] packet() {
      var sound = new short[encoder.rate() / 50];
      for (int i = 0; i < sound.length; i++) {
        double angle = 2 * Math.PI * 440 * said++ / encoder.rate();
        sound[i] =
            switch (source) {
              case NOTHING -> 0;
              case A_QUIET_ROOM -> (short) noise.nextInt(-8, 8);
              case SPEECH -> (short) (4_000 * Math.sin(angle));
            };
      }
      var coded = new byte[AudioEncoder.MOST_BYTES];
      int length = encoder.encode(sound, 0, sound.length, coded, 0);
      var packet = ByteBuffer.allocate(12 + length);
      packet.put((byte) 0x80).put((byte) format.payloadType()).putShort((short) ++sequence);
      packet.putInt(sequence * format.clockRate() / 50).putInt(77).put(coded, 0, length);
      return packet.array();
    }

    void end() throws InterruptedException {
      thread.interrupt();
      thread.join();
      encoder.close();
      peer.close();
    }
  }

  @BeforeEach
  void start() {
    relay = new Relay("127.0.0.1", 45_600, 45_699, Duration.ofSeconds(30));
  }

  @AfterEach
  void stop() throws Exception {
    for (var mouth : mouths) {
      mouth.end();
    }
    relay.close();
  }

  @ParameterizedTest
  @EnumSource(Codec.class)
  void aDeadMicrophoneIsToldOfSoon(Codec codec) throws Exception {
    var dead = new Mouth(codec, Source.NOTHING);
    var other = new Mouth(Codec.PCMA, Source.SPEECH);

    long begun = System.nanoTime();
    relay.service.bridge(dead.endpoint, other.endpoint);
    var told = relay.event(DigitalSilence.class);

    assertThat(told).isEqualTo(new DigitalSilence(dead.endpoint, false));
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(SOON);
    assertThat(relay.events).noneMatch(OneWay.class::isInstance);
  }

  /** A microphone whose rest is not at zero is as dead. */
  @Test
  void anyCodeThatNeverChangesIsSilence() throws Exception {
    var dead = new Mouth(Codec.PCMU, Source.A_QUIET_ROOM);
    dead.end();
    mouths.remove(dead);
    var other = new Mouth(Codec.PCMU, Source.SPEECH);
    relay.service.bridge(dead.endpoint, other.endpoint);
    try (var peer = new Peer()) {
      dead.endpoint.expect(peer.remote(Direction.SENDRECV, Peer.PCMU));
      var sayer = sayConstant(peer, dead.endpoint, (byte) 0x70);

      assertThat(relay.event(DigitalSilence.class).endpoint()).isSameAs(dead.endpoint);

      sayer.interrupt();
      sayer.join();
    }
  }

  @Test
  void itIsToldThatThereIsSoundAgain() throws Exception {
    var dead = new Mouth(Codec.PCMA, Source.NOTHING);
    var other = new Mouth(Codec.G722, Source.SPEECH);
    relay.service.bridge(dead.endpoint, other.endpoint);
    relay.event(DigitalSilence.class);

    dead.source = Source.A_QUIET_ROOM;

    assertThat(relay.event(SoundAgain.class)).isEqualTo(new SoundAgain(dead.endpoint));
  }

  @Test
  void whoIsBridgedAgainIsMissedNoMoreUntilThatLasts() throws Exception {
    var dead = new Mouth(Codec.PCMA, Source.NOTHING);
    var other = new Mouth(Codec.PCMA, Source.SPEECH);
    relay.service.bridge(dead.endpoint, other.endpoint);
    relay.event(DigitalSilence.class);

    relay.service.bridge(dead.endpoint, other.endpoint);

    assertThat(relay.event(SoundAgain.class)).isEqualTo(new SoundAgain(dead.endpoint));
    assertThat(relay.event(DigitalSilence.class).endpoint()).isSameAs(dead.endpoint);
  }

  /** Most of them have pressed a button. */
  @Test
  void whoWasHeardBeforeIsGivenMoreTimeAndToldOfAsSuch() throws Exception {
    var muted = new Mouth(Codec.PCMA, Source.A_QUIET_ROOM);
    var other = new Mouth(Codec.PCMA, Source.SPEECH);
    relay.service.bridge(muted.endpoint, other.endpoint);
    Relay.await("heard", () -> muted.endpoint.statistics().packetsReceived() > 60);
    muted.source = Source.NOTHING;
    long begun = System.nanoTime();

    var told = relay.event(DigitalSilence.class);

    assertThat(told).isEqualTo(new DigitalSilence(muted.endpoint, true));
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofSeconds(9));
  }

  /** The far side's ringback is not the party's own sound. */
  @Test
  void whatCameBeforeTheAnswerIsNotTakenForSoundOfTheParty() throws Exception {
    var dead = new Mouth(Codec.PCMA, Source.A_QUIET_ROOM);
    var other = new Mouth(Codec.PCMA, Source.SPEECH);
    relay.service.bridge(dead.endpoint, other.endpoint);
    Relay.await("heard", () -> dead.endpoint.statistics().packetsReceived() > 60);
    dead.source = Source.NOTHING;
    relay.service.bridge(dead.endpoint, other.endpoint);

    assertThat(relay.event(DigitalSilence.class))
        .isEqualTo(new DigitalSilence(dead.endpoint, false));
  }

  @ParameterizedTest
  @EnumSource(Codec.class)
  void whoListensHoldsOrMayPauseIsNotMissed(Codec codec) throws Exception {
    bridged(new Mouth(codec, Source.A_QUIET_ROOM), Source.SPEECH);
    bridged(new Mouth(codec, Source.NOTHING), Source.NOTHING);
    if (codec == Codec.PCMA || codec == Codec.PCMU) {
      bridged(new Mouth(codec, Source.NOTHING, NOISE), Source.SPEECH);
      bridged(new Mouth(codec, Source.NOTHING), Source.A_QUIET_ROOM);
    }
    for (var direction : List.of(Direction.RECVONLY, Direction.SENDONLY, Direction.INACTIVE)) {
      var holds = new Mouth(codec, Source.NOTHING);
      holds.endpoint.expect(holds.peer.remote(direction, holds.format));
      bridged(holds, Source.SPEECH);
    }

    assertThat(missedUntilTheNextWouldBe()).isEmpty();
  }

  /** Live quality says what comes, whoever speaks. */
  @Test
  void qualityTellsOfFiveSecondsWithoutSound() throws Exception {
    var dead = new Mouth(Codec.PCMA, Source.NOTHING);
    var quiet = new Mouth(Codec.PCMA, Source.A_QUIET_ROOM);
    var silent = new HashSet<Endpoint>();
    var sounding = new HashSet<Endpoint>();

    while (silent.size() + sounding.size() < 2) {
      var measured = relay.event(MediaEvent.Measured.class);
      if (measured.quality().received().isPresent()) {
        (measured.quality().silent() ? silent : sounding).add(measured.endpoint());
      }
    }

    assertThat(silent).isEqualTo(Set.of(dead.endpoint));
    assertThat(sounding).isEqualTo(Set.of(quiet.endpoint));
  }

  /** Who is missed before, and while, somebody is whose microphone dies only now. */
  private List<Endpoint> missedUntilTheNextWouldBe() throws Exception {
    var last = new Mouth(Codec.PCMA, Source.NOTHING);
    bridged(last, Source.SPEECH);
    var missed = new ArrayList<Endpoint>();
    for (var told = relay.event(DigitalSilence.class).endpoint();
        told != last.endpoint;
        told = relay.event(DigitalSilence.class).endpoint()) {
      missed.add(told);
    }
    return missed;
  }

  private void bridged(Mouth mouth, Source others) throws IOException {
    relay.service.bridge(mouth.endpoint, new Mouth(Codec.PCMA, others).endpoint);
  }

  private static Thread sayConstant(Peer peer, Endpoint to, byte code) {
    return Thread.ofVirtual()
        .start(
            () -> {
              try {
                while (true) {
                  var packet = peer.speech(Peer.PCMU.payloadType());
                  Arrays.fill(packet, 12, packet.length, code);
                  peer.say(to, packet);
                  Thread.sleep(20);
                }
              } catch (IOException | InterruptedException over) {
                Thread.currentThread().interrupt();
              }
            });
  }
}
