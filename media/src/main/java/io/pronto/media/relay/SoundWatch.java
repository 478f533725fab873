package io.pronto.media.relay;

import io.pronto.media.Endpoint;
import io.pronto.media.MediaEvent;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Notices, on the loop's coarse tick, that a peer sends packets and no sound: nothing but digital
 * silence ({@link Sound}) while the other speaks, as of a dead microphone, of a driver that is
 * muted, of a box that answers in the peer's place. Who has not been heard at all is told of within
 * 3 s. Who was heard before is given 10 s, since many have just pressed a button to be muted, which
 * looks the same, and a few phones send digital silence between words.
 *
 * <p>Nothing is told of a peer who is only quiet, whose room has any noise; of one whose sound is
 * neither G.711 nor G.722 nor Opus; of one who hears somebody who says nothing. A peer whose sound
 * is lost behind its microphone, so that it sends noise, is not found.
 */
final class SoundWatch {
  /** With the tick it is told within 3 s. */
  private static final long FIRST_NANOS = Duration.ofMillis(2500).toNanos();

  private static final long LATER_NANOS = Duration.ofSeconds(10).toNanos();

  /** The other must have spoken for this part of the time. */
  private static final double LEAST_SPOKEN = 0.4;

  /** No tick is that late. */
  private static final long LONGEST_TICK_NANOS = Duration.ofSeconds(1).toNanos();

  private final Endpoint endpoint;
  private final Sound sound;
  private final Consumer<MediaEvent> events;
  private long restartedAt = System.nanoTime();
  private long checkedAt = restartedAt;
  private long span;
  private long spokenNanos;
  private boolean told;

  SoundWatch(Endpoint endpoint, Sound sound, Consumer<MediaEvent> events) {
    this.endpoint = endpoint;
    this.sound = sound;
    this.events = events;
  }

  /** A packet of the peer has come. */
  void packet(int payloadType, ByteBuffer packet, long now) {
    sound.packet(payloadType, packet, now);
    if (!sound.isSilent()) {
      takeBack();
    }
  }

  /**
   * The peer has been bridged, or comes back from a hold: its time starts now. What was told of it
   * is taken back, and told again if it lasts.
   */
  void restart(long now) {
    restartedAt = now;
    checkedAt = now;
    spokenNanos = 0;
    takeBack();
  }

  private void takeBack() {
    if (told) {
      told = false;
      events.accept(new MediaEvent.SoundAgain(endpoint));
    }
  }

  /**
   * Tells if the peer has been silent for too long beside {@code other}.
   *
   * @param sends whether packets of the peer come
   */
  void check(long now, SoundWatch other, boolean sends) {
    long passed = Math.min(now - checkedAt, LONGEST_TICK_NANOS);
    checkedAt = now;
    if (!sends || !sound.isSilent() || told) {
      spokenNanos = 0;
      return;
    }
    if (span != sound.silentSince()) {
      span = sound.silentSince();
      spokenNanos = 0;
    }
    spokenNanos += other.sound.speaks(now) ? passed : 0;
    long needed = sound.wasHeard() ? LATER_NANOS : FIRST_NANOS;
    boolean lasts = now - Math.max(span, restartedAt) >= needed;
    if (lasts && spokenNanos >= LEAST_SPOKEN * needed) {
      told = true;
      events.accept(new MediaEvent.DigitalSilence(endpoint, sound.wasHeard()));
    }
  }
}
