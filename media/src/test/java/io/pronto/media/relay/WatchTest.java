package io.pronto.media.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pronto.core.lease.Leases;
import io.pronto.media.Direction;
import io.pronto.media.Endpoint;
import io.pronto.media.MediaEvent;
import io.pronto.media.MediaEvent.DigitalSilence;
import io.pronto.media.MediaEvent.FirstPacket;
import io.pronto.media.MediaEvent.OneWay;
import io.pronto.media.MediaEvent.Resting;
import io.pronto.media.MediaService;
import io.pronto.media.MediaSettings;
import io.pronto.media.Remote;
import io.pronto.media.RtpFormat;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How soon it is told that a party is not heard, whatever the machine is at: times are given, and
 * pass as packets of 20 ms and the loop's ticks do.
 */
class WatchTest {
  private static final long PACKET_NANOS = Duration.ofMillis(20).toNanos();
  private static final long SOON_NANOS = Duration.ofSeconds(3).toNanos();
  private static final long LONG_NANOS = Duration.ofSeconds(30).toNanos();
  private static final long REFRESH_NANOS = Duration.ofMillis(400).toNanos();
  private static final Duration SILENCE = Duration.ofSeconds(10);
  private static final RtpFormat PCMA = new RtpFormat(8, "PCMA", 8000);

  private final Leases leases = new Leases();
  private final List<MediaEvent> events = new ArrayList<>();
  private final long begun = System.nanoTime();
  private MediaService service;

  /** Whom the loop watches. */
  private record Party(Endpoint endpoint, RtpFormat format, Watch watch) {
    void says(ByteBuffer packet, long now) {
      watch.heard(format.payloadType(), packet, now);
    }
  }

  @BeforeEach
  void start() throws Exception {
    var local = InetAddress.getLoopbackAddress();
    var settings = new MediaSettings(local, local, 45_400, 45_499, 1, SILENCE);
    service = new MediaService(settings, leases, new SimpleMeterRegistry());
  }

  @AfterEach
  void stop() {
    service.close();
    leases.close();
  }

  @ParameterizedTest
  @MethodSource("phases")
  void whoSendsNothingIsToldOfWithinThreeSeconds(long phase) {
    var party = party(PCMA);

    var told = watch(party, phase, _ -> {});

    assertThat(told.orElseThrow()).isLessThanOrEqualTo(SOON_NANOS);
    assertThat(events).containsExactly(new OneWay(party.endpoint()));
  }

  @ParameterizedTest
  @MethodSource("phases")
  void whoSendsDigitalSilenceIsToldOfWithinThreeSeconds(long phase) {
    var party = party(PCMA);

    var told = watch(party, phase, now -> party.says(packet(1, 1), now));

    assertThat(told.orElseThrow()).isLessThanOrEqualTo(SOON_NANOS);
    assertThat(events).containsExactly(new DigitalSilence(party.endpoint(), false));
  }

  /** As coders do while nobody speaks: a frame of next to nothing, 400 ms apart, or none at all. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whoseOpusSkipsSilenceIsMissedByNobody(boolean refreshes) {
    var party = party(new RtpFormat(96, "opus", 48_000, 2, "useinbandfec=1; usedtx=1"));

    var told =
        watch(
            party,
            0,
            now -> {
              if (now == begun || refreshes && (now - begun) % REFRESH_NANOS == 0) {
                party.says(packet(0xF8, 0xFF).limit(13), now);
              }
            });

    assertThat(told).as(events::toString).isEmpty();
  }

  /** When the first tick comes: somewhere between two. */
  static List<Long> phases() {
    var phases = new ArrayList<Long>();
    for (long phase = 0; phase < RelayLoop.TICK_NANOS; phase += PACKET_NANOS) {
      phases.add(phase);
    }
    return phases;
  }

  /**
   * Lets the speaker speak, and {@code party} do as {@code speech} has it, until something is told;
   * says when.
   */
  private OptionalLong watch(Party party, long phase, LongConsumer speech) {
    var speaker = party(PCMA);
    long nextTick = phase;
    for (long at = 0; at < LONG_NANOS; at += PACKET_NANOS) {
      long now = begun + at;
      speaker.says(packet(1, 2), now);
      speech.accept(now);
      if (at >= nextTick) {
        nextTick += RelayLoop.TICK_NANOS;
        party.watch().check(now, speaker.watch());
        speaker.watch().check(now, party.watch());
      }
      if (!events.isEmpty()) {
        return OptionalLong.of(at);
      }
    }
    return OptionalLong.empty();
  }

  private Party party(RtpFormat format) {
    var endpoint = service.open("call_test", _ -> {});
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 4_000);
    var agreed = new Remote(address, List.of(format), Direction.SENDRECV);
    var sound = new Sound();
    sound.tune(agreed);
    var watch = new Watch(endpoint, SILENCE, sound, this::tell);
    watch.expect(agreed);
    watch.restart(begun);
    return new Party(endpoint, format, watch);
  }

  private void tell(MediaEvent event) {
    if (!(event instanceof FirstPacket || event instanceof Resting)) {
      events.add(event);
    }
  }

  private static ByteBuffer packet(int first, int others) {
    var packet = ByteBuffer.allocate(172).put(0, (byte) 0x80).put(12, (byte) first);
    for (int at = 13; at < packet.limit(); at++) {
      packet.put(at, (byte) others);
    }
    return packet;
  }
}
