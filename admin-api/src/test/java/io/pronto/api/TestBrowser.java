package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a browser does at a single sign-on, step by step. */
final class TestBrowser {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private String cookie = "none=1";

  /** Where it is sent at first. */
  String begins(String email) {
    var answer = Client.stranger().get("/v1/single_sign_on?email=" + email).is(302);
    if (!answer.header("Set-Cookie").isEmpty()) {
      cookie = answer.header("Set-Cookie").split(";")[0];
    }
    return answer.header("Location");
  }

  /** Where the provider sends it back to: path and query at our server. */
  static String visits(String provider) {
    try {
      var request = HttpRequest.newBuilder(URI.create(provider)).build();
      var answer = HTTP.send(request, BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);
      var back = answer.headers().firstValue("Location").orElseThrow();
      assertThat(back).startsWith(TestServer.url());
      return back.substring(TestServer.url().length());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Where it ends up: the screen, with a code or the reason why not. */
  String comesBack(String callback) {
    return Client.stranger().get(callback, "Cookie", cookie).is(302).header("Location");
  }

  /** All the way to the screen. */
  String signsIn(String email) {
    return comesBack(visits(begins(email)));
  }

  Answer exchanges(String screen) {
    assertThat(screen).startsWith("/#sso=");
    return Client.stranger()
        .post(
            "/v1/sessions/single_sign_on",
            new JsonObject().put("code", screen.substring("/#sso=".length())),
            "Cookie",
            cookie);
  }

  /** All the way to a session. */
  Client signedIn(String email) {
    var session = exchanges(signsIn(email)).is(201).json();
    return new Client(Optional.of(session.getString("token")));
  }

  /** The fields of an address's query. */
  static Map<String, String> query(String address) {
    return Stream.of(URI.create(address).getRawQuery().split("&"))
        .map(pair -> pair.split("=", 2))
        .collect(
            Collectors.toMap(
                pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
  }
}
