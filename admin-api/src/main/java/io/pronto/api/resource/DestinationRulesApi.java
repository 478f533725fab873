package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.fraud.DestinationRuleStore;
import io.pronto.core.fraud.DestinationRules;
import io.pronto.core.fraud.FraudRuleStore;
import io.pronto.core.fraud.RuleName;
import io.pronto.core.numbering.NumberType;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.organisation.OrganisationStore;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where an organisation's calls may go, and how far the operator lets it decide that. */
public final class DestinationRulesApi implements Resource {
  private static final Pattern COUNTRY = Pattern.compile("[A-Z]{2}|\\+[1-9][0-9]{2}");
  private static final Pattern PREFIX = Pattern.compile("\\+[1-9][0-9]{0,14}");
  private static final int MOST = 500;

  private final DestinationRuleStore destinations;
  private final FraudRuleStore rules;
  private final OrganisationStore organisations;

  /** Keeps both. */
  public DestinationRulesApi(
      DestinationRuleStore destinations, FraudRuleStore rules, OrganisationStore organisations) {
    this.destinations = destinations;
    this.rules = rules;
    this.organisations = organisations;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of(
        "get_destination_rules", this::read,
        "replace_destination_rules", this::replace,
        "get_fraud_ceilings", this::readCeilings,
        "replace_fraud_ceilings", this::replaceCeilings);
  }

  private Reply read(Request request) {
    var organisation = request.organisation();
    return Reply.ok(json(destinations.find(organisation), destinations.ceilingSeen(organisation)));
  }

  private Reply replace(Request request) {
    var organisation = request.organisation();
    var ceiling = destinations.ceilingSeen(organisation);
    var wanted = rules(request.body(), "");
    var after =
        destinations.replace(
            organisation,
            before -> {
              request.requireMatch(json(before, ceiling));
              return wanted;
            });
    return Reply.ok(json(after, ceiling));
  }

  private Reply readCeilings(Request request) {
    var organisation = organisation(request);
    return Reply.ok(ceilings(destinations.ceiling(organisation), rules.ceilings(organisation)));
  }

  private Reply replaceCeilings(Request request) {
    var organisation = organisation(request);
    var body = request.body();
    var wanted = rules(body.getJsonObject("destinations", new JsonObject()), "/destinations");
    var limits = limits(body.getJsonObject("rules", new JsonObject()));
    rules.replaceCeilings(
        organisation,
        limits,
        before ->
            destinations.replaceCeiling(
                organisation,
                known -> {
                  request.requireMatch(ceilings(known, before));
                  return wanted;
                }));
    return Reply.ok(ceilings(wanted, limits));
  }

  private OrganisationId organisation(Request request) {
    return organisations
        .find(new OrganisationId(request.path("id")))
        .map(found -> found.id())
        .orElseThrow(Problem::notFound);
  }

  private static Map<RuleName, BigDecimal> limits(JsonObject body) {
    var limits = new HashMap<RuleName, BigDecimal>();
    for (var name : body.fieldNames()) {
      var pointer = "/rules/" + name;
      limits.put(
          RuleName.of(name)
              .orElseThrow(() -> Problem.invalid(pointer, "unknown", "Is no rule's name")),
          FraudRulesApi.amount(pointer, body.getString(name)));
    }
    return limits;
  }

  private static DestinationRules rules(JsonObject body, String pointer) {
    var classes = new EnumMap<NumberType, Boolean>(NumberType.class);
    decided(body, "classes", pointer)
        .forEach(
            (code, open) ->
                classes.put(
                    NumberType.of(code)
                        .orElseThrow(
                            () ->
                                Problem.invalid(
                                    pointer + "/classes/" + code, "unknown", "Is no class")),
                    open));
    return new DestinationRules(
        classes,
        checked(decided(body, "countries", pointer), COUNTRY, pointer + "/countries/"),
        checked(decided(body, "prefixes", pointer), PREFIX, pointer + "/prefixes/"));
  }

  private static Map<String, Boolean> decided(JsonObject body, String part, String pointer) {
    var decided = new TreeMap<String, Boolean>();
    var given = Optional.ofNullable(body.getJsonObject(part)).orElseGet(JsonObject::new);
    if (given.size() > MOST) {
      throw Problem.invalid(pointer + '/' + part, "too_many", "Must be " + MOST + " at most");
    }
    given.fieldNames().forEach(name -> decided.put(name, given.getBoolean(name)));
    return decided;
  }

  private static Map<String, Boolean> checked(
      Map<String, Boolean> decided, Pattern shape, String pointer) {
    decided
        .keySet()
        .forEach(
            key -> {
              if (!shape.matcher(key).matches()) {
                throw Problem.invalid(
                    pointer + key, "malformed", "Is neither a country's code nor a prefix");
              }
            });
    return decided;
  }

  private static JsonObject json(DestinationRules own, DestinationRules ceiling) {
    var holds = new JsonObject();
    Stream.of(NumberType.values())
        .forEach(
            type ->
                holds.put(
                    type.code(),
                    ceiling.classes().getOrDefault(type, true)
                        && own.classes().getOrDefault(type, DestinationRules.usually(type, true))));
    return json(own).put("ceiling", json(ceiling)).put("open_classes", holds);
  }

  private static JsonObject json(DestinationRules rules) {
    var classes = new JsonObject();
    new TreeMap<>(rules.classes()).forEach((type, open) -> classes.put(type.code(), open));
    return new JsonObject()
        .put("classes", classes)
        .put("countries", object(rules.countries()))
        .put("prefixes", object(rules.prefixes()));
  }

  private static JsonObject object(Map<String, Boolean> decided) {
    var json = new JsonObject();
    new TreeMap<>(decided).forEach(json::put);
    return json;
  }

  private static JsonObject ceilings(
      DestinationRules destinations, Map<RuleName, BigDecimal> rules) {
    var limits = new JsonObject();
    var sorted = new TreeMap<String, String>();
    rules.forEach((name, most) -> sorted.put(name.code(), FraudRulesApi.text(most)));
    sorted.forEach(limits::put);
    return new JsonObject().put("destinations", json(destinations)).put("rules", limits);
  }
}
