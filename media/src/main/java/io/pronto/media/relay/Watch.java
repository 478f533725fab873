package io.pronto.media.relay;

import io.pronto.media.Endpoint;
import io.pronto.media.MediaEvent;
import java.time.Duration;
import java.util.function.Consumer;

/** Notices, on the loop's coarse tick, that a peer which should send does not. */
final class Watch {
  /** After so long the peer is called one-way; with the tick it is told within 3 s. */
  private static final long ONE_WAY_NANOS = Duration.ofMillis(2500).toNanos();

  /** The other party counts as sending when its last packet is not older. */
  private static final long RECENT_NANOS = Duration.ofMillis(500).toNanos();

  private final Endpoint endpoint;
  private final long silenceNanos;
  private final Consumer<MediaEvent> events;
  private boolean everHeard;
  private long lastHeard;
  private long since;
  private long lastSign = System.nanoTime();
  private boolean silentTold;
  private boolean oneWayTold;

  Watch(Endpoint endpoint, Duration silence, Consumer<MediaEvent> events) {
    this.endpoint = endpoint;
    this.silenceNanos = silence.toNanos();
    this.events = events;
  }

  /** A packet of the peer has come. */
  void heard(long now) {
    lastHeard = now;
    since = now;
    silentTold = false;
    oneWayTold = false;
    if (!everHeard) {
      everHeard = true;
      events.accept(new MediaEvent.FirstPacket(endpoint));
    }
  }

  /** RTCP of the peer has come: it is there, even if it has nothing to say. */
  void alive(long now) {
    lastSign = now;
  }

  /** The peer has been bridged, or has been asked to send again: its time starts now. */
  void restart(long now) {
    since = now;
  }

  /** Tells if the peer has been quiet for too long, by itself or beside {@code other}. */
  void check(long now, Watch other) {
    check(now);
    if (now - since >= ONE_WAY_NANOS && !oneWayTold && other.heardLately(now)) {
      oneWayTold = true;
      events.accept(new MediaEvent.OneWay(endpoint));
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

  private boolean heardLately(long now) {
    return everHeard && now - lastHeard < RECENT_NANOS;
  }
}
