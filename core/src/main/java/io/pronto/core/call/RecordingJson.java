package io.pronto.core.call;

import static io.pronto.core.call.CdrJson.put;
import static io.pronto.core.call.CdrJson.text;
import static io.pronto.core.call.CdrJson.time;

import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** A recording as JSON, for the spool only: it names a key that no other table may keep. */
final class RecordingJson {
  private RecordingJson() {}

  static JsonObject of(RecordingEntry entry) {
    var json =
        new JsonObject()
            .put("id", entry.id())
            .put("number", entry.number())
            .put("language", entry.language())
            .put("transcribed", entry.transcribed())
            .put("file", entry.file())
            .put("wrapped_key", entry.wrappedKey())
            .put("started_at", entry.startedAt().toString());
    entry.outcome().ifPresent(outcome -> json.put("outcome", outcome(outcome)));
    return json;
  }

  static RecordingEntry read(JsonObject json) {
    return new RecordingEntry(
        json.getString("id"),
        json.getString("number"),
        json.getString("language"),
        json.getBoolean("transcribed", true),
        json.getString("file"),
        json.getString("wrapped_key"),
        time(json, "started_at").orElseThrow(),
        Optional.ofNullable(json.getJsonObject("outcome")).map(RecordingJson::outcome));
  }

  private static JsonObject outcome(RecordingEntry.Outcome outcome) {
    var json = new JsonObject().put("state", outcome.state());
    put(json, "reason", outcome.reason());
    return json.put("millis", outcome.millis())
        .put("bytes", outcome.bytes())
        .put("manifest", outcome.manifest());
  }

  private static RecordingEntry.Outcome outcome(JsonObject json) {
    return new RecordingEntry.Outcome(
        json.getString("state"),
        text(json, "reason"),
        json.getLong("millis"),
        json.getLong("bytes"),
        json.getString("manifest"));
  }
}
