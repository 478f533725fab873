package io.pronto.core.transcript;

import io.pronto.core.call.CallId;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A transcript as a row has it. */
final class TranscriptRow {
  /** Those that are not restricted: of others nobody reads the words. */
  static final String SELECT =
      """
      select id, organisation_id, call_id, recording_id, language, state, message, words, text,
             attempts, created_at, updated_at, expires_at
        from readable_transcript\
      """;

  private TranscriptRow() {}

  static Transcript read(Row row) {
    return new Transcript(
        row.getString("id"),
        new OrganisationId(row.getString("organisation_id")),
        new CallId(row.getString("call_id")),
        row.getString("recording_id"),
        row.getString("language"),
        Transcript.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
        Optional.ofNullable(row.getString("message")),
        words(row.getJsonObject("words")),
        row.getString("text"),
        row.getInteger("attempts"),
        instant(row, "created_at"),
        instant(row, "updated_at"),
        instant(row, "expires_at"));
  }

  /** {@code {"caller": [{"text", "start", "end", "confidence"}], …}}, times in seconds. */
  static JsonObject json(Map<Party, List<SpokenWord>> words) {
    var json = new JsonObject();
    words.forEach((party, spoken) -> json.put(party.code(), json(spoken)));
    return json;
  }

  /** {@code [{"text", "start", "end", "confidence"}]}; null is nothing. */
  static JsonArray json(List<SpokenWord> spoken) {
    return spoken == null
        ? new JsonArray()
        : new JsonArray(spoken.stream().map(TranscriptRow::json).toList());
  }

  static String text(Map<Party, List<SpokenWord>> words) {
    return Turn.of(words).stream().map(Turn::text).collect(Collectors.joining("\n"));
  }

  private static JsonObject json(SpokenWord word) {
    return new JsonObject()
        .put("text", word.text())
        .put("start", seconds(word.start()))
        .put("end", seconds(word.end()))
        .put("confidence", word.confidence());
  }

  /** Reads {@link #json(Map)}. */
  static Map<Party, List<SpokenWord>> words(JsonObject json) {
    var words = new EnumMap<Party, List<SpokenWord>>(Party.class);
    for (var party : Party.values()) {
      var spoken = json.getJsonArray(party.code());
      if (spoken != null) {
        words.put(party, spoken.stream().map(word -> word((JsonObject) word)).toList());
      }
    }
    return words;
  }

  private static SpokenWord word(JsonObject json) {
    return new SpokenWord(
        json.getString("text"),
        duration(json.getDouble("start")),
        duration(json.getDouble("end")),
        json.getDouble("confidence"));
  }

  static double seconds(Duration time) {
    return BigDecimal.valueOf(time.toMillis(), 3).doubleValue();
  }

  private static Duration duration(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1_000));
  }

  private static Instant instant(Row row, String column) {
    return row.getOffsetDateTime(column).toInstant();
  }
}
