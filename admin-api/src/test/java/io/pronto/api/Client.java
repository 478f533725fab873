package io.pronto.api;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Optional;

/**
 * Somebody who uses the API over real HTTP. Every answer is held against the document.
 *
 * @param server {@code http://host:port}
 */
record Client(Optional<String> token, String server) {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  Client(Optional<String> token) {
    this(token, TestServer.url());
  }

  /** The same, who uses another server over the same ground. */
  Client at(String other) {
    return new Client(token, other);
  }

  /** Somebody who has not signed in. */
  static Client stranger() {
    return new Client(Optional.empty());
  }

  /** The operator. */
  static Client operator() {
    return Operator.CLIENT;
  }

  private static final class Operator {
    static final Client CLIENT = signIn(TestServer.OPERATOR, TestServer.PASSWORD);
  }

  static Client signIn(String email, String password) {
    var body = new JsonObject().put("email", email).put("password", password);
    var answer = stranger().post("/v1/sessions", body).is(201);
    return new Client(Optional.of(answer.json().getString("token")));
  }

  Answer get(String path) {
    return send("GET", path, "", "");
  }

  Answer get(String path, String header, String value) {
    return exchange("GET", path, "", "", header, value);
  }

  Answer delete(String path) {
    return send("DELETE", path, "", "");
  }

  Answer post(String path, JsonObject body) {
    return send("POST", path, body.encode(), "application/json");
  }

  Answer post(String path, JsonObject body, String header, String value) {
    return exchange("POST", path, body.encode(), "application/json", header, value);
  }

  Answer put(String path, JsonObject body) {
    return send("PUT", path, body.encode(), "application/json");
  }

  Answer patch(String path, JsonObject body) {
    return send("PATCH", path, body.encode(), "application/merge-patch+json");
  }

  /** What the answer begins with, where it never ends. */
  Answer open(String path) {
    var request = HttpRequest.newBuilder(URI.create(server + path));
    token.ifPresent(bearer -> request.header("Authorization", "Bearer " + bearer));
    try {
      var response = HTTP.send(request.build(), BodyHandlers.ofInputStream());
      response.body().close();
      return new Answer(response.statusCode(), response.headers(), new byte[0]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Sends {@code wav}. */
  Answer upload(String path, byte[] wav) {
    return upload(path, wav, "audio/wav");
  }

  Answer upload(String path, byte[] bytes, String type) {
    return exchange("POST", path, BodyPublishers.ofByteArray(bytes), type);
  }

  Answer send(String method, String path, String body, String type) {
    return exchange(method, path, body, type);
  }

  Answer exchange(String method, String path, String body, String type, String... headers) {
    return exchange(
        method,
        path,
        body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body),
        type,
        headers);
  }

  private Answer exchange(
      String method, String path, BodyPublisher body, String type, String... headers) {
    var request = HttpRequest.newBuilder(URI.create(server + path)).method(method, body);
    token.ifPresent(bearer -> request.header("Authorization", "Bearer " + bearer));
    if (!type.isEmpty()) {
      request.header("Content-Type", type);
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      var response = HTTP.send(request.build(), BodyHandlers.ofByteArray());
      var answer = new Answer(response.statusCode(), response.headers(), response.body());
      Conformity.check(method, path, answer);
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
