package io.pronto.api.resource;

import io.pronto.core.manifest.Purpose;
import io.pronto.core.recording.Recording;
import io.pronto.core.transcript.Party;
import io.pronto.core.transcript.SpokenWord;
import io.pronto.core.transcript.Transcript;
import io.pronto.core.transcript.Turn;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** How recordings and transcripts read in JSON. */
final class RecordingJson {
  private static final int CHANNELS = 2;

  private RecordingJson() {}

  static JsonObject of(Recording recording) {
    var purpose = recording.manifest().purpose();
    return new JsonObject()
        .put("id", recording.id())
        .put("call_id", recording.call().value())
        .put("number", recording.number().orElse(null))
        .put("started_at", recording.startedAt())
        .put("duration", seconds(recording.duration()))
        .put("channels", CHANNELS)
        .put("state", recording.state().word())
        .put("reason", recording.reason().orElse(null))
        .put("redaction", recording.redaction().word())
        .put("evidence", recording.evidence().word())
        .put("purpose", purpose.map(what -> what.kind().code()).orElse(null))
        .put("purpose_text", purpose.flatMap(Purpose::text).orElse(null))
        .put("manifest", recording.manifest().json())
        .put("expires_at", recording.expiresAt())
        .put("held", recording.held())
        .put("restricted", recording.restricted());
  }

  /** A transcript by turns. */
  static JsonObject of(Transcript transcript) {
    var turns = Turn.of(transcript.words()).stream().map(RecordingJson::turn).toList();
    return new JsonObject()
        .put("id", transcript.id())
        .put("recording_id", transcript.recordingId())
        .put("call_id", transcript.call().value())
        .put("language", transcript.language())
        .put("state", transcript.state().code())
        .put("message", transcript.message().orElse(null))
        .put("turns", new JsonArray(turns))
        .put("created_at", transcript.createdAt())
        .put("updated_at", transcript.updatedAt())
        .put("expires_at", transcript.expiresAt());
  }

  /** Every word of each party. */
  static JsonObject words(Map<Party, List<SpokenWord>> words) {
    var json = new JsonObject();
    words.forEach(
        (party, spoken) ->
            json.put(
                party.code(), new JsonArray(spoken.stream().map(RecordingJson::word).toList())));
    return json;
  }

  private static JsonObject turn(Turn turn) {
    return new JsonObject()
        .put("party", turn.party().code())
        .put("start", seconds(turn.start()))
        .put("text", turn.text());
  }

  private static JsonObject word(SpokenWord word) {
    return new JsonObject()
        .put("text", word.text())
        .put("start", seconds(word.start()))
        .put("end", seconds(word.end()))
        .put("confidence", word.confidence());
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
