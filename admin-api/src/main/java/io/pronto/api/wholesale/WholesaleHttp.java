package io.pronto.api.wholesale;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pronto.core.outbound.Outbound;
import io.pronto.core.outbound.Unreachable;
import io.pronto.core.wholesale.ProviderAway;
import io.pronto.core.wholesale.ProviderRefused;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Asks a provider, and tells three outcomes apart: an answer, a refusal (4xx), and no answer that
 * could be relied on (a timeout, 408, 429, 5xx, or what is no JSON), after which it is not known
 * whether anything was done.
 */
final class WholesaleHttp {
  private static final int LONGEST_MESSAGE = 300;

  private final Outbound outbound;
  private final String base;
  private final Map<String, String> headers;

  /** Asks at {@code base}, with {@code headers} each time. */
  WholesaleHttp(Outbound outbound, String base, Map<String, String> headers) {
    this.outbound = outbound;
    this.base = base.replaceFirst("/+$", "");
    this.headers = headers;
  }

  JsonObject get(String path, Map<String, String> query) {
    return expect(send(HttpMethod.GET, path + encoded("?", query), Buffer.buffer()));
  }

  JsonObject send(HttpMethod method, String path, JsonObject body) {
    return expect(send(method, path, body.toBuffer()));
  }

  JsonObject form(String path, Map<String, String> fields) {
    return expect(send(HttpMethod.POST, path, Buffer.buffer(encoded("", fields))));
  }

  /** Deletes what is at {@code path}; what is not there is fine. */
  void delete(String path) {
    var answer = send(HttpMethod.DELETE, path, Buffer.buffer());
    if (answer.status() != 404) {
      expect(answer);
    }
  }

  private Outbound.Answer send(HttpMethod method, String path, Buffer body) {
    try {
      return outbound.send(method, URI.create(base + path), headers, body);
    } catch (Unreachable away) {
      throw new ProviderAway(away.getMessage(), Optional.empty());
    }
  }

  private static JsonObject expect(Outbound.Answer answer) {
    int status = answer.status();
    if (status == 408 || status == 429 || status >= 500) {
      throw new ProviderAway("answers " + status, wait(answer));
    }
    if (status >= 300) {
      throw new ProviderRefused("answers " + status + ": " + message(answer.body()));
    }
    return json(answer);
  }

  private static JsonObject json(Outbound.Answer answer) {
    try {
      return answer.body().length() == 0 ? new JsonObject() : new JsonObject(answer.body());
    } catch (DecodeException e) {
      throw new ProviderAway("answers " + answer.status() + " with no JSON", Optional.empty());
    }
  }

  private static Optional<Duration> wait(Outbound.Answer answer) {
    return Optional.ofNullable(answer.headers().get("Retry-After"))
        .filter(text -> text.matches("\\d{1,5}"))
        .map(text -> Duration.ofSeconds(Math.max(1, Long.parseLong(text))));
  }

  private static String message(Buffer body) {
    var text = body.toString();
    return text.length() <= LONGEST_MESSAGE ? text : text.substring(0, LONGEST_MESSAGE);
  }

  private static String encoded(String before, Map<String, String> fields) {
    return fields.isEmpty()
        ? ""
        : before
            + fields.entrySet().stream()
                .map(field -> encoded(field.getKey()) + '=' + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }
}
