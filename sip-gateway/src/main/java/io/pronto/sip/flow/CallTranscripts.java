package io.pronto.sip.flow;

import io.pronto.core.call.RecordingEntry;
import io.pronto.core.live.LiveTranscripts;
import io.pronto.core.numbering.RentedNumber;
import io.pronto.core.organisation.TranscriptionPolicy;
import io.pronto.media.SoundListener;
import io.pronto.media.speech.LiveSpeech;
import io.pronto.media.speech.model.NoModel;

/**
 * Has calls written down while they go on, where their number's policy says so, their parties have
 * been told that they are recorded, and none of them is restricted. It hears what the recording
 * keeps: whatever pauses or ends the one does the other. Where it cannot be, that is said, and the
 * call is written down afterwards.
 */
final class CallTranscripts {
  private final LiveSpeech speech;
  private final LiveTranscripts live;
  private final FollowedCalls followed;

  /** Written down by {@code speech}, told to {@code live}, for as long as {@code followed} lets. */
  CallTranscripts(LiveSpeech speech, LiveTranscripts live, FollowedCalls followed) {
    this.speech = speech;
    this.live = live;
    this.followed = followed;
  }

  /**
   * Who listens to a recording that is about to begin.
   *
   * @param told whether the parties have heard the notice
   */
  SoundListener of(
      RentedNumber number, RecordingEntry recording, boolean told, CallAccount account) {
    if (number.transcription().effectiveMode() != TranscriptionPolicy.Mode.LIVE) {
      return SoundListener.NOBODY;
    }
    var transcript = new LiveTranscript(live, number, recording, account);
    if (!told) {
      transcript.deferred("The parties do not hear the notice that the call is recorded");
      return SoundListener.NOBODY;
    }
    transcript.follow(followed);
    return begun(recording, account, transcript);
  }

  private SoundListener begun(
      RecordingEntry recording, CallAccount account, LiveTranscript transcript) {
    try {
      var begun = speech.begin(account.id().value(), recording.language(), transcript);
      if (begun.isEmpty()) {
        transcript.deferred(
            speech.places() == 0
                ? "Live transcription is switched off"
                : "All %d places are taken".formatted(speech.places()));
        return SoundListener.NOBODY;
      }
      transcript.started(begun.get());
      return begun.get();
    } catch (NoModel e) {
      transcript.deferred(e.getMessage());
      return SoundListener.NOBODY;
    }
  }
}
