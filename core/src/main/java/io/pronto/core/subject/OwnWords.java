package io.pronto.core.subject;

import io.pronto.core.transcript.Excerpt;
import io.pronto.core.transcript.Turn;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What of a transcript is somebody's: what they have said themselves; and of a call in which they
 * were not, the turns in which others named their number or address. What else was said is others'
 * (GDPR art. 15(4)).
 */
final class OwnWords {
  private static final String NAMED = "\0";

  private final SaidNumber said;

  OwnWords(Terms terms) {
    said = new SaidNumber(terms.all(), NAMED);
  }

  /** Those of a transcript as its row has it. */
  JsonObject of(JsonObject transcript, Heard heard) {
    if (heard.everywhere()) {
      return transcript;
    }
    if (!heard.nowhere()) {
      return Excerpt.of(transcript, turn -> heard.sides().contains(turn.party()));
    }
    var named =
        named(
            transcript.getJsonObject("words", new JsonObject()),
            transcript.getString("language", ""));
    return Excerpt.of(
        transcript, turn -> named.stream().anyMatch(mention -> mention.isWithin(turn)));
  }

  /** A word that names them, or a part of what does. */
  private record Mention(String party, Duration start) {
    boolean isWithin(Turn turn) {
      return turn.party().code().equals(party)
          && start.compareTo(turn.start()) >= 0
          && start.compareTo(turn.end()) <= 0;
    }
  }

  private List<Mention> named(JsonObject words, String language) {
    var without = said.erasedFrom(words, language);
    var mentions = new ArrayList<Mention>();
    for (var party : words.fieldNames()) {
      var each = words.getJsonArray(party);
      for (int at = 0; at < each.size(); at++) {
        if (!text(each, at).equals(text(without.getJsonArray(party), at))) {
          double start = each.getJsonObject(at).getDouble("start");
          mentions.add(new Mention(party, Duration.ofMillis(Math.round(start * 1_000))));
        }
      }
    }
    return mentions;
  }

  private static String text(JsonArray words, int at) {
    return words.getJsonObject(at).getString("text");
  }
}
