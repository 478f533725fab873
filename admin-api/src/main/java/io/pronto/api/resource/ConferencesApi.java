package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.conference.Conference;
import io.pronto.core.conference.ConferencePins;
import io.pronto.core.conference.ConferenceStore;
import io.pronto.core.conference.PinInvalid;
import io.pronto.core.conference.SealedPin;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.people.ReservedExtension;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The conferences of an organisation. */
public final class ConferencesApi implements Resource {
  private static final int USUAL_PARTIES = 25;

  private final ConferenceStore conferences;
  private final ConferencePins pins;

  /** Keeps them in {@code conferences}, their PINs sealed by {@code pins}. */
  public ConferencesApi(ConferenceStore conferences, ConferencePins pins) {
    this.conferences = conferences;
    this.pins = pins;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of(
        "list_conferences", this::list,
        "create_conference", this::create,
        "get_conference", this::read,
        "update_conference", this::change,
        "delete_conference", this::delete);
  }

  private Reply list(Request request) {
    return Reply.page(
        conferences.list(request.organisation(), request.page()).map(ConferencesApi::json));
  }

  private Reply create(Request request) {
    var body = request.body();
    return Reply.created(
        json(
            refusing(
                () ->
                    conferences.create(
                        request.organisation(),
                        id -> changed(blank(id, request.organisation()), body)))));
  }

  private static Conference blank(String id, OrganisationId organisation) {
    return new Conference(
        id, organisation, "", "", USUAL_PARTIES, false, true, Conference.Pins.NONE, Instant.EPOCH);
  }

  private Reply read(Request request) {
    return conferences
        .find(request.organisation(), request.path("id"))
        .map(conference -> Reply.ok(json(conference)))
        .orElseThrow(Problem::notFound);
  }

  private Reply change(Request request) {
    return refusing(
            () ->
                conferences.change(
                    request.organisation(),
                    request.path("id"),
                    before -> {
                      request.requireMatch(json(before));
                      return changed(before, request.body());
                    }))
        .map(conference -> Reply.ok(json(conference)))
        .orElseThrow(Problem::notFound);
  }

  private Reply delete(Request request) {
    return Reply.gone(
        conferences.delete(
            request.organisation(),
            request.path("id"),
            conference -> request.requireMatch(json(conference))));
  }

  private Conference changed(Conference before, JsonObject body) {
    var after =
        new Conference(
            before.id(),
            before.organisation(),
            body.getString("name", before.name()),
            body.getString("extension", before.extension()),
            body.getInteger("max_parties", before.maxParties()),
            body.getBoolean("wait_for_moderator", before.waitForModerator()),
            body.getBoolean("announce", before.announce()),
            new Conference.Pins(
                pin(before.id(), before.pins().party(), body, "pin"),
                pin(before.id(), before.pins().moderator(), body, "moderator_pin")),
            before.createdAt());
    pins.check(after);
    return after;
  }

  private Optional<SealedPin> pin(
      String id, Optional<SealedPin> before, JsonObject body, String field) {
    return body.containsKey(field)
        ? Optional.ofNullable(body.getString(field)).map(digits -> pins.seal(id, digits))
        : before;
  }

  private static <T> T refusing(Supplier<T> change) {
    try {
      return change.get();
    } catch (PinInvalid refused) {
      throw Problem.invalid('/' + refused.pin(), "invalid", refused.getMessage());
    } catch (ReservedExtension refused) {
      throw Problem.invalid("/extension", "emergency_number", refused.getMessage());
    }
  }

  private static JsonObject json(Conference conference) {
    return new JsonObject()
        .put("id", conference.id())
        .put("name", conference.name())
        .put("extension", conference.extension())
        .put("max_parties", conference.maxParties())
        .put("wait_for_moderator", conference.waitForModerator())
        .put("announce", conference.announce())
        .put("has_pin", conference.pins().party().isPresent())
        .put("has_moderator_pin", conference.pins().moderator().isPresent())
        .put("created_at", conference.createdAt());
  }
}
