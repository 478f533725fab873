package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.audit.AuditLog;
import io.pronto.core.call.CallControl;
import io.pronto.core.db.Page;
import io.pronto.core.live.LiveCall;
import io.pronto.core.live.LiveCalls;
import java.util.List;
import java.util.Map;

/** Calls under way. */
public final class CallsApi implements Resource {
  private final LiveCalls calls;
  private final CallControl control;
  private final Visibility visibility;
  private final AuditLog audit;

  /** Reads {@code calls}, ends them through {@code control}, and tells {@code audit} who did. */
  public CallsApi(LiveCalls calls, CallControl control, Visibility visibility, AuditLog audit) {
    this.calls = calls;
    this.control = control;
    this.visibility = visibility;
    this.audit = audit;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of(
        "list_calls", this::list,
        "get_call", this::read,
        "hang_up_call", this::hangUp);
  }

  private Reply list(Request request) {
    return Reply.page(
        Page.within(seen(request), request.page(true), call -> call.id().value())
            .map(CallJson::of));
  }

  private Reply read(Request request) {
    return Reply.ok(CallJson.of(found(request)));
  }

  private Reply hangUp(Request request) {
    var call = found(request).id();
    audit.note(request.organisation(), "call.hung_up", call.value());
    return Reply.gone(control.hangUp(request.organisation(), call));
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
}
