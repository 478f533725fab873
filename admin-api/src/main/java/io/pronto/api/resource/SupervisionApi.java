package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.audit.AuditLog;
import io.pronto.core.call.CallCommand;
import io.pronto.core.call.CallControl;
import io.pronto.core.call.CallDetailRecord.Direction;
import io.pronto.core.call.SupervisionMode;
import io.pronto.core.live.LiveCall;
import io.pronto.core.live.LiveCalls;
import io.pronto.core.numbering.EmergencyNumbers;
import io.pronto.core.organisation.OrganisationSettingsStore;
import io.pronto.core.organisation.OrganisationStore;
import io.pronto.core.subject.LiveGate;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;

/** Listening to calls under way, and speaking up in them. */
public final class SupervisionApi implements Resource {
  private final LiveCalls calls;
  private final CallControl control;
  private final Visibility visibility;
  private final OrganisationSettingsStore settings;
  private final OrganisationStore organisations;
  private final AuditLog audit;
  private final LiveGate gate;

  /**
   * Asks {@code control} to let somebody into one of {@code calls}, as {@code visibility} allows,
   * and tells {@code audit} who did; how the party is told, {@code settings} say, and in whose
   * calls nobody listens {@code gate}.
   */
  public SupervisionApi(
      LiveCalls calls,
      CallControl control,
      Visibility visibility,
      OrganisationSettingsStore settings,
      OrganisationStore organisations,
      AuditLog audit,
      LiveGate gate) {
    this.calls = calls;
    this.control = control;
    this.visibility = visibility;
    this.settings = settings;
    this.organisations = organisations;
    this.audit = audit;
    this.gate = gate;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of("supervise_call", this::supervise, "end_supervision", this::end);
  }

  private Reply supervise(Request request) {
    var call = found(request);
    var body = request.body();
    var mode =
        Optional.ofNullable(body.getString("mode"))
            .map(SupervisionMode::of)
            .orElseThrow(() -> Problem.invalid("/mode", "required", "Is missing"));
    var user = user(request);
    requirePossible(call, user);
    gate.requireOpen(request.organisation(), call.id(), call.parties());
    audit.note(
        request.organisation(),
        "call.supervision_asked",
        call.id().value(),
        new JsonObject().put("mode", mode.code()).put("user_id", user));
    var command =
        new CallCommand.Supervise(
            mode,
            user,
            Optional.ofNullable(body.getString("device_id")),
            settings.find(request.organisation()).supervisionNotice());
    if (!control.ask(request.organisation(), call.id(), command)) {
      throw Problem.notFound();
    }
    return new Reply.Accepted();
  }

  /** Who has asked to listen leaves; a key sends away whoever does. */
  private Reply end(Request request) {
    var call = found(request).id();
    var self = Optional.of(request.callerId()).filter(id -> id.startsWith("usr_"));
    audit.note(request.organisation(), "call.supervision_end_asked", call.value());
    if (!control.ask(request.organisation(), call, new CallCommand.EndSupervision(self))) {
      throw Problem.notFound();
    }
    return new Reply.Accepted();
  }

  /** Nobody has another's telephones ring; a key has none of its own. */
  private static String user(Request request) {
    var named = Optional.ofNullable(request.body().getString("user_id"));
    var self = Optional.of(request.callerId()).filter(id -> id.startsWith("usr_"));
    if (self.isPresent() && !named.orElse(self.get()).equals(self.get())) {
      throw Problem.invalid("/user_id", "not_allowed", "Must be oneself");
    }
    return self.or(() -> named)
        .orElseThrow(() -> Problem.invalid("/user_id", "required", "Is missing"));
  }

  private void requirePossible(LiveCall call, String user) {
    if (isForHelp(call)) {
      throw Problem.conflict("emergency", "Nobody listens to a call for help");
    }
    if (call.userIds().contains(user)) {
      throw Problem.conflict("own_call", "One takes part in it already");
    }
    if (call.state() == LiveCall.State.RINGING || call.attendance().isPresent()) {
      throw Problem.conflict("not_answered", "No two parties talk in it");
    }
  }

  /** As far as it can be told here: the call itself knows, and refuses as well. */
  private boolean isForHelp(LiveCall call) {
    return call.direction() == Direction.OUTBOUND
        && organisations
            .find(call.organisation())
            .filter(own -> EmergencyNumbers.has(call.called(), own.country()))
            .isPresent();
  }

  private LiveCall found(Request request) {
    var users = visibility.users(request);
    return calls.list(request.organisation()).stream()
        .filter(call -> users.isEmpty() || call.userIds().stream().anyMatch(users.get()::contains))
        .filter(call -> call.id().value().equals(request.path("id")))
        .findFirst()
        .orElseThrow(Problem::notFound);
  }
}
