package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.breach.Breach;
import io.pronto.core.breach.BreachRefused;
import io.pronto.core.breach.BreachRegister;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The operator's register of breaches. */
public final class BreachesApi implements Resource {
  private final BreachRegister register;
  private final InstantSource clock;

  /** Keeps {@code register}; what is left of the 72 hours is by {@code clock}. */
  public BreachesApi(BreachRegister register, InstantSource clock) {
    this.register = register;
    this.clock = clock;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of(
        "list_breaches", this::list,
        "create_breach", this::enter,
        "get_breach", this::read,
        "update_breach", this::change,
        "notify_breach", this::notify);
  }

  private Reply list(Request request) {
    return Reply.page(register.page(request.page()).map(this::json));
  }

  private Reply read(Request request) {
    return reply(register.find(request.path("id")));
  }

  private Reply enter(Request request) {
    var facts = BreachJson.read(request.body(), Optional.empty());
    return Reply.created(json(refusing(() -> register.enter(facts, request.callerId()))));
  }

  private Reply change(Request request) {
    return reply(
        refusing(
            () ->
                register.change(
                    request.path("id"),
                    before -> request.requireMatch(json(before)),
                    before -> BreachJson.read(request.body(), Optional.of(before)))));
  }

  private Reply notify(Request request) {
    var message = request.body().getString("message", "").strip();
    int told =
        refusing(() -> register.notify(request.path("id"), message)).orElseThrow(Problem::notFound);
    return Reply.created(new JsonObject().put("organisations", told));
  }

  private Reply reply(Optional<Breach> breach) {
    return breach.map(this::json).map(Reply::ok).orElseThrow(Problem::notFound);
  }

  private JsonObject json(Breach breach) {
    return BreachJson.of(breach, clock.instant());
  }

  private static <T> T refusing(Supplier<T> step) {
    try {
      return step.get();
    } catch (BreachRefused refused) {
      var code = refused.reason().code();
      throw switch (refused.reason()) {
        case TIMES -> Problem.invalid("/noticed_at", code, refused.getMessage());
        case NOTIFIED_AT -> Problem.invalid("/authority_notified_at", code, refused.getMessage());
        case DELAY_UNEXPLAINED -> Problem.invalid("/delay_reason", code, refused.getMessage());
        case BOTH -> Problem.invalid("/not_notified_reason", code, refused.getMessage());
        case NO_ORGANISATION ->
            Problem.invalid("/organisation_ids", "not_found", refused.getMessage());
        case NOBODY -> Problem.conflict(code, refused.getMessage());
      };
    }
  }
}
