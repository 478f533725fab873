package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.clock.ClockGuard;
import io.pronto.core.clock.ClockState;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Map;

/** Whether the clock by which things are deleted is believed, and who says that it is right. */
public final class RetentionClockApi implements Resource {
  private final ClockGuard guard;

  /** Asks {@code guard}. */
  public RetentionClockApi(ClockGuard guard) {
    this.guard = guard;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of(
        "get_retention_clock", this::read,
        "confirm_retention_clock", this::confirm);
  }

  private Reply read(Request request) {
    return Reply.ok(json(guard.look()));
  }

  private Reply confirm(Request request) {
    if (!guard.confirm(request.callerId())) {
      throw Problem.conflict("clock_is_believed", "Nobody doubts the clock");
    }
    return read(request);
  }

  private static JsonObject json(ClockState state) {
    return new JsonObject()
        .put("state", state.belief().code())
        .put("clock", state.clock().toString())
        .put("believed_at", state.seenAt().toString())
        .put("behind_from", state.behindFrom().map(Instant::toString).orElse(null))
        .put("behind_until", state.behindUntil().map(Instant::toString).orElse(null))
        .put("confirmed_by", state.confirmedBy().orElse(null))
        .put("confirmed_at", state.confirmedAt().map(Instant::toString).orElse(null));
  }
}
