package io.pronto.server;

import io.pronto.core.call.CallDetailRecord;
import io.pronto.core.call.CallId;
import io.pronto.core.call.RecordingEntry;
import io.pronto.core.db.Tx;
import io.pronto.core.manifest.Content;
import io.pronto.core.manifest.Manifest;
import io.pronto.core.manifest.Outcome;
import io.pronto.core.redaction.Redaction;
import io.pronto.core.transcript.TranscriptStore;
import io.pronto.media.speech.model.Models;
import io.vertx.core.json.JsonObject;

/** Has what was said in recordings written down and looked through, once their call has ended. */
final class SoundOfCalls {
  private final Models models;
  private final String node;

  /**
   * By {@code models}, as far as there are any.
   *
   * @param node this server's name, on whose disk the recordings are
   */
  SoundOfCalls(Models models, String node) {
    this.models = models;
    this.node = node;
  }

  /** Follows the recordings of {@code cdr} in the transaction that writes them. */
  void follow(Tx tx, CallDetailRecord cdr) {
    cdr.recordings().forEach(recording -> follow(tx, cdr.id(), recording));
  }

  /** Follows the recording {@code recording} of {@code call}, whose file has come late. */
  void follow(Tx tx, CallId call, RecordingEntry recording) {
    if (recording.transcribed() && mayBeHeard(recording)) {
      boolean sounds = sounds(recording);
      if (sounds) {
        TranscriptStore.queue(tx, call, recording.id(), recording.language(), node);
      }
      Redaction.begin(tx, recording.id(), node, sounds && hasModel(recording));
    }
  }

  /** One that failed may have a file all the same, of which nobody knows what it holds. */
  private static boolean mayBeHeard(RecordingEntry recording) {
    var state = recording.outcome().map(outcome -> Outcome.of(outcome.state()));
    return state.filter(Outcome.AVAILABLE::equals).isPresent()
        || state.filter(Outcome.FAILED::equals).isPresent() && !recording.wrappedKey().isEmpty();
  }

  /** One that was broken off has the sound that came before. */
  private static boolean sounds(RecordingEntry recording) {
    var outcome = recording.outcome().orElseThrow();
    return outcome.state().equals(Outcome.AVAILABLE.word())
        || outcome.bytes() > 0
            && Manifest.of(new JsonObject(outcome.manifest())).has(Content.SOUND);
  }

  private boolean hasModel(RecordingEntry recording) {
    return models.list().stream().anyMatch(m -> m.language().equals(recording.language()));
  }
}
