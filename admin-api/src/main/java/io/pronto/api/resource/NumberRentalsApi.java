package io.pronto.api.resource;

import io.pronto.api.contract.Fault;
import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.numbering.E164;
import io.pronto.core.numbering.NumberPlan;
import io.pronto.core.numbering.NumberUse;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.organisation.OrganisationStore;
import io.pronto.core.rental.Rent;
import io.pronto.core.rental.RentalRefused;
import io.pronto.core.rental.RentalStore;
import io.pronto.core.rental.Rents;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Numbers reserved, ordered and given up, and what is owed for them. */
public final class NumberRentalsApi implements Resource {
  private static final String KEY = "Idempotency-Key";
  private static final int LONGEST_YEARS = 2;

  private final RentalStore rentals;
  private final Rents rents;
  private final OrganisationStore organisations;

  /** Rents by {@code rentals}, and reckons by {@code rents} what {@code organisations} owe. */
  public NumberRentalsApi(RentalStore rentals, Rents rents, OrganisationStore organisations) {
    this.rentals = rentals;
    this.rents = rents;
    this.organisations = organisations;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of(
        "list_number_rentals", this::list,
        "reserve_number", this::reserve,
        "get_number_rental", this::read,
        "order_number_rental", this::order,
        "cancel_number_rental", this::cancel,
        "get_number_rents", this::owed,
        "get_organisation_number_rents", this::owedBy,
        "get_number_plan", this::plan);
  }

  private Notation notation(Request request) {
    return Notation.of(request, organisations);
  }

  private Reply list(Request request) {
    var notation = notation(request);
    return Reply.page(
        rentals
            .list(request.organisation(), request.query("state"), request.page())
            .map(rental -> Rentals.json(rental, notation)));
  }

  private Reply reserve(Request request) {
    var body = request.body();
    return Reply.created(
        Rentals.json(
            refusing(
                "/number",
                () ->
                    rentals.reserve(
                        request.organisation(),
                        new E164(body.getString("number")),
                        NumberUse.of(body.getString("use", "people")),
                        Optional.ofNullable(body.getString("provider_id")))),
            notation(request)));
  }

  private Reply read(Request request) {
    return rentals
        .find(request.organisation(), request.path("id"))
        .map(rental -> Reply.ok(Rentals.json(rental, notation(request))))
        .orElseThrow(Problem::notFound);
  }

  /** Money is spent: whoever hears no answer must be able to ask again. */
  private Reply order(Request request) {
    rentals.find(request.organisation(), request.path("id")).orElseThrow(Problem::notFound);
    if (request.query(KEY).isEmpty()) {
      throw Problem.malformed(
          "idempotency_key_required",
          "An order needs an Idempotency-Key",
          List.of(new Fault("/header/" + KEY, "required", "Is missing")));
    }
    return refusing("/id", () -> rentals.order(request.organisation(), request.path("id")))
        .map(rental -> new Reply.Json(202, Rentals.json(rental, notation(request))))
        .orElseThrow(Problem::notFound);
  }

  private Reply cancel(Request request) {
    return Reply.gone(
        refusing("/id", () -> rentals.cancel(request.organisation(), request.path("id")))
            .isPresent());
  }

  private static <T> T refusing(String pointer, Supplier<T> step) {
    try {
      return step.get();
    } catch (RentalRefused refused) {
      throw Rentals.problem(refused, pointer);
    }
  }

  private Reply owed(Request request) {
    return statement(request, request.organisation());
  }

  private Reply owedBy(Request request) {
    var organisation = new OrganisationId(request.path("id"));
    organisations.find(organisation).orElseThrow(Problem::notFound);
    return statement(request, organisation);
  }

  private Reply statement(Request request, OrganisationId organisation) {
    var from = day(request, "from");
    var to = day(request, "to");
    if (to.isBefore(from) || to.isAfter(from.plusYears(LONGEST_YEARS))) {
      throw Problem.malformed(
          "invalid_parameter",
          "A parameter cannot be read; see errors",
          List.of(
              new Fault(
                  "/query/to", "not_a_period", "Must not be before from, nor 2 years after")));
    }
    var lines = rents.of(organisation, from, to);
    var totals = new TreeMap<String, BigDecimal>();
    lines.forEach(line -> totals.merge(line.price().currency(), line.amount(), BigDecimal::add));
    var sums = new JsonArray();
    totals.forEach(
        (currency, amount) ->
            sums.add(
                new JsonObject().put("amount", amount.toPlainString()).put("currency", currency)));
    return Reply.ok(
        new JsonObject()
            .put("from", from.toString())
            .put("to", to.toString())
            .put("lines", new JsonArray(lines.stream().map(NumberRentalsApi::json).toList()))
            .put("totals", sums));
  }

  private static JsonObject json(Rent line) {
    return new JsonObject()
        .put("rental_id", line.rentalId())
        .put("number", line.number().value())
        .put("from", line.from().toString())
        .put("to", line.to().toString())
        .put("monthly_price", line.price().amount().toPlainString())
        .put("amount", line.amount().toPlainString())
        .put("currency", line.price().currency());
  }

  private static LocalDate day(Request request, String name) {
    try {
      return LocalDate.parse(request.query(name).orElseThrow());
    } catch (DateTimeParseException e) {
      throw Problem.malformed(
          "invalid_parameter",
          "A parameter cannot be read; see errors",
          List.of(new Fault("/query/" + name, "malformed", "Must be a day that exists")));
    }
  }

  private Reply plan(Request request) {
    var number =
        new E164(
            request.query("number").map(text -> '+' + text.replaceAll("\\D", "")).orElseThrow());
    var entry = NumberPlan.of(number);
    var refused = new JsonObject();
    for (var use : NumberUse.values()) {
      refused.put(use.code(), entry.refusal(use).map(refusal -> refusal.code()).orElse(null));
    }
    return Reply.ok(
        new JsonObject()
            .put("number", number.value())
            .put("shown", notation(request).write(number))
            .put("country", entry.country().orElse(null))
            .put("type", entry.type().code())
            .put("price_class", entry.priceClass().code())
            .put("possible", NumberPlan.possible(number))
            .put("national", NumberPlan.dialled(number))
            .put("refused", refused));
  }
}
