package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.customeraudit.AuditRefused;
import io.pronto.core.customeraudit.CustomerAudit;
import io.pronto.core.customeraudit.CustomerAudits;
import io.vertx.core.json.JsonObject;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Audits that customers ask for, and the operator's answers. */
public final class CustomerAuditsApi implements Resource {
  private final CustomerAudits audits;

  /** Keeps them in {@code audits}. */
  public CustomerAuditsApi(CustomerAudits audits) {
    this.audits = audits;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of(
        "list_audits", this::list,
        "create_audit", this::ask,
        "get_audit", this::read,
        "withdraw_audit", this::withdraw,
        "answer_audit", this::answer);
  }

  private Reply list(Request request) {
    var page =
        SubprocessorsApi.reader(request)
            .map(organisation -> audits.page(organisation, request.page()))
            .orElseGet(() -> audits.all(request.page()));
    return Reply.page(page.map(CustomerAuditsApi::json));
  }

  private Reply read(Request request) {
    var id = request.path("id");
    var reader = SubprocessorsApi.reader(request);
    return reply(reader.isPresent() ? audits.find(reader.get(), id) : audits.findAny(id));
  }

  private Reply ask(Request request) {
    var body = request.body();
    var on = day(body, "wanted_on").orElseThrow();
    return Reply.created(
        json(
            refusing(
                "/wanted_on",
                () ->
                    audits.ask(
                        request.organisation(),
                        on,
                        body.getString("subject").strip(),
                        request.callerId()))));
  }

  private Reply withdraw(Request request) {
    return Reply.gone(
        audits
            .withdraw(request.organisation(), request.path("id"), request.callerId())
            .isPresent());
  }

  private Reply answer(Request request) {
    var body = request.body();
    var on = day(body, "agreed_on");
    return reply(
        refusing(
            "/agreed_on",
            () ->
                audits.answer(
                    request.path("id"), on, body.getString("text").strip(), request.callerId())));
  }

  private static Reply reply(Optional<CustomerAudit> audit) {
    return audit.map(CustomerAuditsApi::json).map(Reply::ok).orElseThrow(Problem::notFound);
  }

  private static Optional<LocalDate> day(JsonObject body, String field) {
    try {
      return Optional.ofNullable(body.getString(field)).map(LocalDate::parse);
    } catch (DateTimeParseException e) {
      throw Problem.invalid('/' + field, "malformed", "Must be a day that exists");
    }
  }

  private static JsonObject json(CustomerAudit audit) {
    return new JsonObject()
        .put("id", audit.id())
        .put("organisation_id", audit.organisation().value())
        .put("state", audit.state().code())
        .put("wanted_on", audit.wantedOn().toString())
        .put("subject", audit.subject())
        .put("asked_by", audit.askedBy())
        .put("created_at", audit.askedAt())
        .put("answer", audit.answer().map(CustomerAuditsApi::json).orElse(null))
        .put("withdrawn_at", audit.withdrawnAt().orElse(null));
  }

  private static JsonObject json(CustomerAudit.Answer answer) {
    return new JsonObject()
        .put("agreed_on", answer.on().map(LocalDate::toString).orElse(null))
        .put("text", answer.text())
        .put("answered_at", answer.at());
  }

  private static <T> T refusing(String pointer, Supplier<T> step) {
    try {
      return step.get();
    } catch (AuditRefused refused) {
      var code = refused.reason().code();
      throw switch (refused.reason()) {
        case NOTICE_TOO_SHORT, PAST -> Problem.invalid(pointer, code, refused.getMessage());
        case ONE_A_YEAR -> Problem.conflict(code, pointer, refused.getMessage());
        case WITHDRAWN -> Problem.conflict(code, refused.getMessage());
      };
    }
  }
}
