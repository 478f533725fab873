package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.carrier.Carrier;
import io.pronto.core.carrier.CarrierStore;
import io.pronto.core.db.Conflict;
import io.pronto.core.subprocessor.ProcessedBy;
import io.pronto.core.subprocessor.SubprocessorRegister;
import io.pronto.core.subprocessor.Use;
import java.util.Map;

/** The operator's carriers. */
public final class CarriersApi implements Resource {
  private final CarrierStore carriers;
  private final SubprocessorRegister register;

  /** Keeps them in {@code carriers}; which subprocessor one is, is of {@code register}. */
  public CarriersApi(CarrierStore carriers, SubprocessorRegister register) {
    this.carriers = carriers;
    this.register = register;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of(
        "list_carriers", this::list,
        "create_carrier", this::create,
        "get_carrier", this::read,
        "update_carrier", this::change,
        "delete_carrier", this::delete);
  }

  private Reply list(Request request) {
    return Reply.page(carriers.list(request.page()).map(Json::of));
  }

  private Reply create(Request request) {
    var body = request.body();
    return Reply.created(
        Json.of(
            carriers.create(
                body.getString("name"),
                NamedSubprocessor.read(body, register, Use.CARRIAGE)
                    .or(new ProcessedBy.Unsaid()))));
  }

  private Reply read(Request request) {
    return carriers
        .find(request.path("id"))
        .map(carrier -> Reply.ok(Json.of(carrier)))
        .orElseThrow(Problem::notFound);
  }

  private Reply change(Request request) {
    var named = NamedSubprocessor.read(request.body(), register, Use.CARRIAGE);
    return carriers
        .change(request.path("id"), before -> changed(request, named, before))
        .map(carrier -> Reply.ok(Json.of(carrier)))
        .orElseThrow(Problem::notFound);
  }

  private static Carrier changed(Request request, NamedSubprocessor named, Carrier before) {
    request.requireMatch(Json.of(before));
    return new Carrier(
        before.id(),
        request.body().getString("name", before.name()),
        named.or(before.processedBy()),
        before.createdAt());
  }

  private Reply delete(Request request) {
    try {
      return Reply.gone(
          carriers.delete(request.path("id"), carrier -> request.requireMatch(Json.of(carrier))));
    } catch (Conflict conflict) {
      throw Problem.conflict(
          "carrier_in_use", "It has trunks or blocks of numbers: delete those first");
    }
  }
}
