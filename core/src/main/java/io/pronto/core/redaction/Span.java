package io.pronto.core.redaction;

import io.pronto.core.transcript.Party;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;

/**
 * Where one party said what nobody should hear again.
 *
 * @param fromMillis where it begins, from the recording's start
 * @param toMillis where it ends: after its beginning
 */
public record Span(Party party, long fromMillis, long toMillis, Kind kind) {
  /** As it is kept: {@code {"party", "from", "to", "reason"}}. */
  JsonObject json() {
    return new JsonObject()
        .put("party", party.code())
        .put("from", fromMillis)
        .put("to", toMillis)
        .put("reason", kind.word());
  }

  static JsonArray json(List<Span> spans) {
    return new JsonArray(spans.stream().map(Span::json).toList());
  }

  static List<Span> of(JsonArray json) {
    return json.stream().map(JsonObject.class::cast).map(Span::of).toList();
  }

  private static Span of(JsonObject json) {
    return new Span(
        Party.valueOf(json.getString("party").toUpperCase(Locale.ROOT)),
        json.getLong("from"),
        json.getLong("to"),
        Kind.of(json.getString("reason")));
  }
}
