package io.pronto.bench;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.Stream;

/** Pronto's HTTP API as somebody signed in uses it. */
public final class Api {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final HttpClient client;
  private final URI base;
  private final String token;

  private Api(HttpClient client, URI base, String token) {
    this.client = client;
    this.base = base;
    this.token = token;
  }

  /** Signs in at {@code base}, such as {@code http://127.0.0.1:8080}. */
  public static Api signIn(URI base, String email, String password) {
    var stranger = new Api(HttpClient.newHttpClient(), base, "");
    var session =
        stranger.post(
            "/v1/sessions", new JsonObject().put("email", email).put("password", password));
    return new Api(stranger.client, base, session.getString("token"));
  }

  /** Whoever has {@code token}, at {@code base}. */
  public static Api with(URI base, String token) {
    return new Api(HttpClient.newHttpClient(), base, token);
  }

  /** Reads what is at {@code path}, such as {@code /v1/cdrs?limit=100}. */
  public JsonObject get(String path) {
    return new JsonObject(text(path));
  }

  /** Reads what is at {@code path}, as text. */
  public String text(String path) {
    return new String(bytes(path), StandardCharsets.UTF_8);
  }

  /** Reads what is at {@code path}, as it is. */
  public byte[] bytes(String path) {
    return exchange(request(path).GET());
  }

  /** What is told at {@code path} as it happens, line by line. */
  public Stream<String> follow(String path) {
    try {
      var asked = request(path).timeout(Duration.ofHours(1)).GET().build();
      var response = client.send(asked, BodyHandlers.ofLines());
      if (response.statusCode() != 200) {
        throw new IllegalStateException(path + " was answered " + response.statusCode());
      }
      return response.body();
    } catch (IOException e) {
      throw new UncheckedIOException("Nobody answers at " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for " + path, e);
    }
  }

  /** Creates something. */
  public JsonObject post(String path, JsonObject body) {
    return json(
        request(path)
            .header("Idempotency-Key", UUID.randomUUID().toString())
            .POST(BodyPublishers.ofString(body.encode())));
  }

  /** Changes something, by a merge patch. */
  public JsonObject patch(String path, JsonObject body) {
    return json(request(path).method("PATCH", BodyPublishers.ofString(body.encode())));
  }

  /** Sends a sound, a WAV file. */
  public JsonObject send(String path, byte[] wav) {
    return json(
        request(path).setHeader("Content-Type", "audio/wav").POST(BodyPublishers.ofByteArray(wav)));
  }

  /** Puts something in the place of what was. */
  public JsonObject put(String path, JsonObject body) {
    return json(request(path).method("PUT", BodyPublishers.ofString(body.encode())));
  }

  /** Deletes what is at {@code path}. */
  public void delete(String path) {
    exchange(request(path).DELETE());
  }

  private HttpRequest.Builder request(String path) {
    var request = HttpRequest.newBuilder(base.resolve(path)).timeout(PATIENCE);
    request.header("Content-Type", "application/json");
    return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
  }

  private JsonObject json(HttpRequest.Builder request) {
    var body = new String(exchange(request), StandardCharsets.UTF_8);
    return body.isBlank() ? new JsonObject() : new JsonObject(body);
  }

  private byte[] exchange(HttpRequest.Builder builder) {
    var request = builder.build();
    try {
      HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
      if (response.statusCode() / 100 != 2) {
        throw new IllegalStateException(
            "%s %s was answered %d: %s"
                .formatted(
                    request.method(),
                    request.uri(),
                    response.statusCode(),
                    new String(response.body(), StandardCharsets.UTF_8)));
      }
      return response.body();
    } catch (IOException e) {
      throw new UncheckedIOException("Nobody answers at " + request.uri(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for " + request.uri(), e);
    }
  }
}
