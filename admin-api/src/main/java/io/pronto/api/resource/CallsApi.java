package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.audit.AuditLog;
import io.pronto.core.audit.ReadJournal.Kind;
import io.pronto.core.call.CallCommand;
import io.pronto.core.call.CallControl;
import io.pronto.core.call.RecordingState;
import io.pronto.core.db.Page;
import io.pronto.core.live.LiveCall;
import io.pronto.core.live.LiveCalls;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Calls under way. */
public final class CallsApi implements Resource {
  private final LiveCalls calls;
  private final CallControl control;
  private final Visibility visibility;
  private final AuditLog audit;
  private final Shown shown;

  /**
   * Reads {@code calls}, ends them through {@code control}, and tells {@code audit} who did, and
   * {@code shown} who sees which.
   */
  public CallsApi(
      LiveCalls calls, CallControl control, Visibility visibility, AuditLog audit, Shown shown) {
    this.calls = calls;
    this.control = control;
    this.visibility = visibility;
    this.audit = audit;
    this.shown = shown;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of(
        "list_calls", this::list,
        "get_call", this::read,
        "hang_up_call", this::hangUp,
        "record_call", this::record);
  }

  private Reply list(Request request) {
    var page = Page.within(seen(request), request.page(true), CallsApi::id);
    return Reply.page(shown.page(request, Kind.CALL, page, CallsApi::id).map(CallJson::of));
  }

  private Reply read(Request request) {
    return Reply.ok(CallJson.of(shown.one(request, Kind.CALL, found(request), CallsApi::id)));
  }

  private Reply hangUp(Request request) {
    var call = found(request).id();
    audit.note(request.organisation(), "call.hung_up", call.value());
    return Reply.gone(control.ask(request.organisation(), call, new CallCommand.HangUp()));
  }

  private Reply record(Request request) {
    var call = found(request);
    var wanted =
        Optional.ofNullable(request.body().getString("state"))
            .map(RecordingState::of)
            .orElseThrow(() -> Problem.invalid("/state", "required", "Is missing"));
    var reason = request.body().getString("reason", "");
    requirePossible(call, wanted);
    audit.note(
        request.organisation(),
        "call.recording_" + wanted.code(),
        call.id().value(),
        new JsonObject().put("reason", reason));
    // whatever is known here: what was asked a moment ago may not have been told yet
    if (!control.ask(request.organisation(), call.id(), new CallCommand.Record(wanted, reason))) {
      throw Problem.notFound();
    }
    return new Reply.Accepted();
  }

  private static void requirePossible(LiveCall call, RecordingState wanted) {
    if (call.recording() == RecordingState.EXCLUDED) {
      throw Problem.conflict(
          "excluded_line", "Somebody takes part whose calls the organisation never records");
    }
    if (call.recording() == RecordingState.NONE) {
      throw Problem.conflict(
          "not_recorded",
          "The number's recording policy records no such call; on_demand would let it be asked"
              + " for");
    }
    if (call.state() == LiveCall.State.RINGING) {
      throw Problem.conflict("not_answered", "Nobody has answered yet");
    }
    if (call.recording() == RecordingState.ENDED && wanted != RecordingState.ENDED) {
      throw Problem.conflict("recording_ended", "The recording is over, and a call has one");
    }
    if (call.recording() == RecordingState.PLANNED && wanted == RecordingState.PAUSED) {
      throw Problem.conflict("not_recording", "The recording has not begun");
    }
  }

  private LiveCall found(Request request) {
    return seen(request).stream()
        .filter(call -> call.id().value().equals(request.path("id")))
        .findFirst()
        .orElseThrow(Problem::notFound);
  }

  private List<LiveCall> seen(Request request) {
    var users = visibility.users(request);
    return calls.list(request.organisation()).stream()
        .filter(call -> users.isEmpty() || call.userIds().stream().anyMatch(users.get()::contains))
        .toList();
  }

  private static String id(LiveCall call) {
    return call.id().value();
  }
}
