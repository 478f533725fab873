package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.audit.AuditLog;
import io.pronto.core.call.CallCommand;
import io.pronto.core.call.CallControl;
import io.pronto.core.conference.ConferenceStore;
import io.pronto.core.db.Page;
import io.pronto.core.live.LiveCall;
import io.pronto.core.live.LiveCalls;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who is in conferences now, and what may be done about it. */
public final class ConferencePartiesApi implements Resource {
  private final ConferenceStore conferences;
  private final LiveCalls calls;
  private final CallControl control;
  private final AuditLog audit;

  /** Reads {@code calls}, asks {@code control}, and tells {@code audit} who did. */
  public ConferencePartiesApi(
      ConferenceStore conferences, LiveCalls calls, CallControl control, AuditLog audit) {
    this.conferences = conferences;
    this.calls = calls;
    this.control = control;
    this.audit = audit;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of(
        "list_conference_parties", this::list,
        "end_conference", this::end,
        "mute_conference_party", this::mute,
        "remove_conference_party", this::remove,
        "lock_conference", this::lock);
  }

  private Reply list(Request request) {
    return Reply.page(
        Page.within(parties(request), request.page(true), call -> call.id().value())
            .map(ConferencePartiesApi::json));
  }

  private Reply end(Request request) {
    var parties = parties(request);
    if (!parties.isEmpty()) {
      audit.note(request.organisation(), "conference.ended", request.path("id"));
      askAny(request, parties, new CallCommand.EndConference());
    }
    return Reply.gone(true);
  }

  private Reply mute(Request request) {
    var party = party(request);
    boolean muted = wanted(request, "muted");
    audit.note(
        request.organisation(),
        muted ? "conference.party_muted" : "conference.party_unmuted",
        request.path("id"),
        new JsonObject().put("call_id", party.id().value()));
    ask(request, party, new CallCommand.Mute(muted));
    return new Reply.Accepted();
  }

  private Reply remove(Request request) {
    var party = party(request);
    audit.note(
        request.organisation(),
        "conference.party_removed",
        request.path("id"),
        new JsonObject().put("call_id", party.id().value()));
    ask(request, party, new CallCommand.HangUp());
    return Reply.gone(true);
  }

  private Reply lock(Request request) {
    var parties = parties(request);
    boolean locked = wanted(request, "locked");
    if (parties.isEmpty()) {
      throw Problem.conflict("conference_empty", "Nobody is in the conference");
    }
    audit.note(
        request.organisation(),
        locked ? "conference.locked" : "conference.unlocked",
        request.path("id"));
    askAny(request, parties, new CallCommand.LockConference(locked));
    return new Reply.Accepted();
  }

  /** What goes for all: each of them is asked, since any may have hung up a moment ago. */
  private void askAny(Request request, List<LiveCall> parties, CallCommand command) {
    boolean known = false;
    for (var party : parties) {
      known |= control.ask(request.organisation(), party.id(), command);
    }
    if (!known) {
      throw Problem.notFound();
    }
  }

  /** Asked for here, so that whoever may not know of the conference is not told what is missing. */
  private static boolean wanted(Request request, String field) {
    return Optional.ofNullable(request.body().getBoolean(field))
        .orElseThrow(() -> Problem.invalid("/" + field, "required", "Is missing"));
  }

  private void ask(Request request, LiveCall party, CallCommand command) {
    if (!control.ask(request.organisation(), party.id(), command)) {
      throw Problem.notFound();
    }
  }

  private LiveCall party(Request request) {
    return parties(request).stream()
        .filter(call -> call.id().value().equals(request.path("call_id")))
        .findFirst()
        .orElseThrow(Problem::notFound);
  }

  private List<LiveCall> parties(Request request) {
    var id = request.path("id");
    if (conferences.find(request.organisation(), id).isEmpty()) {
      throw Problem.notFound();
    }
    return calls.list(request.organisation()).stream()
        .filter(call -> call.attendance().filter(in -> in.conferenceId().equals(id)).isPresent())
        .toList();
  }

  private static JsonObject json(LiveCall call) {
    var attendance = call.attendance().orElseThrow();
    return new JsonObject()
        .put("call_id", call.id().value())
        .put("number", call.caller())
        .put("name", call.callerName())
        .put("user_id", call.userIds().stream().findFirst().orElse(null))
        .put("moderator", attendance.moderator())
        .put("muted", attendance.muted())
        .put("speaking", attendance.speaking())
        .put("since", attendance.since());
  }
}
