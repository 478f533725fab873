package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.destruction.Category;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.retention.NothingToConfirm;
import io.pronto.core.retention.RetentionPolicies;
import io.pronto.core.retention.RetentionPolicy;
import io.pronto.core.retention.RetentionRule;
import io.pronto.core.retention.RetentionRule.Scope;
import io.pronto.core.retention.RuleRefused;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** How long an organisation keeps what is recorded and written down. */
public final class RetentionApi implements Resource {
  private static final String NONE_WAITS = "No change waits to be confirmed";

  private final RetentionPolicies policies;

  /** Keeps it in {@code policies}. */
  public RetentionApi(RetentionPolicies policies) {
    this.policies = policies;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of(
        "get_retention_policies", this::read,
        "replace_retention_policies", this::replace,
        "preview_retention_policies", this::preview,
        "confirm_retention_change", this::confirm,
        "withdraw_retention_change", this::withdraw);
  }

  private Reply read(Request request) {
    return Reply.ok(RetentionJson.of(policies.find(request.organisation())));
  }

  private Reply replace(Request request) {
    var wanted = wanted(request);
    return Reply.ok(
        RetentionJson.of(
            checked(
                () ->
                    policies.put(
                        request.organisation(),
                        wanted,
                        request.callerId(),
                        before -> request.requireMatch(RetentionJson.of(before))))));
  }

  private Reply preview(Request request) {
    var wanted = wanted(request);
    return Reply.ok(
        RetentionJson.of(checked(() -> policies.preview(request.organisation(), wanted))));
  }

  private Reply confirm(Request request) {
    try {
      return Reply.ok(
          RetentionJson.of(policies.confirm(request.organisation(), request.member().id())));
    } catch (NothingToConfirm refused) {
      throw refused.isOwnChange()
          ? Problem.conflict(
              "second_person_needed",
              "You have asked for it yourself: another administrator must confirm it")
          : Problem.conflict("no_change_waits", NONE_WAITS);
    }
  }

  private Reply withdraw(Request request) {
    if (!policies.withdraw(request.organisation())) {
      throw Problem.conflict("no_change_waits", NONE_WAITS);
    }
    return Reply.gone(true);
  }

  private static <T> T checked(Supplier<T> work) {
    try {
      return work.get();
    } catch (RuleRefused refused) {
      var field =
          switch (refused.reason()) {
            case BELOW_MINIMUM, ABOVE_MAXIMUM -> "/days";
            case NOT_FOUND -> "/scope/id";
            case REPEATED -> "/scope";
          };
      throw Problem.invalid(
          "/rules/" + refused.index() + field,
          refused.reason().name().toLowerCase(Locale.ROOT),
          refused.getMessage());
    }
  }

  private static RetentionPolicy wanted(Request request) {
    var rules = new ArrayList<RetentionRule>();
    var given = request.body().getJsonArray("rules");
    for (int i = 0; i < given.size(); i++) {
      rules.add(rule(request.organisation(), given, i));
    }
    return new RetentionPolicy(
        rules, request.body().getBoolean("transcripts_outlive_recordings", false));
  }

  private static RetentionRule rule(OrganisationId organisation, JsonArray given, int index) {
    var json = given.getJsonObject(index);
    var about = json.getJsonObject("scope", new JsonObject().put("type", "organisation"));
    var scope = Scope.of(about.getString("type"));
    var id = about.getString("id");
    if ((id == null) != (scope == Scope.ORGANISATION)) {
      throw Problem.invalid(
          "/rules/" + index + "/scope/id",
          id == null ? "required" : "not_allowed",
          "Names a team, a number or a user; the organisation needs no name");
    }
    return new RetentionRule(
        Category.of(json.getString("category")),
        scope,
        id == null ? organisation.value() : id,
        json.getInteger("days"));
  }
}
