package io.pronto.media.record;

import io.pronto.media.relay.Forwarder;
import java.nio.ByteBuffer;
import java.util.Optional;

/** One channel of one recording: its lane, and whom it hears at present. */
final class Ear {
  private static final int DEAF = -1;

  private final Session session;
  private final Lane lane;
  private final Recorder recorder;
  private Forwarder party;
  private int number = DEAF;

  Ear(Session session, Lane lane, Recorder recorder) {
    this.session = session;
    this.lane = lane;
    this.recorder = recorder;
  }

  /** The channel's lane. */
  Lane lane() {
    return lane;
  }

  /**
   * Hears {@code next}, tapped by {@code tap}, from {@code at} on, in place of anybody else.
   *
   * @param leg by which leg of the call, if anybody says
   */
  void hear(Forwarder next, int tap, Optional<String> leg, long at) {
    deafen();
    lane.join(at, leg);
    party = next;
    number = tap;
    recorder.listen(number, this);
  }

  /** Hears nobody from {@code at} on. */
  void leave(long at) {
    deafen();
    lane.leave(at);
  }

  /** Hears nobody any more, whatever the lane says of it. */
  void deafen() {
    if (number != DEAF) {
      party.untap(number);
      recorder.ignore(number);
      number = DEAF;
    }
  }

  /** Takes what the party was heard to send. */
  void take(ByteBuffer tapped, long arrivalNanos) {
    session.take(lane, tapped, arrivalNanos);
  }
}
