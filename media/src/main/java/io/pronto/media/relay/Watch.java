package io.pronto.media.relay;

import io.pronto.media.Endpoint;
import io.pronto.media.MediaEvent;
import io.pronto.media.Remote;
import io.pronto.media.RtpFormat;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Notices, on the loop's coarse tick, that a peer which should send does not. */
final class Watch {
  /** After so long the peer is called one-way; with the tick it is told within 3 s. */
  private static final long ONE_WAY_NANOS = Duration.ofMillis(2500).toNanos();

  /** The other party counts as sending when its last packet is not older. */
  private static final long RECENT_NANOS = Duration.ofMillis(500).toNanos();

  /** Comfort noise (RFC 3389), which some send unasked. */
  private static final int NOISE = 13;

  private final Endpoint endpoint;
  private final long silenceNanos;
  private final Consumer<MediaEvent> events;
  private boolean everHeard;
  private boolean maySkip;
  private int lastPayloadType;
  private long lastHeard;
  private long since;
  private long lastSign = System.nanoTime();
  private boolean silentTold;
  private boolean oneWayTold;
  private boolean unheardTold;
  private boolean moved;

  Watch(Endpoint endpoint, Duration silence, Consumer<MediaEvent> events) {
    this.endpoint = endpoint;
    this.silenceNanos = silence.toNanos();
    this.events = events;
  }

  /** Heeds what is agreed: whether the peer may send nothing while it has nothing to say. */
  void expect(Remote agreed) {
    maySkip =
        List.of(agreed.formats(), agreed.announced()).stream()
            .flatMap(List::stream)
            .anyMatch(Watch::skipsSilence);
  }

  /** A packet of the peer has come. */
  void heard(int payloadType, long now) {
    lastHeard = now;
    since = now;
    lastPayloadType = payloadType;
    silentTold = false;
    unheardTold = false;
    if (oneWayTold) {
      oneWayTold = false;
      events.accept(new MediaEvent.Restored(endpoint, moved));
    }
    if (!everHeard) {
      everHeard = true;
      events.accept(new MediaEvent.FirstPacket(endpoint));
    }
  }

  /** The peer sends from another address than before. */
  void moved() {
    moved = true;
  }

  /** RTCP of the peer has come: it is there, even if it has nothing to say. */
  void alive(long now) {
    lastSign = now;
  }

  /** The peer has been bridged, or has been asked to send again: its time starts now. */
  void restart(long now) {
    since = now;
    silentTold = false;
    oneWayTold = false;
    unheardTold = false;
  }

  /** Tells if the peer has been quiet for too long, by itself or beside {@code other}. */
  void check(long now, Watch other) {
    check(now);
    if (now - since >= ONE_WAY_NANOS && !oneWayTold && !mayBeSilent() && other.heardLately(now)) {
      oneWayTold = true;
      moved = false;
      events.accept(new MediaEvent.OneWay(endpoint));
    }
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
    if (gone >= silenceNanos && !silentTold) {
      silentTold = true;
      events.accept(new MediaEvent.Silent(endpoint, Duration.ofNanos(gone)));
    }
  }

  /** Who has never been heard is not silent: every silence begins with a packet. */
  private boolean mayBeSilent() {
    return everHeard && (maySkip || lastPayloadType == NOISE);
  }

  private boolean heardLately(long now) {
    return everHeard && now - lastHeard < RECENT_NANOS;
  }

  /** Comfort noise, Opus with DTX, and G.729 unless it is said to be without annex B. */
  private static boolean skipsSilence(RtpFormat format) {
    var parameters = format.parameters().toLowerCase(Locale.ROOT).replace(" ", "");
    return switch (format.encoding().toUpperCase(Locale.ROOT)) {
      case "CN" -> true;
      case "OPUS" -> parameters.contains("usedtx=1");
      case "G729" -> !parameters.contains("annexb=no");
      default -> false;
    };
  }
}
