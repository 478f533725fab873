package io.pronto.media.relay;

import io.pronto.media.Endpoint;
import io.pronto.media.MediaEvent;
import io.pronto.media.Remote;
import io.pronto.media.RtpFormat;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Notices, on the loop's coarse tick, that a peer which should send does not. What it sends is for
 * {@link SoundWatch} to judge.
 */
final class Watch {
  /** After so long the peer is called one-way; with the tick it is told within 3 s. */
  private static final long ONE_WAY_NANOS = Duration.ofMillis(2500).toNanos();

  /** The other party counts as sending when its last packet is not older. */
  private static final long RECENT_NANOS = Duration.ofMillis(500).toNanos();

  /** Who has sent nothing for so long says in a report whether that is all there was. */
  private static final long QUIET_NANOS = Duration.ofSeconds(1).toNanos();

  /** Comfort noise (RFC 3389), which some send unasked. */
  private static final int NOISE = 13;

  private final Endpoint endpoint;
  private final long silenceNanos;
  private final Consumer<MediaEvent> events;
  private final SoundWatch sound;
  private final SentCount sent = new SentCount();
  private final RtpFormat[] coding = new RtpFormat[128];
  private final boolean[] keys = new boolean[128];
  private boolean everHeard;
  private Optional<RtpFormat> usual = Optional.empty();
  private boolean agreedNoise;
  private boolean annexB;
  private boolean discontinuous;
  private int lastPayloadType = -1;
  private long lastHeard;
  private long since;
  private long lastSign = System.nanoTime();
  private boolean silentTold;
  private long restingTold;
  private boolean oneWayTold;
  private boolean unheardTold;
  private boolean moved;

  Watch(Endpoint endpoint, Duration silence, Sound sound, Consumer<MediaEvent> events) {
    this.endpoint = endpoint;
    this.sound = new SoundWatch(endpoint, sound, events);
    this.silenceNanos = silence.toNanos();
    this.events = events;
  }

  /** Heeds what is agreed: whether the peer may send nothing while it has nothing to say. */
  void expect(Remote agreed) {
    Arrays.fill(coding, null);
    agreed.formats().reversed().forEach(format -> coding[format.payloadType()] = format);
    agreed.announced().reversed().forEach(format -> coding[format.payloadType()] = format);
    for (int i = 0; i < keys.length; i++) {
      keys[i] = coding[i] != null && coding[i].isTelephoneEvent();
    }
    agreedNoise = agreed.formats().stream().anyMatch(format -> is(format, "CN"));
    usual =
        agreed.formats().stream()
            .filter(format -> !format.isTelephoneEvent() && !is(format, "CN"))
            .findFirst();
    annexB = !says(agreed, "G729", "annexb=no");
    discontinuous = says(agreed, "OPUS", "usedtx=1");
  }

  /** A packet of the peer has come. */
  void heard(int payloadType, ByteBuffer packet, long now) {
    lastHeard = now;
    since = now;
    lastPayloadType = keys[payloadType] ? lastPayloadType : payloadType;
    silentTold = false;
    unheardTold = false;
    takeBack();
    if (!everHeard) {
      everHeard = true;
      events.accept(new MediaEvent.FirstPacket(endpoint));
    }
    sound.packet(payloadType, packet, now);
  }

  /** The peer sends from another address than before. */
  void moved() {
    moved = true;
  }

  /**
   * RTCP of the peer has come: it is there, even if it has nothing to say.
   *
   * @param known packets of the peer that have come, or are known to be lost
   */
  void alive(ByteBuffer report, long known, long now) {
    lastSign = now;
    sent.report(report, known, !everHeard || now - lastHeard >= QUIET_NANOS, now);
  }

  /** Whether the peer has said lately that it sends nothing. For any thread. */
  boolean isIdle(long now) {
    return sent.isIdle(now);
  }

  /**
   * The peer has been bridged, or has been asked to send again: its time starts now. What was told
   * of it is taken back, and told again if it lasts.
   */
  void restart(long now) {
    sound.restart(now);
    since = now;
    silentTold = false;
    unheardTold = false;
    takeBack();
  }

  private void takeBack() {
    if (oneWayTold) {
      oneWayTold = false;
      events.accept(new MediaEvent.Restored(endpoint, moved));
    }
  }

  /** Tells if the peer has been quiet for too long, by itself or beside {@code other}. */
  void check(long now, Watch other) {
    check(now);
    if (now - since >= ONE_WAY_NANOS && !oneWayTold && !mayBeSilent() && other.heardLately(now)) {
      oneWayTold = true;
      moved = false;
      events.accept(new MediaEvent.OneWay(endpoint));
    }
    sound.check(now, other.sound, heardLately(now) && !mayBeSilent());
  }

  /** Tells if the peer, which is mixed with others, has been quiet for too long. */
  void checkMixed(long now) {
    check(now);
    if (now - since >= ONE_WAY_NANOS && !unheardTold && !mayBeSilent()) {
      unheardTold = true;
      events.accept(new MediaEvent.Unheard(endpoint));
    }
  }

  /** Tells if the peer has been quiet for too long by itself. */
  void check(long now) {
    long quiet = now - since;
    long gone = Math.min(quiet, now - lastSign);
    if (gone < silenceNanos) {
      restingTold = now - silenceNanos;
    } else if (mayBeSilent()) {
      rest(gone, now);
    } else if (!silentTold) {
      silentTold = true;
      events.accept(new MediaEvent.Silent(endpoint, Duration.ofNanos(gone)));
    }
  }

  private void rest(long gone, long now) {
    if (now - restingTold >= silenceNanos) {
      restingTold = now;
      events.accept(new MediaEvent.Resting(endpoint, Duration.ofNanos(gone)));
    }
  }

  /** Who has never been heard is not silent: every silence begins with a packet. */
  private boolean mayBeSilent() {
    return everHeard
        && (agreedNoise
            || lastPayloadType == NOISE
            || spoken().filter(this::skipsSilence).isPresent());
  }

  /** What the peer speaks: by its last packet, or by what is agreed if that has no name. */
  private Optional<RtpFormat> spoken() {
    return lastPayloadType < 0
        ? usual
        : Optional.ofNullable(coding[lastPayloadType]).or(() -> usual);
  }

  private boolean heardLately(long now) {
    return everHeard && now - lastHeard < RECENT_NANOS;
  }

  /** Opus with DTX, and G.729 unless either side says that it is without annex B (RFC 7261). */
  private boolean skipsSilence(RtpFormat format) {
    return is(format, "OPUS") && discontinuous || is(format, "G729") && annexB;
  }

  private static boolean says(Remote agreed, String encoding, String parameter) {
    return Stream.of(agreed.formats(), agreed.announced())
        .flatMap(List::stream)
        .filter(format -> is(format, encoding))
        .map(format -> format.parameters().toLowerCase(Locale.ROOT).replace(" ", ""))
        .anyMatch(parameters -> parameters.contains(parameter));
  }

  private static boolean is(RtpFormat format, String encoding) {
    return format.encoding().equalsIgnoreCase(encoding);
  }
}
