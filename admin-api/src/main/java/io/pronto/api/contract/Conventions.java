package io.pronto.api.contract;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Set;

/**
 * What holds for all operations of a kind and is therefore written down once: keys by which a POST
 * is done once, versions of what is read and changed at one address, and how many requests are
 * left.
 */
final class Conventions {
  private static final Set<String> CHANGES = Set.of("patch", "put", "delete");

  private Conventions() {}

  static void addTo(String path, JsonObject operations) {
    if (!path.startsWith("/v1/")) {
      return;
    }
    boolean versions =
        operations.containsKey("get")
            && (operations.containsKey("patch") || operations.containsKey("put"));
    for (var method : operations.fieldNames()) {
      var operation = operations.getJsonObject(method);
      if (method.equals("post") && operation.containsKey("x-permission")) {
        take(operation, "IdempotencyKey");
        refuse(operation, "400", "409", "422");
      }
      if (versions && method.equals("get")) {
        take(operation, "IfNoneMatch");
        tag(operation);
        operation
            .getJsonObject("responses")
            .put("304", new JsonObject().put("description", "It is as you have it"));
      }
      if (versions && CHANGES.contains(method)) {
        take(operation, "IfMatch");
        tag(operation);
        refuse(operation, "400", "412");
      }
      limits(operation);
    }
  }

  private static void take(JsonObject operation, String parameter) {
    var parameters = operation.getJsonArray("parameters", new JsonArray());
    parameters.add(reference("parameters", parameter));
    operation.put("parameters", parameters);
  }

  private static void tag(JsonObject operation) {
    var shown = operation.getJsonObject("responses").getJsonObject("200");
    if (shown != null) {
      headers(shown).put("ETag", reference("headers", "ETag"));
    }
  }

  private static void limits(JsonObject operation) {
    for (var response : operation.getJsonObject("responses")) {
      var described = (JsonObject) response.getValue();
      if (!described.containsKey("$ref")) {
        headers(described)
            .put("RateLimit-Limit", reference("headers", "RateLimitLimit"))
            .put("RateLimit-Remaining", reference("headers", "RateLimitRemaining"))
            .put("RateLimit-Reset", reference("headers", "RateLimitReset"));
      }
    }
  }

  private static void refuse(JsonObject operation, String... statuses) {
    var responses = operation.getJsonObject("responses");
    for (var status : statuses) {
      if (!responses.containsKey(status)) {
        responses.put(status, reference("responses", "Problem"));
      }
    }
  }

  private static JsonObject headers(JsonObject response) {
    var headers = response.getJsonObject("headers", new JsonObject());
    response.put("headers", headers);
    return headers;
  }

  private static JsonObject reference(String kind, String name) {
    return new JsonObject().put("$ref", "#/components/" + kind + '/' + name);
  }
}
