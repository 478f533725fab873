package io.pronto.core.subject;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The words of a transcript, by party, in which some that were said one after the other are
 * replaced: one by one where there are as many, and else the first by all, with the time of all.
 */
final class CorrectedWords {
  private final List<String> wrong;
  private final List<String> right;

  /** Replaces {@code wrong} by {@code right}, both with blanks between their words. */
  CorrectedWords(String wrong, String right) {
    this.wrong = words(wrong);
    this.right = words(right);
  }

  private static List<String> words(String text) {
    return Arrays.stream(text.split("\\s+")).filter(word -> !word.isEmpty()).toList();
  }

  /** {@code {"caller": [{"text", "start", "end", "confidence"}], …}}, put right. */
  JsonObject of(JsonObject words) {
    var corrected = new JsonObject();
    words.forEach(party -> corrected.put(party.getKey(), corrected((JsonArray) party.getValue())));
    return corrected;
  }

  private JsonArray corrected(JsonArray spoken) {
    var before = spoken.stream().map(JsonObject.class::cast).toList();
    var after = new ArrayList<JsonObject>();
    int at = 0;
    while (at < before.size()) {
      if (isWrong(before, at)) {
        after.addAll(replaced(before.subList(at, at + wrong.size())));
        at += wrong.size();
      } else {
        after.add(before.get(at++));
      }
    }
    return new JsonArray(after);
  }

  private boolean isWrong(List<JsonObject> spoken, int at) {
    return !wrong.isEmpty()
        && at + wrong.size() <= spoken.size()
        && IntStream.range(0, wrong.size())
            .allMatch(i -> wrong.get(i).equals(spoken.get(at + i).getString("text")));
  }

  private List<JsonObject> replaced(List<JsonObject> spoken) {
    if (right.isEmpty()) {
      return List.of();
    }
    if (right.size() == spoken.size()) {
      return IntStream.range(0, right.size())
          .mapToObj(i -> spoken.get(i).copy().put("text", right.get(i)))
          .toList();
    }
    return List.of(
        spoken
            .getFirst()
            .copy()
            .put("text", String.join(" ", right))
            .put("end", spoken.getLast().getValue("end")));
  }
}
