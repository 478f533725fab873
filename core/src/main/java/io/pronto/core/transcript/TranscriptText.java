package io.pronto.core.transcript;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A transcript as a file that people keep. */
public enum TranscriptText {
  /** Plain text, a turn a line: when it began, who spoke, and what was said. */
  TEXT("text/plain; charset=utf-8", "txt") {
    @Override
    public String of(Transcript transcript) {
      return Turn.of(transcript.words()).stream()
          .map(
              turn ->
                  "[%s] %s: %s\n"
                      .formatted(
                          clock(turn.start()).substring(0, 8),
                          voice(turn.party(), transcript.language()),
                          turn.text()))
          .collect(Collectors.joining());
    }
  },
  /** WebVTT, a turn a cue, in the voice of its party (W3C, "WebVTT", section 4). */
  VTT("text/vtt; charset=utf-8", "vtt") {
    @Override
    public String of(Transcript transcript) {
      return Turn.of(transcript.words()).stream()
          .map(
              turn ->
                  "\n%s --> %s\n<v %s>%s\n"
                      .formatted(
                          clock(turn.start()),
                          clock(turn.end()),
                          voice(turn.party(), transcript.language()),
                          escaped(turn.text())))
          .collect(Collectors.joining("", "WEBVTT\nLanguage: " + transcript.language() + "\n", ""));
    }
  },
  /** JSON (RFC 8259): of each channel every word, its times in seconds, how sure the decoder is. */
  JSON("application/json", "json") {
    @Override
    public String of(Transcript transcript) {
      var channels =
          Stream.of(Party.values())
              .map(
                  party ->
                      new JsonObject()
                          .put("channel", party.ordinal() + 1)
                          .put("party", party.code())
                          .put("words", TranscriptRow.json(transcript.words().get(party))))
              .toList();
      return new JsonObject()
              .put("id", transcript.id())
              .put("recording_id", transcript.recordingId())
              .put("call_id", transcript.call().value())
              .put("language", transcript.language())
              .put("channels", new JsonArray(channels))
              .encodePrettily()
          + "\n";
    }
  };

  private final String type;
  private final String suffix;

  TranscriptText(String type, String suffix) {
    this.type = type;
    this.suffix = suffix;
  }

  /** All of {@code transcript}; one without words is one without turns. */
  public abstract String of(Transcript transcript);

  /** Its media type, with the charset. */
  public String type() {
    return type;
  }

  /** How a file's name ends. */
  public String suffix() {
    return suffix;
  }

  /** {@code hh:mm:ss.ttt}. */
  private static String clock(Duration time) {
    return "%02d:%02d:%02d.%03d"
        .formatted(time.toHours(), time.toMinutesPart(), time.toSecondsPart(), time.toMillisPart());
  }

  private static String voice(Party party, String language) {
    return switch (party) {
      case CALLER ->
          switch (language) {
            case "fr" -> "Appelant";
            case "it" -> "Chiamante";
            default -> "Caller";
          };
      case CALLED ->
          switch (language) {
            case "fr" -> "Appelé";
            case "it" -> "Chiamato";
            default -> "Called";
          };
    };
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
