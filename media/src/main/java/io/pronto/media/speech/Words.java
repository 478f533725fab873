package io.pronto.media.speech;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;

/** Words as Vosk tells them. */
final class Words {
  private static final double RATE = 8_000;

  private Words() {}

  /**
   * Reads them.
   *
   * @param result Vosk's, which may be null where it has heard nothing
   * @param samples that were before what Vosk has heard, by which their times are later
   */
  static List<Word> of(JsonArray result, long samples) {
    return result == null
        ? List.of()
        : result.stream().map(JsonObject.class::cast).map(word -> word(word, samples)).toList();
  }

  private static Word word(JsonObject json, long samples) {
    var before = seconds(samples / RATE);
    return new Word(
        json.getString("word"),
        before.plus(seconds(json.getDouble("start"))),
        before.plus(seconds(json.getDouble("end"))),
        Math.clamp(json.getDouble("conf"), 0, 1));
  }

  private static Duration seconds(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1_000));
  }
}
