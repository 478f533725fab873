package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.identity.CallerIdPolicy;
import io.pronto.core.identity.CallerIdPolicyStore;
import io.pronto.core.numbering.E164;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.TreeMap;

/** Which number an organisation shows to whom it calls where. */
public final class CallerIdPolicyApi implements Resource {
  private final CallerIdPolicyStore policies;

  /** Keeps it in {@code policies}. */
  public CallerIdPolicyApi(CallerIdPolicyStore policies) {
    this.policies = policies;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of("get_caller_id_policy", this::read, "replace_caller_id_policy", this::replace);
  }

  private Reply read(Request request) {
    return Reply.ok(json(policies.find(request.organisation())));
  }

  private Reply replace(Request request) {
    var destinations = request.body().getJsonArray("destinations");
    var wanted = wanted(destinations);
    try {
      return Reply.ok(
          json(
              policies.replace(
                  request.organisation(),
                  before -> {
                    request.requireMatch(json(before));
                    return wanted;
                  })));
    } catch (CallerIdPolicyStore.NoRight refused) {
      throw Problem.invalid(
          "/destinations/" + index(destinations, refused.prefix()) + "/number",
          "not_rented",
          "Must be a number that the organisation rents, or an active one of /v1/caller_ids");
    }
  }

  private static CallerIdPolicy wanted(JsonArray destinations) {
    var numbers = new TreeMap<String, E164>();
    for (int i = 0; i < destinations.size(); i++) {
      var item = destinations.getJsonObject(i);
      var earlier = numbers.put(item.getString("prefix"), new E164(item.getString("number")));
      if (earlier != null) {
        throw Problem.invalid(
            "/destinations/" + i + "/prefix", "repeated", "The prefix has a number already");
      }
    }
    return new CallerIdPolicy(numbers);
  }

  private static int index(JsonArray destinations, String prefix) {
    int index = 0;
    while (!destinations.getJsonObject(index).getString("prefix").equals(prefix)) {
      index++;
    }
    return index;
  }

  private static JsonObject json(CallerIdPolicy policy) {
    var destinations = new JsonArray();
    policy
        .numbers()
        .forEach(
            (prefix, number) ->
                destinations.add(
                    new JsonObject().put("prefix", prefix).put("number", number.value())));
    return new JsonObject().put("destinations", destinations);
  }
}
