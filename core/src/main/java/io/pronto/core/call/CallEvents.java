package io.pronto.core.call;

import io.pronto.core.db.StorableText;
import io.pronto.core.event.News;
import io.pronto.core.event.Outbox;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Tells an organisation's followers what happens to its calls while it happens. Costs the call next
 * to nothing and never fails it; of calls to nobody's numbers nothing is told.
 */
public final class CallEvents {
  private final Outbox outbox;

  /** Tells by way of {@code outbox}. */
  public CallEvents(Outbox outbox) {
    this.outbox = outbox;
  }

  /** The call reached routing. */
  public void created(CallDetailRecord cdr) {
    publish("call.created", cdr, data(cdr));
  }

  /** A device or trunk rings. */
  public void ringing(CallDetailRecord cdr) {
    publish("call.ringing", cdr, data(cdr));
  }

  /** The caller hears the answer. */
  public void answered(CallDetailRecord cdr) {
    publish("call.answered", cdr, data(cdr));
  }

  /**
   * A party was put on hold, or taken back.
   *
   * @param by {@code caller} or {@code called}
   */
  public void held(CallDetailRecord cdr, String by, boolean held) {
    publish("call.held", cdr, data(cdr).put("held_by", by).put("held", held));
  }

  /** A party hung up, or the call failed: at once, before legs and recording are closed. */
  public void hungUp(CallDetailRecord cdr) {
    publish("call.hungup", cdr, data(cdr));
  }

  private void publish(String type, CallDetailRecord cdr, JsonObject data) {
    cdr.organisation().ifPresent(organisation -> outbox.publish(organisation, type, data));
  }

  /** What is told with a final record, in its transaction: its end and each recording's. */
  static List<News> ended(CallDetailRecord cdr) {
    return Stream.concat(
            Stream.of(News.of("call.ended", data(cdr))),
            cdr.recordings().stream().flatMap(entry -> recording(cdr, entry).stream()))
        .toList();
  }

  private static Optional<News> recording(CallDetailRecord cdr, RecordingEntry entry) {
    return entry
        .outcome()
        .map(
            outcome -> {
              var data =
                  new JsonObject()
                      .put("id", entry.id())
                      .put("call_id", cdr.id().value())
                      .put("state", outcome.state())
                      .put("duration", outcome.millis() / 1000.0);
              outcome.reason().ifPresent(why -> data.put("reason", why));
              boolean available = outcome.state().equals("available");
              return News.of(available ? "recording.available" : "recording.failed", data);
            });
  }

  private static JsonObject data(CallDetailRecord cdr) {
    var json =
        new JsonObject()
            .put("id", cdr.id().value())
            .put("direction", cdr.direction().code())
            .put("caller", party(cdr.caller()))
            .put("called", party(cdr.called()))
            .put("started_at", cdr.startedAt().toString());
    CdrJson.putTime(json, "ringing_at", cdr.ringingAt());
    CdrJson.putTime(json, "answered_at", cdr.answeredAt());
    CdrJson.putTime(json, "ended_at", cdr.endedAt());
    cdr.cause().ifPresent(cause -> json.mergeIn(end(cdr, cause)));
    return json;
  }

  private static JsonObject end(CallDetailRecord cdr, HangupCause cause) {
    var recordings = new JsonArray(cdr.recordings().stream().map(RecordingEntry::id).toList());
    return new JsonObject()
        .put("cause", cause.code())
        .put("reason", cause.words())
        .put("sip_status", cdr.sipStatus())
        .put("q850", cause.q850())
        .put("ended_by", cdr.endedBy())
        .put("duration", cdr.duration().toSeconds())
        .put("talked", cdr.talked().toSeconds())
        .put("recording_ids", recordings);
  }

  private static JsonObject party(CallDetailRecord.Party party) {
    var json =
        new JsonObject()
            .put("number", StorableText.of(party.number()))
            .put("name", StorableText.of(party.name()));
    party.userId().ifPresent(user -> json.put("user_id", user));
    return json;
  }
}
