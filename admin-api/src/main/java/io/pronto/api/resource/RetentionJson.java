package io.pronto.api.resource;

import io.pronto.core.retention.RetentionBound;
import io.pronto.core.retention.RetentionBoundChange;
import io.pronto.core.retention.RetentionBoundEffect;
import io.pronto.core.retention.RetentionBoundState;
import io.pronto.core.retention.RetentionChange;
import io.pronto.core.retention.RetentionEffect;
import io.pronto.core.retention.RetentionPolicy;
import io.pronto.core.retention.RetentionRule;
import io.pronto.core.retention.RetentionRule.Scope;
import io.pronto.core.retention.RetentionState;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;

/** How rules of retention are shown. */
final class RetentionJson {
  private RetentionJson() {}

  static JsonObject of(RetentionState state) {
    return policy(state.policy())
        .put("categories", list(state.bounds(), RetentionJson::of))
        .put("pending_change", state.pending().map(RetentionJson::change).orElse(null));
  }

  static JsonObject of(RetentionBound bound) {
    return new JsonObject()
        .put("category", bound.category().text())
        .put("minimum_days", days(bound.minimumDays()))
        .put("maximum_days", days(bound.maximumDays()))
        .put("default", bound.usual().toString())
        .put("fixed", bound.fixed());
  }

  static JsonObject of(RetentionBoundState state) {
    return of(state.bound())
        .put("pending_change", state.pending().map(RetentionJson::change).orElse(null));
  }

  static JsonObject of(RetentionBoundEffect effect) {
    return new JsonObject()
        .put("waits", effect.waits())
        .put("categories", list(effect.whole().categories(), RetentionJson::category))
        .put(
            "organisations",
            list(
                effect.organisations(),
                each ->
                    new JsonObject()
                        .put("id", each.organisation().value())
                        .put(
                            "categories",
                            list(each.effect().categories(), RetentionJson::counted))));
  }

  private static JsonObject change(RetentionBoundChange change) {
    return new JsonObject()
        .put("id", change.id())
        .put("minimum_days", days(change.wanted().minimumDays()))
        .put("maximum_days", days(change.wanted().maximumDays()))
        .put("default", change.wanted().usual().toString())
        .put("asked_by", change.askedBy())
        .put("asked_at", change.askedAt())
        .put("confirmed_by", change.confirmedBy().orElse(null))
        .put("confirmed_at", change.confirmedAt().orElse(null))
        .put("in_force_at", change.inForceAt().orElse(null));
  }

  static JsonObject of(RetentionEffect effect) {
    return new JsonObject()
        .put("waits", effect.deletesSooner())
        .put("categories", list(effect.categories(), RetentionJson::category));
  }

  private static JsonObject category(RetentionEffect.OfCategory one) {
    return counted(one)
        .put(
            "days",
            list(
                one.days(),
                day ->
                    new JsonObject().put("date", day.date().toString()).put("count", day.count())));
  }

  private static JsonObject counted(RetentionEffect.OfCategory one) {
    return new JsonObject()
        .put("category", one.category().text())
        .put("deleted_at_once", one.atOnce())
        .put("deleted_sooner", one.sooner())
        .put("held", one.held())
        .put("kept_longer", one.later())
        .put("limited_by_purpose", one.limited());
  }

  private static JsonObject change(RetentionChange change) {
    return policy(change.policy())
        .put("id", change.id())
        .put("asked_by", change.askedBy())
        .put("asked_at", change.askedAt())
        .put("needs_confirmation", change.needsConfirmation())
        .put("confirmed_by", change.confirmedBy().orElse(null))
        .put("confirmed_at", change.confirmedAt().orElse(null))
        .put("in_force_at", change.inForceAt());
  }

  private static JsonObject policy(RetentionPolicy policy) {
    return new JsonObject()
        .put("rules", list(policy.rules(), RetentionJson::rule))
        .put("transcripts_outlive_recordings", policy.transcriptsOutlive());
  }

  private static JsonObject rule(RetentionRule rule) {
    var scope = new JsonObject().put("type", rule.scope().text());
    if (rule.scope() != Scope.ORGANISATION) {
      scope.put("id", rule.scopeId());
    }
    return new JsonObject()
        .put("category", rule.category().text())
        .put("scope", scope)
        .put("days", rule.days());
  }

  private static Integer days(OptionalInt days) {
    return days.isPresent() ? days.getAsInt() : null;
  }

  private static <T> JsonArray list(List<T> items, Function<T, JsonObject> json) {
    return new JsonArray(items.stream().map(json).toList());
  }
}
