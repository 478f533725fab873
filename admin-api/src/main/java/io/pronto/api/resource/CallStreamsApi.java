package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.audit.AuditLog;
import io.pronto.core.call.CallCommand;
import io.pronto.core.call.CallControl;
import io.pronto.core.db.Database;
import io.pronto.core.live.LiveCall;
import io.pronto.core.live.LiveCalls;
import io.pronto.core.restriction.Restricted;
import io.pronto.core.stream.StreamDestinationStore;
import io.pronto.core.stream.StreamTracks;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The sound of calls under way, sent to servers that the organisation has listed. */
public final class CallStreamsApi implements Resource {
  private final Database database;
  private final LiveCalls calls;
  private final CallControl control;
  private final StreamDestinationStore destinations;
  private final Visibility visibility;
  private final AuditLog audit;

  /**
   * Has {@code control} send the sound of {@code calls} to {@code destinations}, and tells {@code
   * audit} who asked.
   *
   * @param database which says whose calls are restricted
   */
  public CallStreamsApi(
      Database database,
      LiveCalls calls,
      CallControl control,
      StreamDestinationStore destinations,
      Visibility visibility,
      AuditLog audit) {
    this.database = database;
    this.calls = calls;
    this.control = control;
    this.destinations = destinations;
    this.visibility = visibility;
    this.audit = audit;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of("start_call_stream", this::start, "end_call_stream", this::end);
  }

  private Reply start(Request request) {
    var call = found(request);
    var destination =
        Optional.ofNullable(request.body().getString("destination_id"))
            .orElseThrow(() -> Problem.invalid("/destination_id", "required", "Is missing"));
    if (destinations.find(request.organisation(), destination).isEmpty()) {
      throw Problem.invalid(
          "/destination_id", "not_found", "Must be a stream destination of the organisation");
    }
    var tracks = StreamTracks.of(request.body().getString("tracks", StreamTracks.BOTH.code()));
    requireRecorded(call);
    requireFree(call);
    audit.note(
        request.organisation(),
        "call.stream_asked",
        call.id().value(),
        new JsonObject().put("destination_id", destination).put("tracks", tracks.code()));
    ask(request, call, new CallCommand.Stream(destination, tracks));
    return new Reply.Accepted();
  }

  private Reply end(Request request) {
    var call = found(request);
    audit.note(request.organisation(), "call.stream_end_asked", call.id().value());
    ask(request, call, new CallCommand.EndStream());
    return new Reply.Accepted();
  }

  private void ask(Request request, LiveCall call, CallCommand command) {
    if (!control.ask(request.organisation(), call.id(), command)) {
      throw Problem.notFound();
    }
  }

  /** As far as it is known here: the call itself knows, and refuses as well. */
  private static void requireRecorded(LiveCall call) {
    switch (call.recording()) {
      case EXCLUDED ->
          throw Problem.conflict(
              "excluded_line", "Somebody takes part whose calls the organisation never records");
      case NONE ->
          throw Problem.conflict(
              "not_recorded", "The number's recording policy records no such call");
      case PLANNED ->
          throw Problem.conflict("not_recording", "The recording has not begun: ask for it first");
      case ENDED -> throw Problem.conflict("recording_ended", "The recording is over");
      case RUNNING, PAUSED -> {}
    }
  }

  /** A call with whoever has had their data restricted is restricted from its beginning. */
  private void requireFree(LiveCall call) {
    database.in(
        call.organisation(),
        tx -> {
          var what = "The sound of the call " + call.id();
          Restricted.requireFree(tx, what, List.of(call.caller(), call.called()), call.userIds());
          return what;
        });
  }

  private LiveCall found(Request request) {
    var users = visibility.users(request);
    return calls.list(request.organisation()).stream()
        .filter(call -> call.id().value().equals(request.path("id")))
        .filter(call -> users.isEmpty() || call.userIds().stream().anyMatch(users.get()::contains))
        .findFirst()
        .orElseThrow(Problem::notFound);
  }
}
