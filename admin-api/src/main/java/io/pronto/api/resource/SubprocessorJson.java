package io.pronto.api.resource;

import io.pronto.core.subprocessor.DataCategory;
import io.pronto.core.subprocessor.Details;
import io.pronto.core.subprocessor.Objection;
import io.pronto.core.subprocessor.ProcessedBy;
import io.pronto.core.subprocessor.Safeguard;
import io.pronto.core.subprocessor.Subprocessor;
import io.pronto.core.subprocessor.SubprocessorNotice;
import io.pronto.core.subprocessor.SubprocessorNotice.Change;
import io.pronto.core.subprocessor.Use;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** How the register of subprocessors reads in JSON. */
final class SubprocessorJson {
  private SubprocessorJson() {}

  /**
   * {@code permitted} is whether it is used for whoever reads; empty where that is the operator.
   */
  static JsonObject of(Subprocessor subprocessor, LocalDate today, Optional<Boolean> permitted) {
    var json =
        new JsonObject()
            .put("id", subprocessor.id())
            .put("state", subprocessor.state(today).code());
    details(json, subprocessor.details(today));
    return json.put(
            "effective_on",
            subprocessor.inForce(today).map(each -> each.effectiveOn().toString()).orElse(null))
        .put(
            "ends_on",
            Optional.of(subprocessor.latest())
                .filter(latest -> latest.change() == Change.REMOVED)
                .map(latest -> latest.effectiveOn().toString())
                .orElse(null))
        .put("permitted", permitted.orElse(null))
        .put(
            "announced",
            new JsonArray(
                subprocessor.announced(today).stream().map(SubprocessorJson::of).toList()))
        .put("created_at", subprocessor.createdAt());
  }

  static JsonObject of(SubprocessorNotice notice) {
    var json =
        new JsonObject()
            .put("id", notice.id())
            .put("subprocessor_id", notice.subprocessorId())
            .put("change", notice.change().code());
    return details(json, notice.details())
        .put("announced_at", notice.announcedAt())
        .put("objections_until", notice.objectionsUntil().map(LocalDate::toString).orElse(null))
        .put("effective_on", notice.effectiveOn().toString());
  }

  static JsonObject of(Objection objection, LocalDate today) {
    return new JsonObject()
        .put("id", objection.id())
        .put("organisation_id", objection.organisation().value())
        .put("subprocessor_id", objection.notice().subprocessorId())
        .put("notice", of(objection.notice()))
        .put("reason", objection.reason())
        .put("raised_by", objection.raisedBy())
        .put("created_at", objection.raisedAt())
        .put("state", objection.state(today).code())
        .put("answer_by", objection.answerBy().toString())
        .put(
            "answer",
            objection
                .answer()
                .map(
                    answer ->
                        new JsonObject()
                            .put("way", answer.way().code())
                            .put("text", answer.text())
                            .put("answered_at", answer.at()))
                .orElse(null))
        .put("stands", objection.stands())
        .put("withdrawn_at", objection.withdrawnAt().orElse(null));
  }

  private static JsonObject details(JsonObject json, Details details) {
    return json.put("name", details.name())
        .put("purpose", details.purpose())
        .put("countries", new JsonArray(details.countries()))
        .put("location_note", details.locationNote())
        .put("safeguard", details.safeguard().code())
        .put("data_categories", codes(details.categories(), DataCategory::code))
        .put("uses", codes(details.uses(), Use::code));
  }

  /** What {@code body} makes of {@code before}: what it does not name stays. */
  static Details read(JsonObject body, Optional<Details> before) {
    return new Details(
        text(body, "name", before.map(Details::name)),
        text(body, "purpose", before.map(Details::purpose)),
        list(body, "countries", before.map(Details::countries), Function.identity()),
        text(body, "location_note", before.map(Details::locationNote).or(() -> Optional.of(""))),
        body.containsKey("safeguard")
            ? Safeguard.of(body.getString("safeguard"))
            : before.orElseThrow().safeguard(),
        list(body, "data_categories", before.map(Details::categories), DataCategory::of),
        list(body, "uses", before.map(Details::uses), Use::of));
  }

  /** Which subprocessor {@code body} says that something is; {@code before} where it does not. */
  static ProcessedBy processedBy(JsonObject body, ProcessedBy before) {
    return body.containsKey("subprocessor_id")
        ? ProcessedBy.of(Optional.ofNullable(body.getString("subprocessor_id")))
        : before;
  }

  /** The subprocessor's id; null where none is named. */
  static String id(ProcessedBy by) {
    return by instanceof ProcessedBy.Named(var id) ? id : null;
  }

  private static String text(JsonObject body, String field, Optional<String> before) {
    return body.containsKey(field) ? body.getString(field).strip() : before.orElseThrow();
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
