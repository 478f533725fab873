package io.pronto.api.contract;

import io.pronto.core.access.Permission;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.pointer.JsonPointer;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.SchemaRepository;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The OpenAPI 3.1 document and the operations it describes. Requests are validated by Vert.x's JSON
 * schema validator with our own thin glue rather than by its OpenAPI router, because that one stops
 * at the first fault, names no parameter by a pointer and lets unknown parameters pass.
 */
public final class Contract {
  private static final String BASE = "https://pronto.invalid/";
  private static final String DOCUMENT = BASE + "openapi";
  private static final String TABLE = "text/csv";
  private static final String SOUND = "audio/wav";
  private static final String FORM = "application/x-www-form-urlencoded";

  private final JsonObject document = Documents.read();
  private final SchemaRepository schemas =
      SchemaRepository.create(
          new JsonSchemaOptions()
              .setBaseUri(BASE)
              .setDraft(Draft.DRAFT202012)
              .setOutputFormat(OutputFormat.Basic));
  private final Map<String, Schema> made = new ConcurrentHashMap<>();
  private final AtomicInteger named = new AtomicInteger();
  private final List<Operation> operations = new ArrayList<>();

  /**
   * Reads the document.
   *
   * @throws IllegalStateException if an operation says neither that anyone may call it nor who may
   */
  public Contract() {
    var components = new JsonObject().put("$id", DOCUMENT);
    components.put("components", absolute(document.getJsonObject("components")));
    schemas.dereference(DOCUMENT, JsonSchema.of(components));
    var paths = document.getJsonObject("paths");
    for (var path : paths.fieldNames()) {
      for (var method : paths.getJsonObject(path).fieldNames()) {
        operations.add(operation(path, method));
      }
    }
  }

  /** The document as it is served. */
  public JsonObject document() {
    return document;
  }

  /** Every operation it describes. */
  public List<Operation> operations() {
    return List.copyOf(operations);
  }

  private Operation operation(String path, String method) {
    var at = JsonPointer.create().append("paths").append(path).append(method);
    var described = (JsonObject) at.queryJson(document);
    return new Operation(
        described.getString("operationId"),
        method.toUpperCase(Locale.ROOT),
        path,
        permission(described),
        described.getBoolean("x-whole", false),
        parameters(at, described),
        described.getBoolean("x-other-parameters", false),
        type(described)
            .map(
                type ->
                    schema(
                        at.copy()
                            .append("requestBody")
                            .append(List.of("content", type, "schema")))),
        type(described).equals(Optional.of(FORM)),
        type(described).equals(Optional.of(TABLE)),
        type(described).equals(Optional.of(SOUND)),
        described.getBoolean("x-after-end", false));
  }

  /** The media type of the body, of which an operation takes one. */
  private static Optional<String> type(JsonObject described) {
    return Optional.ofNullable(described.getJsonObject("requestBody"))
        .map(body -> body.getJsonObject("content").fieldNames().iterator().next());
  }

  private static Optional<Permission> permission(JsonObject described) {
    if (described.containsKey("x-permission")) {
      return Optional.of(Permission.of(described.getString("x-permission")));
    }
    if (described.containsKey("security")) {
      return Optional.empty();
    }
    throw new IllegalStateException(
        described.getString("operationId") + " says neither x-permission nor security: []");
  }

  private List<Parameter> parameters(JsonPointer operation, JsonObject described) {
    var parameters = new ArrayList<Parameter>();
    var list = described.getJsonArray("parameters", new JsonArray());
    for (int i = 0; i < list.size(); i++) {
      var at = operation.copy().append("parameters").append(i);
      var ref = list.getJsonObject(i).getString("$ref");
      var target = ref == null ? at : JsonPointer.from(ref.substring(1));
      var parameter = (JsonObject) target.queryJson(document);
      parameters.add(
          new Parameter(
              parameter.getString("name"),
              Parameter.Place.valueOf(parameter.getString("in").toUpperCase(Locale.ROOT)),
              parameter.getBoolean("required", false),
              schema(target.copy().append("schema"))));
    }
    return parameters;
  }

  /** The schema at a place in the document, made once: a validator holds a map of all there are. */
  public Schema schema(JsonPointer at) {
    return made.computeIfAbsent(at.toString(), _ -> make(at));
  }

  /** It gets a name of its own: the validator finds no schema inside of what is not one. */
  private Schema make(JsonPointer at) {
    var schema = absolute((JsonObject) at.queryJson(document));
    schema.put("$id", BASE + "schema/" + named.incrementAndGet());
    return new Schema(document, at, schemas.validator(JsonSchema.of(schema)));
  }

  /** A copy whose references do not depend on where they stand. */
  private static JsonObject absolute(JsonObject part) {
    return new JsonObject(part.encode().replace("\"$ref\":\"#/", "\"$ref\":\"" + DOCUMENT + "#/"));
  }
}
