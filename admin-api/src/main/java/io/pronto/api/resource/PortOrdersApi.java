package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.access.Principal;
import io.pronto.core.numbering.E164;
import io.pronto.core.porting.InvalidRio;
import io.pronto.core.porting.PortOrder;
import io.pronto.core.porting.PortOrders;
import io.pronto.core.porting.PortRefused;
import io.pronto.core.porting.PortStep;
import io.pronto.core.porting.PortTerms;
import io.pronto.core.porting.Rio;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Numbers that change operator: ordered by organisations, seen to by the operator's staff. */
public final class PortOrdersApi implements Resource {
  private final PortOrders orders;

  /** Keeps them in {@code orders}. */
  public PortOrdersApi(PortOrders orders) {
    this.orders = orders;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.ofEntries(
        Map.entry("list_port_orders", this::list),
        Map.entry("create_port_order", this::bring),
        Map.entry("get_port_order", this::read),
        Map.entry("cancel_port_order", this::cancel),
        Map.entry("create_port_out_order", this::takeAway),
        Map.entry("check_port_order", request -> step(request, new PortStep.Check())),
        Map.entry("dispatch_port_order", this::dispatch),
        Map.entry("accept_port_order", this::accept),
        Map.entry("refuse_port_order", this::refuse),
        Map.entry("schedule_port_order", request -> step(request, schedule(request))),
        Map.entry("complete_port_order", request -> step(request, new PortStep.Complete())));
  }

  private Reply list(Request request) {
    var wanted = new PortOrders.Wanted(request.query("state"), request.query("direction"));
    var page =
        switch (request.signedIn().principal()) {
          case Principal.Operator _ -> orders.listAll(wanted, request.page());
          case Principal.Member _, Principal.Key _ ->
              orders.list(request.organisation(), wanted, request.page());
        };
    return Reply.page(page.map(PortOrderJson::of));
  }

  private Reply bring(Request request) {
    var organisation = request.organisation();
    var body = request.body();
    return allowed(
        "/desired_date",
        () ->
            Reply.created(
                PortOrderJson.of(
                    orders.bring(
                        organisation,
                        new E164(body.getString("number")),
                        Rio.parse(body.getString("rio")),
                        day(body, "desired_date")))));
  }

  private Reply takeAway(Request request) {
    var body = request.body();
    return allowed(
        "/desired_date",
        () ->
            orders
                .takeAway(
                    new E164(body.getString("number")),
                    Optional.ofNullable(body.getString("rio")).map(Rio::parse),
                    body.getString("other_operator"),
                    day(body, "desired_date"))
                .map(order -> Reply.created(PortOrderJson.of(order)))
                .orElseThrow(
                    () -> Problem.invalid("/number", "not_ours", "Is no organisation's here")));
  }

  private Reply read(Request request) {
    return Reply.ok(PortOrderJson.of(found(request)));
  }

  private PortOrder found(Request request) {
    var id = request.path("id");
    var order =
        switch (request.signedIn().principal()) {
          case Principal.Operator _ -> orders.find(id);
          case Principal.Member _, Principal.Key _ -> orders.find(request.organisation(), id);
        };
    return order.orElseThrow(Problem::notFound);
  }

  private Reply cancel(Request request) {
    var step = new PortStep.Cancel(Optional.empty());
    var cancelled =
        allowed(
            "/",
            () ->
                switch (request.signedIn().principal()) {
                  case Principal.Operator _ -> orders.step(request.path("id"), step, _ -> {});
                  case Principal.Member _, Principal.Key _ ->
                      orders.step(
                          request.organisation(),
                          request.path("id"),
                          step,
                          PortOrdersApi::requireIncoming);
                });
    return Reply.gone(cancelled.isPresent());
  }

  private static void requireIncoming(PortOrder order) {
    if (order.direction() == PortOrder.Direction.OUT) {
      throw Problem.conflict(
          "port_out", "The number was asked for by another operator: cancel it there");
    }
  }

  private Reply dispatch(Request request) {
    var other = Optional.ofNullable(request.body().getString("other_operator"));
    return step(request, new PortStep.Dispatch(other));
  }

  private Reply accept(Request request) {
    return request.body().containsKey("date")
        ? step(request, new PortStep.Accept(), schedule(request))
        : step(request, new PortStep.Accept());
  }

  private Reply refuse(Request request) {
    return step(request, new PortStep.Refuse(request.body().getString("reason")));
  }

  private static PortStep schedule(Request request) {
    var body = request.body();
    var hour = body.getString("hour");
    return new PortStep.Schedule(
        day(body, "date"), hour == null ? PortTerms.USUAL_HOUR : LocalTime.parse(hour));
  }

  private Reply step(Request request, PortStep... steps) {
    return allowed("/date", () -> orders.steps(request.path("id"), steps))
        .map(order -> Reply.ok(PortOrderJson.of(order)))
        .orElseThrow(Problem::notFound);
  }

  private static LocalDate day(JsonObject body, String field) {
    try {
      return LocalDate.parse(body.getString(field));
    } catch (DateTimeException e) {
      throw Problem.invalid('/' + field, "malformed", "Must be a day that exists");
    }
  }

  /** What the domain refuses, as the field that is to be mended or the state that is against it. */
  private static <T> T allowed(String dateField, Supplier<T> work) {
    try {
      return work.get();
    } catch (InvalidRio e) {
      throw Problem.invalid("/rio", e.fault().code(), e.getMessage());
    } catch (PortRefused e) {
      throw switch (e.reason()) {
        case NOT_PORTABLE -> Problem.invalid("/number", e.code(), e.getMessage());
        case TOO_EARLY, TOO_LATE, NOT_A_WORKING_DAY ->
            Problem.invalid(dateField, e.code(), e.getMessage());
        case PORT_STATE, CANCELLATION_TOO_LATE, NOT_YET ->
            Problem.conflict(e.code(), e.getMessage());
      };
    }
  }
}
