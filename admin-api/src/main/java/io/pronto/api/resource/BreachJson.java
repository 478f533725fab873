package io.pronto.api.resource;

import io.pronto.core.breach.Breach;
import io.pronto.core.breach.BreachFacts;
import io.pronto.core.breach.Effect;
import io.pronto.core.subprocessor.DataCategory;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** How breaches read in JSON. */
final class BreachJson {
  private BreachJson() {}

  /** As it stands at {@code now}. */
  static JsonObject of(Breach breach, Instant now) {
    var facts = breach.facts();
    var authority = facts.authority();
    return new JsonObject()
        .put("id", breach.id())
        .put("state", breach.state(now).code())
        .put("occurred_at", facts.occurredAt())
        .put("noticed_at", facts.noticedAt())
        .put("notify_authority_by", breach.notifyBy())
        .put("hours_left", breach.left(now).toHours())
        .put("effects", codes(facts.effects(), Effect::code))
        .put("cause", facts.cause())
        .put("data_categories", codes(facts.categories(), DataCategory::code))
        .put("people", facts.people().orElse(null))
        .put("records", facts.records().orElse(null))
        .put("consequences", facts.consequences())
        .put("measures", facts.measures())
        .put("organisation_ids", new JsonArray(facts.organisations()))
        .put("authority_notified_at", authority.notifiedAt().orElse(null))
        .put("delay_reason", authority.delayReason().orElse(null))
        .put("not_notified_reason", authority.notNotifiedReason().orElse(null))
        .put("created_by", breach.createdBy())
        .put("created_at", breach.createdAt());
  }

  /** What {@code body} makes of {@code before}: what it does not name stays. */
  static BreachFacts read(JsonObject body, Optional<BreachFacts> before) {
    return new BreachFacts(
        time(body, "occurred_at", before.map(BreachFacts::occurredAt)),
        time(body, "noticed_at", before.map(BreachFacts::noticedAt)),
        list(body, "effects", before.map(BreachFacts::effects), Effect::of),
        text(body, "cause", before.map(BreachFacts::cause)),
        list(body, "data_categories", before.map(BreachFacts::categories), DataCategory::of),
        number(body, "people", before.flatMap(BreachFacts::people)),
        number(body, "records", before.flatMap(BreachFacts::records)),
        text(body, "consequences", before.map(BreachFacts::consequences).or(() -> Optional.of(""))),
        text(body, "measures", before.map(BreachFacts::measures).or(() -> Optional.of(""))),
        list(
            body,
            "organisation_ids",
            before.map(BreachFacts::organisations).or(() -> Optional.of(List.of())),
            Function.identity()),
        authority(body, before.map(BreachFacts::authority).orElse(BreachFacts.Authority.NOTHING)));
  }

  private static BreachFacts.Authority authority(JsonObject body, BreachFacts.Authority before) {
    return new BreachFacts.Authority(
        body.containsKey("authority_notified_at")
            ? Times.optional(body, "authority_notified_at", "/authority_notified_at")
            : before.notifiedAt(),
        maybe(body, "delay_reason", before.delayReason()),
        maybe(body, "not_notified_reason", before.notNotifiedReason()));
  }

  private static Instant time(JsonObject body, String field, Optional<Instant> before) {
    return body.containsKey(field)
        ? Times.optional(body, field, '/' + field).orElseThrow()
        : before.orElseThrow();
  }

  private static String text(JsonObject body, String field, Optional<String> before) {
    return body.containsKey(field) ? body.getString(field).strip() : before.orElseThrow();
  }

  private static Optional<String> maybe(JsonObject body, String field, Optional<String> before) {
    return body.containsKey(field)
        ? Optional.ofNullable(body.getString(field)).map(String::strip)
        : before;
  }

  private static Optional<Integer> number(JsonObject body, String field, Optional<Integer> before) {
    return body.containsKey(field) ? Optional.ofNullable(body.getInteger(field)) : before;
  }

  private static <T> List<T> list(
      JsonObject body, String field, Optional<List<T>> before, Function<String, T> read) {
    return body.containsKey(field)
        ? body.getJsonArray(field).stream().map(String.class::cast).map(read).toList()
        : before.orElseThrow();
  }

  private static <T> JsonArray codes(List<T> values, Function<T, String> code) {
    return new JsonArray(values.stream().map(code).toList());
  }
}
