package io.pronto.demo;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Somebody who is signed in to the HTTP API. */
final class ApiClient {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final HttpClient http;
  private final URI base;
  private final String token;

  private ApiClient(HttpClient http, URI base, String token) {
    this.http = http;
    this.base = base;
    this.token = token;
  }

  /** Signs in. */
  static ApiClient signIn(HttpClient http, URI base, String email, String password)
      throws StepFailed, InterruptedException {
    var stranger = new ApiClient(http, base, "");
    var session =
        stranger.post(
            "/v1/sessions", new JsonObject().put("email", email).put("password", password));
    return new ApiClient(http, base, session.getString("token"));
  }

  JsonObject post(String path, JsonObject body) throws StepFailed, InterruptedException {
    return json("POST", path, body);
  }

  JsonObject patch(String path, JsonObject body) throws StepFailed, InterruptedException {
    return json("PATCH", path, body);
  }

  JsonObject get(String path) throws StepFailed, InterruptedException {
    return new JsonObject(text(send("GET", path, BodyPublishers.noBody())));
  }

  byte[] bytes(String path) throws StepFailed, InterruptedException {
    return send("GET", path, BodyPublishers.noBody()).body();
  }

  /** {@code text} as it must be written within an address. */
  static String escaped(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private JsonObject json(String method, String path, JsonObject body)
      throws StepFailed, InterruptedException {
    return new JsonObject(text(send(method, path, BodyPublishers.ofString(body.encode()))));
  }

  private HttpResponse<byte[]> send(String method, String path, HttpRequest.BodyPublisher body)
      throws StepFailed, InterruptedException {
    var request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(LIMIT)
            .method(method, body)
            .header("Content-Type", "application/json");
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    try {
      var response = http.send(request.build(), BodyHandlers.ofByteArray());
      if (response.statusCode() >= 300) {
        throw new StepFailed(
            "%s %s answered %d: %s".formatted(method, path, response.statusCode(), text(response)));
      }
      return response;
    } catch (IOException e) {
      throw new StepFailed("%s %s: %s".formatted(method, path, e));
    }
  }

  private static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }
}
