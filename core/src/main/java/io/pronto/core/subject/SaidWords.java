package io.pronto.core.subject;

import io.pronto.core.transcript.Party;
import io.pronto.core.transcript.SpokenWord;
import io.pronto.core.transcript.Turn;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.stream.Collectors;

/** What was said, as a transcript's row has it: by party, or as one after the other said it. */
final class SaidWords {
  private SaidWords() {}

  /**
   * Each party's, and those of both in the order in which they began: who ends another's number.
   */
  static List<List<JsonObject>> sequences(JsonObject words) {
    var parties =
        words.stream()
            .map(
                party ->
                    ((JsonArray) party.getValue()).stream().map(JsonObject.class::cast).toList())
            .toList();
    var both =
        parties.stream()
            .flatMap(List::stream)
            .sorted(Comparator.comparingDouble(word -> word.getDouble("start", 0.0)))
            .toList();
    return parties.size() < 2 ? parties : List.of(parties.getFirst(), parties.getLast(), both);
  }

  /** The same as they were heard. */
  static List<SpokenWord> spoken(List<JsonObject> words) {
    return words.stream().map(SaidWords::spoken).toList();
  }

  /** The text that is made of them: a turn a line. */
  static String text(JsonObject words) {
    var all = new EnumMap<Party, List<SpokenWord>>(Party.class);
    for (var party : Party.values()) {
      var said = words.getJsonArray(party.code(), new JsonArray());
      if (!said.isEmpty()) {
        all.put(party, spoken(said.stream().map(JsonObject.class::cast).toList()));
      }
    }
    return Turn.of(all).stream().map(Turn::text).collect(Collectors.joining("\n"));
  }

  private static SpokenWord spoken(JsonObject word) {
    double start = word.getDouble("start", 0.0);
    return new SpokenWord(
        word.getString("text", ""),
        millis(start),
        millis(word.getDouble("end", start)),
        word.getDouble("confidence", 1.0));
  }

  private static Duration millis(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1_000));
  }
}
