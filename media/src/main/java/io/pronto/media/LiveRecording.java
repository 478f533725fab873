package io.pronto.media;

import io.pronto.media.record.Session;

/**
 * A recording under way, from {@link MediaService#record} to {@link #stop}. It hears legs, not
 * bridges: whoever is joined with whom, held or transferred, a channel follows the endpoint that it
 * was given, until it is given another. Methods may be called from any thread and, but for {@link
 * #stop}, return at once.
 */
public final class LiveRecording {
  private final Session session;

  LiveRecording(Session session) {
    this.session = session;
  }

  /** The recording's id. */
  public String id() {
    return session.id();
  }

  /**
   * Has {@code side} hear {@code endpoint} from now on, in place of another one if there was one.
   * An endpoint is heard by the last recording it was given to.
   *
   * @throws IllegalArgumentException when the endpoint is of another call
   */
  public void attach(Side side, Endpoint endpoint) {
    session.attach(side, endpoint.forwarder());
  }

  /** Has {@code side} hear nobody from now on. */
  public void detach(Side side) {
    session.detach(side);
  }

  /** Keeps nothing of what is said from now on, until {@link #resume}; the time is marked. */
  public void pause() {
    session.pause();
  }

  /** Keeps again what is said from now on. */
  public void resume() {
    session.resume();
  }

  /**
   * Ends the recording and waits until its file is on disk. To be called exactly when the call has
   * ended for it, whoever hung up; again, it returns the same.
   */
  public RecordingReport stop() {
    return session.stop();
  }
}
