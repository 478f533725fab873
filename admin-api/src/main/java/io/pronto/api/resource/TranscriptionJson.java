package io.pronto.api.resource;

import io.pronto.core.organisation.TranscriptionPolicy;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** How it reads in JSON what is written down of calls, and how that is changed. */
final class TranscriptionJson {
  private TranscriptionJson() {}

  static JsonObject of(TranscriptionPolicy policy) {
    return new JsonObject()
        .put("mode", policy.mode().map(TranscriptionPolicy.Mode::code).orElse(null))
        .put("language", policy.language().orElse(null));
  }

  /** {@code before} with what {@code body} has under "transcription". */
  static TranscriptionPolicy changed(TranscriptionPolicy before, JsonObject body) {
    var change = body.getJsonObject("transcription", new JsonObject());
    return new TranscriptionPolicy(
        change.containsKey("mode")
            ? Optional.ofNullable(change.getString("mode")).map(TranscriptionPolicy.Mode::of)
            : before.mode(),
        change.containsKey("language")
            ? Optional.ofNullable(change.getString("language"))
            : before.language());
  }
}
