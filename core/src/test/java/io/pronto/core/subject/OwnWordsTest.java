package io.pronto.core.subject;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.transcript.Party;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OwnWordsTest {
  private static final Terms ADA =
      new Terms(List.of("+33612345678", "0612345678"), List.of(), List.of(), List.of());

  private final OwnWords own = new OwnWords(ADA);

  private static JsonObject said(JsonArray caller, JsonArray called, String text) {
    return new JsonObject()
        .put("id", "trn_1")
        .put("words", new JsonObject().put("caller", caller).put("called", called))
        .put("text", text);
  }

  private static JsonObject word(String text, double start) {
    return new JsonObject()
        .put("text", text)
        .put("start", start)
        .put("end", start + 0.5)
        .put("confidence", 0.9);
  }

  private static JsonObject talk() {
    return said(
        JsonArray.of(word("hello", 0), word("there", 0.6), word("tomorrow", 8)),
        JsonArray.of(word("my", 3), word("secret", 3.6)),
        "hello there\nmy secret\ntomorrow");
  }

  @Test
  void whatTheOtherPartySaidIsLeftOutAndMarked() {
    var left = own.of(talk(), new Heard(Set.of(Party.CALLER)));

    assertThat(left.getString("text")).isEqualTo("hello there\n[other party]\ntomorrow");
    assertThat(left.getJsonObject("words").getJsonArray("caller"))
        .isEqualTo(talk().getJsonObject("words").getJsonArray("caller"));
    assertThat(left.getJsonObject("words").getJsonArray("called"))
        .containsExactly(
            new JsonObject().put("text", "[other party]").put("start", 3.0).put("end", 4.1));
    assertThat(left.getString("id")).isEqualTo("trn_1");
    assertThat(own.of(talk(), new Heard(Set.of(Party.CALLED))).getString("text"))
        .isEqualTo("[other party]\nmy secret\n[other party]");
  }

  @Test
  void whoeverWasOnBothSidesHasAllOfIt() {
    assertThat(own.of(talk(), new Heard(Set.of(Party.CALLER, Party.CALLED)))).isEqualTo(talk());
  }

  @Test
  void ofACallOfOthersStaysWhereTheyNameThemAndNothingElse() {
    var others =
        said(
            JsonArray.of(word("our", 0), word("secret", 0.6), word("write", 5), word("06", 5.6)),
            JsonArray.of(word("12345678", 6.3), word("fine", 20)),
            "our secret\nwrite 06\n12345678\nfine");

    var left = own.of(others, new Heard(Set.of()));

    assertThat(left.getString("text"))
        .isEqualTo("[other party]\nwrite 06\n12345678\n[other party]");
    assertThat(left.encode()).doesNotContain("secret").doesNotContain("fine");
  }

  @Test
  void aTextWhoseWordsNobodyHasIsLeftOut() {
    var bare = said(new JsonArray(), new JsonArray(), "who said that?");

    assertThat(own.of(bare, new Heard(Set.of(Party.CALLER))).getString("text"))
        .isEqualTo("[other party]");
  }
}
