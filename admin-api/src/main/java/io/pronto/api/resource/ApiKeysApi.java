package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.access.ApiKey;
import io.pronto.core.access.ApiKeys;
import io.pronto.core.access.Scope;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** API keys: part of what an administrator may do, for a program. */
public final class ApiKeysApi implements Resource {
  private final ApiKeys keys;

  /** Keeps them in {@code keys}. */
  public ApiKeysApi(ApiKeys keys) {
    this.keys = keys;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of(
        "list_api_keys", this::list,
        "create_api_key", this::create,
        "get_api_key", this::read,
        "delete_api_key", this::delete);
  }

  private Reply list(Request request) {
    return Reply.page(keys.list(request.organisation(), request.page()).map(ApiKeysApi::json));
  }

  private Reply create(Request request) {
    var body = request.body();
    var wanted =
        new ApiKeys.NewApiKey(
            body.getString("name"),
            scopes(request),
            Networks.read("/addresses", body.getJsonArray("addresses", new JsonArray()), 0),
            Optional.ofNullable(body.getString("expires_at")).map(ApiKeysApi::future));
    var created = keys.create(request.organisation(), request.member().id(), wanted);
    return Reply.created(json(created.key()).put("token", created.token()));
  }

  private Reply read(Request request) {
    return keys.find(request.organisation(), request.path("id"))
        .map(key -> Reply.ok(json(key)))
        .orElseThrow(Problem::notFound);
  }

  private Reply delete(Request request) {
    return Reply.gone(keys.delete(request.organisation(), request.path("id")));
  }

  private static List<Scope> scopes(Request request) {
    var texts = request.body().getJsonArray("scopes");
    var scopes = new ArrayList<Scope>();
    for (int i = 0; i < texts.size(); i++) {
      scopes.add(scope("/scopes/" + i, texts.getString(i), request));
    }
    return scopes;
  }

  private static Scope scope(String pointer, String text, Request request) {
    Scope scope;
    try {
      scope = Scope.of(text);
    } catch (IllegalArgumentException e) {
      throw Problem.invalid(
          pointer, "unknown", "Must be a permission and read or write, such as calls:read");
    }
    if (!scope.grantableBy(request.signedIn().principal())) {
      throw Problem.invalid(pointer, "not_yours", "Is more than you may give to a key");
    }
    return scope;
  }

  private static Instant future(String text) {
    try {
      var time = OffsetDateTime.parse(text).toInstant();
      if (time.isAfter(Instant.now())) {
        return time;
      }
    } catch (DateTimeParseException e) {
      throw Problem.invalid("/expires_at", "malformed", "Must be a time that exists");
    }
    throw Problem.invalid("/expires_at", "past", "Must be later than now");
  }

  private static JsonObject json(ApiKey key) {
    return new JsonObject()
        .put("id", key.id())
        .put("name", key.name())
        .put("scopes", new JsonArray(key.scopes().stream().map(Scope::code).toList()))
        .put("addresses", new JsonArray(key.addresses()))
        .put("created_by", key.createdBy())
        .put("created_at", key.createdAt())
        .put("expires_at", key.expiresAt().orElse(null))
        .put("used_at", key.usedAt().orElse(null))
        .put("used_from", key.usedFrom().orElse(null));
  }
}
