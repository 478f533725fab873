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
import java.util.Map;

/** The operator's carriers. */
public final class CarriersApi implements Resource {
  private final CarrierStore carriers;

  /** Keeps them in {@code carriers}. */
  public CarriersApi(CarrierStore carriers) {
    this.carriers = carriers;
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
                SubprocessorJson.processedBy(body, new ProcessedBy.Unsaid()))));
  }

  private Reply read(Request request) {
    return carriers
        .find(request.path("id"))
        .map(carrier -> Reply.ok(Json.of(carrier)))
        .orElseThrow(Problem::notFound);
  }

  private Reply change(Request request) {
    return carriers
        .change(request.path("id"), before -> changed(request, before))
        .map(carrier -> Reply.ok(Json.of(carrier)))
        .orElseThrow(Problem::notFound);
  }

  private static Carrier changed(Request request, Carrier before) {
    request.requireMatch(Json.of(before));
    return new Carrier(
        before.id(),
        request.body().getString("name", before.name()),
        SubprocessorJson.processedBy(request.body(), before.processedBy()),
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
