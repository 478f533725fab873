package io.pronto.server;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.UUID;

/** Somebody who speaks HTTP with a server on 127.0.0.1, with a token. */
record Speaker(int port, String token) {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  /** What was answered. */
  record Answer(int status, String body) {
    JsonObject json() {
      return new JsonObject(body);
    }

    String id() {
      return json().getString("id");
    }

    /** The resources of a list of SCIM's. */
    JsonArray list() {
      return json().getJsonArray("Resources");
    }
  }

  static Speaker signIn(int port, String email, String password) {
    return new Speaker(port, tryToSignIn(port, email, password).json().getString("token"));
  }

  static Answer tryToSignIn(int port, String email, String password) {
    var body = new JsonObject().put("email", email).put("password", password);
    return new Speaker(port, "").post("/v1/sessions", body.encode());
  }

  /** The program that has a new key of this one's. */
  Speaker key(String scope) {
    var body = new JsonObject().put("name", scope).put("scopes", JsonArray.of(scope));
    return new Speaker(port, post("/v1/api_keys", body.encode()).json().getString("token"));
  }

  Answer get(String path) {
    return send("GET", path, "");
  }

  Answer post(String path, String body) {
    return send("POST", path, body);
  }

  /** Sent once, whatever happens to the answer. */
  Answer postOnce(String path, String body) {
    return send("POST", path, body, "Idempotency-Key", UUID.randomUUID().toString());
  }

  Answer put(String path, String body) {
    return send("PUT", path, body);
  }

  Answer patch(String path, String body) {
    return send("PATCH", path, body);
  }

  Answer delete(String path) {
    return send("DELETE", path, "");
  }

  private Answer send(String method, String path, String body, String... headers) {
    var type = path.startsWith("/scim/") ? "application/scim+json" : "application/json";
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .method(method, BodyPublishers.ofString(body))
            .header("Content-Type", type);
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      var response = HTTP.send(request.build(), BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
