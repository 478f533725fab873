package io.pronto.core.call;

import io.pronto.core.organisation.SupervisionNotice;
import io.pronto.core.stream.StreamTracks;
import java.util.Optional;

/** What may be asked of a call that goes on. */
public sealed interface CallCommand {
  /** To end. */
  record HangUp() implements CallCommand {}

  /**
   * To have its recording run, pause or end.
   *
   * @param wanted running, paused or ended
   * @param reason why it pauses, in the words of whoever asks; kept in the manifest
   */
  record Record(RecordingState wanted, String reason) implements CallCommand {}

  /** To have nobody in its conference hear its caller, or everybody again. */
  record Mute(boolean wanted) implements CallCommand {}

  /** To let nobody else into its conference, or everybody again. */
  record LockConference(boolean wanted) implements CallCommand {}

  /** To end its conference for all who are in it. */
  record EndConference() implements CallCommand {}

  /**
   * To have its sound sent to a server of its organisation's, as long as it is recorded.
   *
   * @param destinationId of the server, which the organisation has listed
   */
  record Stream(String destinationId, StreamTracks tracks) implements CallCommand {}

  /** To have its sound sent nowhere any more. */
  record EndStream() implements CallCommand {}

  /**
   * To ring a user's devices and to let whoever answers take part, or, if the user does already, to
   * change how.
   *
   * @param userId who supervises
   * @param deviceId the one device that rings; empty for all of the user's
   * @param notice how the one who is supervised is told
   */
  record Supervise(
      SupervisionMode mode, String userId, Optional<String> deviceId, SupervisionNotice notice)
      implements CallCommand {}

  /**
   * To let nobody supervise it any more; its parties talk on.
   *
   * @param userId who no longer supervises, if that is who does; empty for whoever does
   */
  record EndSupervision(Optional<String> userId) implements CallCommand {}
}
