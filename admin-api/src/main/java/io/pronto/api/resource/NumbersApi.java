package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.db.Database;
import io.pronto.core.numbering.E164;
import io.pronto.core.numbering.NumberStore;
import io.pronto.core.numbering.NumberUse;
import io.pronto.core.numbering.PhoneNumber;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.organisation.OrganisationStore;
import io.pronto.core.publishing.Publishing;
import io.pronto.core.rental.RentalRefused;
import io.pronto.core.rental.RentalStore;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;

/** The numbers that an organisation rents, and those that it can. */
public final class NumbersApi implements Resource {
  private final Database database;
  private final NumberStore numbers;
  private final RentalStore rentals;
  private final NumberMarket market;
  private final OrganisationStore organisations;
  private final TestedChanges changes;

  /**
   * Rents by {@code rentals} what {@code market} shows to {@code organisations}, into {@code
   * numbers}, and changes what they ring by way of {@code publishing}.
   */
  public NumbersApi(
      Database database,
      NumberStore numbers,
      RentalStore rentals,
      NumberMarket market,
      OrganisationStore organisations,
      Publishing publishing) {
    this.database = database;
    this.numbers = numbers;
    this.rentals = rentals;
    this.market = market;
    this.organisations = organisations;
    this.changes = new TestedChanges(publishing);
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of(
        "list_available_numbers", this::available,
        "list_numbers", this::list,
        "rent_number", this::rent,
        "get_number", this::read,
        "update_number", this::change,
        "release_number", this::release);
  }

  private Reply available(Request request) {
    var wanted =
        new NumberStore.Wanted(
            request.query("country"),
            request.query("type"),
            request.query("prefix").map(prefix -> '+' + prefix.replaceAll("\\D", "")));
    return Reply.page(
        market.search(
            request.organisation(),
            wanted,
            request.limit(),
            request.query("after"),
            notation(request)));
  }

  private Notation notation(Request request) {
    return Notation.of(request, organisations);
  }

  private Reply list(Request request) {
    var notation = notation(request);
    return Reply.page(
        numbers
            .list(
                request.organisation(),
                request.query("destination.id"),
                request.page(falling(request)))
            .map(number -> Json.of(number, notation)));
  }

  private static boolean falling(Request request) {
    return request.query("sort").orElse("number").startsWith("-");
  }

  private Reply rent(Request request) {
    var body = request.body();
    var number = new E164(body.getString("number"));
    var notation = notation(request);
    return Reply.created(
        Json.of(database.together(() -> rented(request.organisation(), number, body)), notation));
  }

  private PhoneNumber rented(OrganisationId organisation, E164 number, JsonObject body) {
    try {
      rentals.rent(organisation, number, NumberUse.of(body.getString("use", "people")));
    } catch (RentalRefused refused) {
      throw Rentals.problem(refused, "/number");
    }
    return numbers
        .change(organisation, number.value(), before -> changed(before, body))
        .orElseThrow();
  }

  private Reply read(Request request) {
    return numbers
        .find(request.organisation(), request.path("number"))
        .map(number -> Reply.ok(Json.of(number, notation(request))))
        .orElseThrow(Problem::notFound);
  }

  private Reply change(Request request) {
    var notation = notation(request);
    return changes
        .make(
            request.organisation(),
            () ->
                numbers.change(
                    request.organisation(),
                    request.path("number"),
                    number -> {
                      request.requireMatch(Json.of(number, notation));
                      return changed(number, request.body());
                    }))
        .map(number -> Reply.ok(Json.of(number, notation)))
        .orElseThrow(Problem::notFound);
  }

  private static PhoneNumber changed(PhoneNumber before, JsonObject body) {
    return new PhoneNumber(
        before.number(),
        before.type(),
        before.country(),
        body.getString("label", before.label()),
        body.containsKey("destination") ? destination(body, "user") : before.userId(),
        body.containsKey("destination") ? destination(body, "conference") : before.conferenceId(),
        RecordingPolicyJson.changed(
            before.recording(), body.getJsonObject("recording", new JsonObject())),
        TranscriptionJson.changed(before.transcription(), body),
        before.rentedAt());
  }

  private static Optional<String> destination(JsonObject body, String type) {
    return Optional.ofNullable(body.getJsonObject("destination"))
        .filter(to -> to.getString("type").equals(type))
        .map(to -> to.getString("id"));
  }

  private Reply release(Request request) {
    var notation = notation(request);
    return Reply.gone(
        numbers.release(
            request.organisation(),
            request.path("number"),
            number -> request.requireMatch(Json.of(number, notation)),
            rentals::release));
  }
}
