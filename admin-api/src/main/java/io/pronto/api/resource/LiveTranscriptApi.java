package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.access.Sessions;
import io.pronto.core.call.CallId;
import io.pronto.core.live.LiveCall;
import io.pronto.core.live.LiveCalls;
import io.pronto.core.live.LiveTranscripts;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.subject.LiveGate;
import java.util.List;
import java.util.Map;

/** What is said in a call while it goes on, for those who may read its transcript. */
public final class LiveTranscriptApi implements Resource {
  private final LiveTranscripts transcripts;
  private final LiveCalls calls;
  private final Sessions sessions;
  private final Visibility visibility;
  private final Listening listening;
  private final LiveGate gate;

  /**
   * Reads {@code transcripts} of {@code calls} while a session holds; {@code listening} notes it.
   *
   * @param gate which says whose calls are restricted
   */
  public LiveTranscriptApi(
      LiveGate gate,
      LiveTranscripts transcripts,
      LiveCalls calls,
      Sessions sessions,
      Visibility visibility,
      Listening listening) {
    this.gate = gate;
    this.transcripts = transcripts;
    this.calls = calls;
    this.sessions = sessions;
    this.visibility = visibility;
    this.listening = listening;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of("stream_call_transcript", this::stream);
  }

  private Reply stream(Request request) {
    var organisation = request.organisation();
    var seen = seen(request);
    var call = seen.id();
    gate.requireOpen(organisation, call, seen.parties());
    listening.begins(request, "transcript.followed", List.of(call.value()));
    var stream =
        new LiveTranscriptStream(
            transcripts,
            organisation,
            call,
            () -> sessions.holds(request.signedIn()),
            () -> goesOn(organisation, call));
    long after = request.query("Last-Event-ID").map(Long::valueOf).orElse(0L);
    return new Reply.Bytes(
        200,
        Map.of("Content-Type", "text/event-stream", "X-Accel-Buffering", "no"),
        -1,
        out -> stream.writeTo(out, after));
  }

  private LiveCall seen(Request request) {
    var users = visibility.users(request);
    return calls.list(request.organisation()).stream()
        .filter(call -> call.id().value().equals(request.path("id")))
        .filter(call -> users.isEmpty() || call.userIds().stream().anyMatch(users.get()::contains))
        .findFirst()
        .orElseThrow(Problem::notFound);
  }

  private boolean goesOn(OrganisationId organisation, CallId id) {
    return calls.list(organisation).stream().anyMatch(call -> call.id().equals(id));
  }
}
