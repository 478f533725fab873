package io.pronto.core.call;

import io.pronto.core.event.News;
import io.pronto.core.manifest.Outcome;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is told with a final record, in its transaction: {@code call.ended}, and of each recording
 * {@code recording.available} or {@code recording.failed}; one that is empty has failed, too, and
 * says so. That one was refused was told when it was.
 */
public final class FinalNews {
  private FinalNews() {}

  static List<News> of(CallDetailRecord cdr) {
    return Stream.concat(
            Stream.of(News.of("call.ended", call(cdr))),
            cdr.recordings().stream().flatMap(entry -> recording(cdr, entry).stream()))
        .toList();
  }

  private static JsonObject call(CallDetailRecord cdr) {
    var json =
        new JsonObject()
            .put("call_id", cdr.id().value())
            .put("direction", cdr.direction().code())
            .put("from", cdr.caller().number())
            .put("to", cdr.called().number())
            .put("user_id", cdr.called().userId().or(cdr.caller()::userId).orElse(null))
            .put("started_at", cdr.startedAt().toString());
    CdrJson.putTime(json, "ringing_at", cdr.ringingAt());
    CdrJson.putTime(json, "answered_at", cdr.answeredAt());
    CdrJson.putTime(json, "ended_at", cdr.endedAt());
    cdr.cause()
        .ifPresent(
            cause ->
                json.put("reason", cause.code())
                    .put("reason_text", cause.words())
                    .put("q850_cause", cause.q850()));
    var recordings = cdr.recordings().stream().map(RecordingEntry::id).toList();
    return json.put("sip_status", cdr.sipStatus())
        .put("ended_by", cdr.endedBy())
        .put("duration", cdr.duration().toSeconds())
        .put("talked", cdr.talked().toSeconds())
        .put("recording_ids", new JsonArray(recordings));
  }

  private static Optional<News> recording(CallDetailRecord cdr, RecordingEntry entry) {
    return entry
        .outcome()
        .filter(outcome -> !outcome.state().equals(Outcome.REFUSED.word()))
        .map(outcome -> recording(cdr.id(), entry, outcome));
  }

  /** What is told of the recording {@code entry} of {@code call}, which came to {@code outcome}. */
  public static News recording(CallId call, RecordingEntry entry, RecordingEntry.Outcome outcome) {
    boolean available = outcome.state().equals("available");
    return News.of(
        available ? "recording.available" : "recording.failed",
        new JsonObject()
            .put("recording_id", entry.id())
            .put("call_id", call.value())
            .put("state", outcome.state())
            .put("reason", outcome.reason().orElse(null))
            .put("duration", outcome.millis() / 1000.0));
  }
}
