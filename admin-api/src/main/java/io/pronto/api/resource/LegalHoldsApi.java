package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.hold.HoldInvalid;
import io.pronto.core.hold.HoldRefused;
import io.pronto.core.hold.LegalHold;
import io.pronto.core.hold.LegalHold.PersonType;
import io.pronto.core.hold.LegalHolds;
import io.pronto.core.hold.WantedHold;
import io.pronto.core.hold.WantedHold.WantedPerson;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What an organisation keeps whatever its deadline says. Each step is a person's. */
public final class LegalHoldsApi implements Resource {
  private final LegalHolds holds;

  /** Keeps them in {@code holds}. */
  public LegalHoldsApi(LegalHolds holds) {
    this.holds = holds;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of(
        "list_legal_holds", this::list,
        "create_legal_hold", this::ask,
        "get_legal_hold", this::read,
        "withdraw_legal_hold", this::withdraw,
        "confirm_legal_hold", this::confirm,
        "ask_legal_hold_lifting", this::askLifting,
        "withdraw_legal_hold_lifting", this::withdrawLifting,
        "confirm_legal_hold_lifting", this::confirmLifting);
  }

  private Reply list(Request request) {
    return Reply.page(holds.list(request.organisation(), request.page()).map(LegalHoldJson::of));
  }

  private Reply read(Request request) {
    return shown(request, holds.find(request.organisation(), request.path("id")));
  }

  private Reply ask(Request request) {
    var by = request.member().id();
    try {
      return Reply.created(
          counted(request, holds.ask(request.organisation(), wanted(request.body()), by)));
    } catch (HoldInvalid invalid) {
      throw Problem.invalid(invalid.field(), invalid.code(), invalid.getMessage());
    }
  }

  private Reply withdraw(Request request) {
    request.member();
    return Reply.gone(refusing(() -> holds.withdraw(request.organisation(), request.path("id"))));
  }

  private Reply confirm(Request request) {
    var by = request.member().id();
    return shown(
        request, refusing(() -> holds.confirm(request.organisation(), request.path("id"), by)));
  }

  private Reply askLifting(Request request) {
    var by = request.member().id();
    return shown(
        request, refusing(() -> holds.askLifting(request.organisation(), request.path("id"), by)));
  }

  private Reply withdrawLifting(Request request) {
    request.member();
    return Reply.gone(
        refusing(() -> holds.withdrawLifting(request.organisation(), request.path("id"))));
  }

  private Reply confirmLifting(Request request) {
    var by = request.member().id();
    return shown(
        request,
        refusing(() -> holds.confirmLifting(request.organisation(), request.path("id"), by)));
  }

  private Reply shown(Request request, Optional<LegalHold> hold) {
    return Reply.ok(counted(request, hold.orElseThrow(Problem::notFound)));
  }

  private JsonObject counted(Request request, LegalHold hold) {
    return LegalHoldJson.of(hold, holds.reach(request.organisation(), hold.id()));
  }

  private static <T> T refusing(Supplier<T> step) {
    try {
      return step.get();
    } catch (HoldRefused refused) {
      throw Problem.conflict(refused.reason().code(), refused.getMessage());
    }
  }

  private static WantedHold wanted(JsonObject body) {
    return new WantedHold(
        body.getString("reason"),
        Optional.ofNullable(body.getString("number")),
        Optional.ofNullable(body.getJsonObject("person"))
            .map(
                person ->
                    new WantedPerson(
                        PersonType.of(person.getString("type")), person.getString("id"))),
        Times.optional(body, "from", "/from"),
        Times.optional(body, "until", "/until"));
  }
}
