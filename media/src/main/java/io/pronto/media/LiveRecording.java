package io.pronto.media;

import io.pronto.media.record.Session;
import java.util.Optional;
import java.util.function.Consumer;

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
    session.attach(side, endpoint.forwarder(), Optional.empty());
  }

  /** The same of the endpoint of the leg {@code legId}, which the manifest gives. */
  public void attach(Side side, Endpoint endpoint, String legId) {
    session.attach(side, endpoint.forwarder(), Optional.of(legId));
  }

  /** Has {@code side} hear nobody from now on. */
  public void detach(Side side) {
    session.detach(side);
  }

  /**
   * Keeps nothing of what is said from now on, until {@link #resume}; the time is marked.
   *
   * @param reason as the manifest gives it
   */
  public void pause(String reason) {
    session.pause(reason);
  }

  /**
   * Keeps nothing, from now on, while a party keys in a card number or a code: from the fourth
   * digit that follows the one before it within 5 s, until 5 s after the last; in the minute after
   * that, from the first digit on. The manifest gives {@code card_digits} as the reason. The tones
   * of keys are not kept in any case.
   *
   * @param told true when such a pause begins, false when it is over, on a thread that must not be
   *     held up
   */
  public void pauseWhileKeyed(Consumer<Boolean> told) {
    session.pauseWhileKeyed(told);
  }

  /** A party has pressed a key of which its sound tells nothing: by an INFO. */
  public void pressed(Side side, char key) {
    session.pressed(side, key);
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
