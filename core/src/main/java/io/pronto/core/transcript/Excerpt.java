package io.pronto.core.transcript;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A transcript of which only some turns are left: of the others is told when and by which party
 * something was said, and not what.
 */
public final class Excerpt {
  /** What stands for a turn that is left out. */
  public static final String LEFT_OUT = "[other party]";

  private static final String WORDS = "words";
  private static final String TEXT = "text";

  private Excerpt() {}

  /**
   * The same with the turns that are {@code kept}.
   *
   * @param transcript as its row has it; a text whose words are not known by party is left out
   */
  public static JsonObject of(JsonObject transcript, Predicate<Turn> kept) {
    var words = TranscriptRow.words(transcript.getJsonObject(WORDS, new JsonObject()));
    var turns = Turn.of(words);
    var said = new HashMap<Party, JsonArray>();
    words.keySet().forEach(party -> said.put(party, new JsonArray()));
    for (var turn : turns) {
      var into = said.get(turn.party());
      if (kept.test(turn)) {
        into.addAll(TranscriptRow.json(within(turn, words.get(turn.party()))));
      } else {
        into.add(leftOut(turn));
      }
    }
    var left = new JsonObject();
    said.forEach((party, each) -> left.put(party.code(), each));
    return transcript.copy().put(WORDS, left).put(TEXT, text(transcript, turns, kept));
  }

  private static List<SpokenWord> within(Turn turn, List<SpokenWord> words) {
    return words.stream()
        .filter(
            word ->
                word.start().compareTo(turn.start()) >= 0 && word.end().compareTo(turn.end()) <= 0)
        .toList();
  }

  private static JsonObject leftOut(Turn turn) {
    return new JsonObject()
        .put(TEXT, LEFT_OUT)
        .put("start", TranscriptRow.seconds(turn.start()))
        .put("end", TranscriptRow.seconds(turn.end()));
  }

  private static String text(JsonObject transcript, List<Turn> turns, Predicate<Turn> kept) {
    if (turns.isEmpty()) {
      return transcript.getString(TEXT, "").isEmpty() ? "" : LEFT_OUT;
    }
    return turns.stream()
        .map(turn -> kept.test(turn) ? turn.text() : LEFT_OUT)
        .collect(Collectors.joining("\n"));
  }
}
