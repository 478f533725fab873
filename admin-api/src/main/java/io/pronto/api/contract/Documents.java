package io.pronto.api.contract;

import io.pronto.core.access.Permission;
import io.pronto.core.access.Reach;
import io.pronto.core.call.HangupCause;
import io.pronto.core.people.Role;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Reads the OpenAPI document, which is one file per group of resources, into one. */
final class Documents {
  private static final List<String> FILES =
      List.of(
          "openapi",
          "access",
          "organisations",
          "contracts",
          "carriers",
          "rating",
          "people",
          "devices",
          "numbers",
          "fraud",
          "caller_ids",
          "routing",
          "stir",
          "porting",
          "emergency",
          "rentals",
          "calls",
          "exports",
          "conferences",
          "contacts",
          "recordings",
          "retention",
          "handovers",
          "holds",
          "exclusions",
          "streams",
          "subjects",
          "voices",
          "events",
          "subprocessors",
          "registers",
          "accountability",
          "audit",
          "proofs",
          "keys",
          "identity",
          "scim",
          "sso",
          "directory",
          "operation");

  private Documents() {}

  static JsonObject read() {
    var document = new JsonObject();
    FILES.forEach(name -> document.mergeIn(file(name), true));
    causes(document);
    document
        .getJsonObject("paths")
        .forEach(
            path -> {
              var operations = (JsonObject) path.getValue();
              complete(operations, refusal(path.getKey()));
              Conventions.addTo(path.getKey(), operations);
            });
    document.put("x-permissions", table());
    return document;
  }

  /** Causes are told as the code knows them, so that a new one is in the document at once. */
  private static void causes(JsonObject document) {
    var codes = Arrays.stream(HangupCause.values()).map(HangupCause::code).toList();
    document
        .getJsonObject("components")
        .getJsonObject("schemas")
        .getJsonObject("Cause")
        .put("enum", new JsonArray(codes));
  }

  private static JsonObject file(String name) {
    try (var in = Documents.class.getResourceAsStream("/openapi/" + name + ".yaml")) {
      Map<String, Object> map = new Yaml(new SafeConstructor(new LoaderOptions())).load(in);
      // Through its text: YAML's own maps and lists become JSON's, and nothing is shared.
      return new JsonObject(new JsonObject(map).encode());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The whole tier matrix: of each permission how far it goes for whom. */
  private static JsonObject table() {
    var table = new JsonObject();
    for (var permission : Permission.values()) {
      table.put(permission.code(), reach(permission));
    }
    return table;
  }

  private static JsonObject reach(Permission permission) {
    var reach = new JsonObject();
    for (var role : Role.values()) {
      reach.put(role.code(), permission.of(role).code());
    }
    return reach.put("operator", permission.ofOperator().code());
  }

  /** The same where it must go for all. */
  private static JsonObject whole(JsonObject reach) {
    var all = new JsonObject();
    for (var who : reach.fieldNames()) {
      boolean whole = reach.getString(who).equals(Reach.ALL.code());
      all.put(who, (whole ? Reach.ALL : Reach.NONE).code());
    }
    return all;
  }

  /** How what is at {@code path} refuses. */
  private static JsonObject refusal(String path) {
    var name = path.startsWith("/scim/") ? "ScimError" : "Problem";
    return new JsonObject().put("$ref", "#/components/responses/" + name);
  }

  /**
   * Adds to every operation of a path the refusals that any such operation may answer, and how far
   * it goes for whom.
   */
  private static void complete(JsonObject path, JsonObject refusal) {
    for (var method : path.fieldNames()) {
      var operation = path.getJsonObject(method);
      var responses = operation.getJsonObject("responses");
      boolean open = operation.getJsonArray("security", new JsonArray().add(1)).isEmpty();
      boolean body = operation.containsKey("requestBody");
      if (!open) {
        refuse(responses, refusal, "401", "403");
        var reach = reach(Permission.of(operation.getString("x-permission")));
        operation.put("x-reach", operation.getBoolean("x-whole", false) ? whole(reach) : reach);
      }
      if (operation.containsKey("parameters")) {
        refuse(responses, refusal, "400", "404");
      }
      if (body) {
        refuse(responses, refusal, "400", "413", "415", "422");
      }
      refuse(responses, refusal, "default");
    }
  }

  private static void refuse(JsonObject responses, JsonObject refusal, String... statuses) {
    for (var status : statuses) {
      if (!responses.containsKey(status)) {
        responses.put(status, refusal.copy());
      }
    }
  }
}
