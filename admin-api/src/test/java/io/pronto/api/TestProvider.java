package io.pronto.api;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.http.OAuth2HttpRequest;
import no.nav.security.mock.oauth2.http.OAuth2HttpResponse;
import no.nav.security.mock.oauth2.http.Route;
import no.nav.security.mock.oauth2.token.DefaultOAuth2TokenCallback;
import okhttp3.Headers;
import okhttp3.mockwebserver.RecordedRequest;

/**
 * A real OpenID Connect server, which checks PKCE and the nonce as any does. What a server would
 * never do, such as to sign with somebody else's key, a test has it do.
 */
record TestProvider(String id, MockOAuth2Server server, Map<String, String> answers) {
  static final String CLIENT = "pronto-client";
  static final String SECRET = "a secret: of the client%";

  private static TestProvider start(String id) {
    var answers = new ConcurrentHashMap<String, String>();
    var server = new MockOAuth2Server(new Instead(answers));
    server.start(InetAddress.getLoopbackAddress(), 0);
    return new TestProvider(id, server, answers);
  }

  /** Answers what a test has put in the place of an endpoint. */
  private record Instead(Map<String, String> answers) implements Route {
    @Override
    public boolean match(OAuth2HttpRequest request) {
      return answers.containsKey(request.getUrl().encodedPath());
    }

    @Override
    public OAuth2HttpResponse invoke(OAuth2HttpRequest request) {
      var answer = answers.get(request.getUrl().encodedPath());
      return new OAuth2HttpResponse(
          Headers.of("Content-Type", "application/json"), 200, answer, null);
    }
  }

  static TestProvider okta() {
    return start("okta-" + UUID.randomUUID());
  }

  /** Its tenant is the first part of its path, as Microsoft has it. */
  static TestProvider entra() {
    return start(UUID.randomUUID() + "/v2.0");
  }

  String issuer() {
    return server.issuerUrl(id).toString();
  }

  String tenant() {
    return id.split("/")[0];
  }

  /** The next ID token is for that subject and says that. */
  void says(String subject, Map<String, Object> claims) {
    server.enqueueCallback(
        new DefaultOAuth2TokenCallback(id, subject, "JWT", List.of(CLIENT), claims, 3600));
  }

  /** Okta's claims of somebody. */
  void saysOfOkta(String subject, String email, String... groups) {
    says(subject, okta(email, groups));
  }

  static Map<String, Object> okta(String email, String... groups) {
    return Map.of(
        "email", email, "email_verified", true, "name", "Grace Hopper", "groups", List.of(groups));
  }

  /**
   * Entra's claims of somebody: an object of the tenant, groups by their ids, no email_verified.
   */
  void saysOfEntra(String oid, String username, String... groups) {
    says(pairwise(oid), entra(oid, username, groups));
  }

  Map<String, Object> entra(String oid, String username, String... groups) {
    return Map.of(
        "tid",
        tenant(),
        "oid",
        oid,
        "preferred_username",
        username,
        "name",
        "Grace Hopper",
        "ver",
        "2.0",
        "groups",
        List.of(groups));
  }

  /** Entra's sub is another one for each client. */
  static String pairwise(String oid) {
    return "pairwise-" + oid;
  }

  /** The last request for tokens. */
  RecordedRequest lastTokenRequest() {
    RecordedRequest last = null;
    for (var next = next(); next.isPresent(); next = next()) {
      last = next.get().getPath().endsWith("/token") ? next.get() : last;
    }
    return last;
  }

  private Optional<RecordedRequest> next() {
    try {
      return Optional.of(server.takeRequest(0, TimeUnit.MILLISECONDS));
    } catch (RuntimeException none) {
      return Optional.empty();
    }
  }

  /** From now on the token endpoint answers {@code idToken}, whatever it is asked. */
  void answersTokens(String idToken) {
    answers.put(
        server.tokenEndpointUrl(id).encodedPath(),
        new JsonObject().put("id_token", idToken).put("token_type", "Bearer").encode());
  }

  /** From now on these are its keys. */
  void answersKeys(JWK... keys) {
    answers.put(server.jwksUrl(id).encodedPath(), new JWKSet(List.of(keys)).toString(false));
  }

  /** From now on that is what it says of itself. */
  void answersDiscovery(JsonObject document) {
    answers.put(server.wellKnownUrl(id).encodedPath(), document.encode());
  }

  /** From now on that is what it says of a person beside the token. */
  void answersUserInfo(JsonObject claims) {
    answers.put(server.userInfoUrl(id).encodedPath(), claims.encode());
  }

  String keysUrl() {
    return server.jwksUrl(id).toString();
  }

  String tokenUrl() {
    return server.tokenEndpointUrl(id).toString();
  }

  String authorizationUrl() {
    return server.authorizationEndpointUrl(id).toString();
  }

  static RSAKey key(String id) {
    try {
      return new RSAKeyGenerator(2048).keyID(id).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }
}
