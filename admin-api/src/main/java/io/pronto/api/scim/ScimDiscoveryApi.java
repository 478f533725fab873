package io.pronto.api.scim;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** What this server understands of SCIM (RFC 7643, sections 5 to 7). */
public final class ScimDiscoveryApi implements Resource {
  private final JsonObject config = new JsonObject(file("service_provider_config"));
  private final List<JsonObject> types = list("resource_types");
  private final List<JsonObject> schemas = list("schemas");

  @Override
  public Map<String, Handler> handlers() {
    return Map.of(
        "scim_service_provider_config", _ -> ScimReply.ok(config),
        "scim_list_resource_types", _ -> all(types),
        "scim_get_resource_type", request -> one(types, request),
        "scim_list_schemas", _ -> all(schemas),
        "scim_get_schema", request -> one(schemas, request));
  }

  private static Reply all(List<JsonObject> documents) {
    return ScimReply.ok(ScimJson.list(documents.size(), 1, documents));
  }

  private static Reply one(List<JsonObject> documents, Request request) {
    return documents.stream()
        .filter(document -> document.getString("id").equals(request.path("id")))
        .findFirst()
        .map(ScimReply::ok)
        .orElseThrow(Problem::notFound);
  }

  private static List<JsonObject> list(String name) {
    return new JsonArray(file(name)).stream().map(JsonObject.class::cast).toList();
  }

  private static Buffer file(String name) {
    try (var in = ScimDiscoveryApi.class.getResourceAsStream("/scim/" + name + ".json")) {
      return Buffer.buffer(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
