package io.pronto.core.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.call.CallId;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TranscriptTextTest {
  private static final Transcript SAID =
      of(
          Map.of(
              Party.CALLER,
              List.of(word("bonjour", 1_500, 2_000), word("R&D", 2_100, 2_250)),
              Party.CALLED,
              List.of(word("oui", 3_661_004, 3_661_500))));

  @Test
  void inPlainTextEachTurnIsALine() {
    assertThat(TranscriptText.TEXT.of(SAID))
        .isEqualTo("[00:00:01] Appelant: bonjour R&D\n[01:01:01] Appelé: oui\n");
  }

  @Test
  void inWebVttEachTurnIsACueInItsPartysVoice() {
    assertThat(TranscriptText.VTT.of(SAID))
        .isEqualTo(
            """
            WEBVTT
            Language: fr

            00:00:01.500 --> 00:00:02.250
            <v Appelant>bonjour R&amp;D

            01:01:01.004 --> 01:01:01.500
            <v Appelé>oui
            """);
  }

  @Test
  void inJsonEachChannelHasItsWordsWithTimesAndConfidence() {
    var json = new JsonObject(TranscriptText.JSON.of(SAID));

    assertThat(json.getString("language")).isEqualTo("fr");
    assertThat(json.getString("recording_id")).isEqualTo("rec_1");
    assertThat(json.getJsonArray("channels"))
        .isEqualTo(
            new JsonArray(
                """
                [{"channel": 1, "party": "caller", "words": [
                   {"text": "bonjour", "start": 1.5, "end": 2.0, "confidence": 1.0},
                   {"text": "R&D", "start": 2.1, "end": 2.25, "confidence": 1.0}]},
                 {"channel": 2, "party": "called", "words": [
                   {"text": "oui", "start": 3661.004, "end": 3661.5, "confidence": 1.0}]}]
                """));
  }

  @Test
  void whereNothingWasSaidNothingIsWritten() {
    assertThat(TranscriptText.TEXT.of(of(Map.of()))).isEmpty();
    assertThat(TranscriptText.VTT.of(of(Map.of()))).isEqualTo("WEBVTT\nLanguage: fr\n");
  }

  private static SpokenWord word(String text, int start, int end) {
    return new SpokenWord(text, Duration.ofMillis(start), Duration.ofMillis(end), 1);
  }

  private static Transcript of(Map<Party, List<SpokenWord>> words) {
    return new Transcript(
        "trn_1",
        Ground.organisation(),
        CallId.next(),
        "rec_1",
        "fr",
        Transcript.State.AVAILABLE,
        Optional.empty(),
        words,
        "",
        1,
        Instant.EPOCH,
        Instant.EPOCH,
        Instant.EPOCH);
  }
}
