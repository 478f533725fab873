package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.db.Page;
import io.pronto.core.fraud.FraudReplay;
import io.pronto.core.fraud.FraudRule;
import io.pronto.core.fraud.FraudRuleStore;
import io.pronto.core.fraud.RuleName;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/** The breakers of an organisation, and what they would have stopped. */
public final class FraudRulesApi implements Resource {
  private static final Duration MONTH = Duration.ofDays(31);
  private static final int USUAL_RELEASE_SECONDS = 8 * 3_600;

  private final FraudRuleStore rules;
  private final FraudReplay replay;
  private final InstantSource clock;

  /** Keeps them in {@code rules}, and tries them by {@code replay}. */
  public FraudRulesApi(FraudRuleStore rules, FraudReplay replay, InstantSource clock) {
    this.rules = rules;
    this.replay = replay;
    this.clock = clock;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of(
        "list_fraud_rules", this::list,
        "get_fraud_rule", this::read,
        "update_fraud_rule", this::change,
        "replay_fraud_rules", this::replay);
  }

  private Reply list(Request request) {
    var all =
        rules.list(request.organisation()).stream()
            .sorted(Comparator.comparing(rule -> rule.name().code()))
            .toList();
    return Reply.page(
        Page.within(all, request.page(false), rule -> rule.name().code()).map(FraudRulesApi::json));
  }

  private Reply read(Request request) {
    return Reply.ok(json(rules.find(request.organisation(), name(request))));
  }

  private Reply change(Request request) {
    return Reply.ok(
        json(
            rules.change(
                request.organisation(), name(request), before -> changed(request, before))));
  }

  private static FraudRule changed(Request request, FraudRule before) {
    request.requireMatch(json(before));
    var body = request.body();
    boolean usual = body.containsKey("limit") && body.getString("limit") == null;
    var limit =
        body.getString("limit") == null
            ? before.limit()
            : amount("/limit", body.getString("limit"));
    boolean enabled = body.getBoolean("enabled", before.enabled() || body.containsKey("limit"));
    var ceiling = before.ceiling();
    if (ceiling.filter(most -> !usual && limit.compareTo(most) > 0).isPresent()) {
      throw Problem.invalid(
          "/limit", "above_ceiling", "Is above the operator's ceiling of " + text(ceiling.get()));
    }
    if (ceiling.isPresent() && !enabled) {
      throw Problem.invalid(
          "/enabled", "under_ceiling", "The operator has set a ceiling: the rule stays enabled");
    }
    return new FraudRule(
        before.name(),
        limit,
        enabled,
        body.getBoolean("cuts_calls", before.cutsCalls()),
        ceiling,
        !usual);
  }

  private Reply replay(Request request) {
    var body = request.body();
    var before = body.getString("before") == null ? clock.instant() : time(body, "before");
    var from = body.getString("from") == null ? before.minus(MONTH) : time(body, "from");
    if (!from.isBefore(before) || Duration.between(from, before).compareTo(MONTH) > 0) {
      throw Problem.invalid("/from", "out_of_range", "Must be up to 31 days before \"before\"");
    }
    var proposed = new HashMap<RuleName, FraudReplay.Proposal>();
    var wanted = body.getJsonArray("rules", new JsonArray());
    for (int i = 0; i < wanted.size(); i++) {
      var rule = wanted.getJsonObject(i);
      var pointer = "/rules/" + i;
      var name =
          RuleName.of(rule.getString("name"))
              .orElseThrow(() -> Problem.invalid(pointer + "/name", "unknown", "Is no rule"));
      proposed.put(
          name,
          new FraudReplay.Proposal(
              amount(pointer + "/limit", rule.getString("limit")),
              rule.getBoolean("enabled", true)));
    }
    var released = Duration.ofSeconds(body.getInteger("release_after", USUAL_RELEASE_SECONDS));
    var wish = new FraudReplay.Wish(from, before, proposed, released);
    return Reply.ok(FraudJson.of(replay.run(request.organisation(), wish)));
  }

  private static Instant time(JsonObject body, String field) {
    try {
      return OffsetDateTime.parse(body.getString(field)).toInstant();
    } catch (DateTimeParseException e) {
      throw Problem.invalid('/' + field, "malformed", "Must be a time that exists");
    }
  }

  private static RuleName name(Request request) {
    return RuleName.of(request.path("name")).orElseThrow(Problem::notFound);
  }

  /** Euros or a number, of the form that the contract has checked. */
  static BigDecimal amount(String pointer, String text) {
    var amount = new BigDecimal(text);
    if (amount.compareTo(BigDecimal.valueOf(100_000)) > 0) {
      throw Problem.invalid(pointer, "too_large", "Must be 100000 at most");
    }
    return amount;
  }

  static String text(BigDecimal amount) {
    return amount.stripTrailingZeros().toPlainString();
  }

  private static JsonObject json(FraudRule rule) {
    return new JsonObject()
        .put("name", rule.name().code())
        .put("subject", rule.name().subject().code())
        .put("measure", rule.name().measure().code())
        .put("coverage", rule.name().coverage().code())
        .put("span", rule.name().span().code())
        .put("limit", text(rule.withinCeiling().limit()))
        .put("enabled", rule.withinCeiling().enabled())
        .put("cuts_calls", rule.cutsCalls())
        .put("ceiling", rule.ceiling().map(FraudRulesApi::text).orElse(null))
        .put("usual", !rule.chosen());
  }
}
