package io.pronto.api.resource;

import io.pronto.api.web.Problem;
import io.pronto.core.archive.ArchivedRecord.Kind;
import io.pronto.core.authority.Asked;
import io.pronto.core.authority.AuthorityRequest;
import io.pronto.core.authority.AuthorityRequests.Filing;
import io.pronto.core.authority.Disclosure;
import io.pronto.core.authority.Silence;
import io.pronto.core.authority.SilenceAsked;
import io.pronto.core.calendar.WorkingDays;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How requests of authorities read in JSON. */
final class AuthorityRequestJson {
  private AuthorityRequestJson() {}

  static JsonObject of(AuthorityRequest request) {
    var asked = request.asked();
    return new JsonObject()
        .put("id", request.id())
        .put("state", request.state().code())
        .put("authority", request.authority())
        .put("reference", request.reference())
        .put("legal_basis", request.legalBasis())
        .put("kinds", new JsonArray(asked.kinds().stream().map(Kind::text).sorted().toList()))
        .put("numbers", new JsonArray(asked.numbers()))
        .put("emails", new JsonArray(asked.emails()))
        .put("since", asked.since())
        .put("until", asked.until())
        .put("received_at", request.receivedAt())
        .put("due_by", request.dueBy().orElse(null))
        .put("notice_forbidden", request.silence().map(AuthorityRequestJson::of).orElse(null))
        .put(
            "notice_forbidden_asked",
            request.silenceAsked().map(AuthorityRequestJson::of).orElse(null))
        .put("filed_by", request.filedBy())
        .put("filed_at", request.filedAt())
        .put("decision", request.decision().map(AuthorityRequestJson::of).orElse(null))
        .put(
            "disclosures",
            new JsonArray(request.disclosures().stream().map(AuthorityRequestJson::of).toList()));
  }

  private static JsonObject of(Silence silence) {
    return new JsonObject()
        .put("until", silence.until().toString())
        .put("reason", silence.reason());
  }

  private static JsonObject of(SilenceAsked asked) {
    return new JsonObject()
        .put("until", asked.silence().map(one -> one.until().toString()).orElse(null))
        .put("reason", asked.silence().map(Silence::reason).orElse(null))
        .put("asked_by", asked.by())
        .put("asked_at", asked.at());
  }

  private static JsonObject of(AuthorityRequest.Decision decision) {
    return new JsonObject()
        .put("approved", decision.refusal().isEmpty())
        .put("refusal", decision.refusal().orElse(null))
        .put("decided_by", decision.by())
        .put("decided_at", decision.at());
  }

  private static JsonObject of(Disclosure disclosure) {
    var counts = new JsonObject();
    disclosure.counts().forEach(counts::put);
    return new JsonObject()
        .put("id", disclosure.id())
        .put("handover_id", disclosure.handoverId())
        .put("disclosed_at", disclosure.at())
        .put("counts", counts)
        .put("sha256", disclosure.sha256().orElse(null));
  }

  /**
   * What there is to file.
   *
   * @throws Problem 422 where it contradicts itself
   */
  static Filing filing(JsonObject body, Instant now) {
    var received = required(body, "received_at");
    if (received.isAfter(now)) {
      throw Problem.invalid("/received_at", "in_future", "Must not be in the future");
    }
    return new Filing(
        body.getString("authority").strip(),
        body.getString("reference").strip(),
        body.getString("legal_basis").strip(),
        asked(body),
        received,
        Times.optional(body, "due_by", "/due_by"),
        silence(body, Optional.empty(), now));
  }

  private static Asked asked(JsonObject body) {
    var since = required(body, "since");
    var until = required(body, "until");
    if (!until.isAfter(since)) {
      throw Problem.invalid("/until", "too_early", "Must be later than since");
    }
    var numbers = texts(body, "numbers").distinct().toList();
    var emails =
        texts(body, "emails").map(each -> each.toLowerCase(Locale.ROOT)).distinct().toList();
    if (numbers.isEmpty() && emails.isEmpty()) {
      throw Problem.invalid(
          "/numbers", "required", "Say whom it is about: numbers or emails must have one");
    }
    return new Asked(
        texts(body, "kinds").map(Kind::of).collect(Collectors.toSet()),
        numbers,
        emails,
        since,
        until);
  }

  /**
   * What {@code body} makes of {@code before}: what it does not name stays.
   *
   * @throws Problem 422 where customers would not know for too long
   */
  static AuthorityRequest changed(JsonObject body, AuthorityRequest before, Instant now) {
    return before.with(
        body.containsKey("due_by") ? Times.optional(body, "due_by", "/due_by") : before.dueBy(),
        silence(body, before.silence(), now));
  }

  private static Optional<Silence> silence(JsonObject body, Optional<Silence> before, Instant now) {
    if (!body.containsKey("notice_forbidden")) {
      return before;
    }
    var latest = WorkingDays.FRANCE.date(now).plusDays(Silence.DAYS);
    return Optional.ofNullable(body.getJsonObject("notice_forbidden"))
        .map(
            forbidden ->
                new Silence(
                    until(forbidden.getString("until"), latest),
                    forbidden.getString("reason").strip()));
  }

  private static LocalDate until(String text, LocalDate latest) {
    var until = day(text);
    if (until.isAfter(latest)) {
      throw Problem.invalid(
          "/notice_forbidden/until",
          "too_late",
          "Must be no later than %s: for longer, say it again then".formatted(latest));
    }
    return until;
  }

  private static LocalDate day(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      throw Problem.invalid("/notice_forbidden/until", "malformed", "Must be a day that exists");
    }
  }

  private static Instant required(JsonObject body, String field) {
    return Times.optional(body, field, '/' + field).orElseThrow();
  }

  private static Stream<String> texts(JsonObject body, String field) {
    return body.getJsonArray(field, new JsonArray()).stream().map(String.class::cast);
  }
}
