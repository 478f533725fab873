package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.notification.SubprocessorNews;
import io.pronto.core.subprocessor.Objection;
import io.pronto.core.subprocessor.ObjectionRefused;
import io.pronto.core.subprocessor.Objections;
import io.vertx.core.json.JsonObject;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What organisations have against subprocessors, and the operator's answers. */
public final class SubprocessorObjectionsApi implements Resource {
  private final Objections objections;
  private final SubprocessorNews news;
  private final Supplier<LocalDate> today;

  /**
   * Keeps them in {@code objections}; answers are written by {@code news}. What is overdue on the
   * day {@code today}, in Paris, says so.
   */
  public SubprocessorObjectionsApi(
      Objections objections, SubprocessorNews news, Supplier<LocalDate> today) {
    this.objections = objections;
    this.news = news;
    this.today = today;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of(
        "list_subprocessor_objections", this::list,
        "create_subprocessor_objection", this::raise,
        "get_subprocessor_objection", this::read,
        "withdraw_subprocessor_objection", this::withdraw,
        "answer_subprocessor_objection", this::answer);
  }

  private Reply list(Request request) {
    var page =
        SubprocessorsApi.reader(request)
            .map(organisation -> objections.list(organisation, request.page()))
            .orElseGet(() -> objections.listAll(request.page()));
    return Reply.page(page.map(this::json));
  }

  private Reply read(Request request) {
    var id = request.path("id");
    var reader = SubprocessorsApi.reader(request);
    var found =
        reader.isPresent()
            ? reader.flatMap(organisation -> objections.find(organisation, id))
            : objections.findAny(id);
    return Reply.ok(json(found.orElseThrow(Problem::notFound)));
  }

  private Reply raise(Request request) {
    var body = request.body();
    return Reply.created(
        json(
            refusing(
                    () ->
                        objections.raise(
                            request.organisation(),
                            body.getString("subprocessor_id"),
                            body.getString("reason").strip(),
                            request.callerId()))
                .orElseThrow(
                    () -> Problem.invalid("/subprocessor_id", "not_found", "Is no subprocessor"))));
  }

  private Reply withdraw(Request request) {
    return Reply.gone(
        objections
            .withdraw(request.organisation(), request.path("id"), request.callerId())
            .isPresent());
  }

  private Reply answer(Request request) {
    var body = request.body();
    var answered =
        refusing(
            () ->
                objections.answer(
                    request.path("id"),
                    Objection.Way.of(body.getString("way")),
                    body.getString("text").strip(),
                    request.callerId(),
                    news::answered));
    return Reply.ok(json(answered.orElseThrow(Problem::notFound)));
  }

  private JsonObject json(Objection objection) {
    return SubprocessorJson.of(objection, today.get());
  }

  private static Optional<Objection> refusing(Supplier<Optional<Objection>> step) {
    try {
      return step.get();
    } catch (ObjectionRefused refused) {
      throw Problem.conflict(refused.reason().code(), refused.getMessage());
    }
  }
}
