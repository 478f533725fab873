package io.pronto.api;

import static com.nimbusds.jose.JWSAlgorithm.RS256;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Sessions end when the provider's do. */
class LogoutTest {
  private static final String BACK = "/v1/single_sign_on/back_channel_logout";
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final RSAKey KEY = TestProvider.key("the-key");

  private final TestCompany company = TestCompany.okta();

  @Test
  void theSessionThatTheProviderEndsEndsHereAndNoOther() {
    var here = signedIn("00u1", "grace", "sid-1");
    var elsewhere = signedIn("00u1", "grace", "sid-2");
    var byPassword = company.boss();

    tell(token(c -> c.claim("sid", "sid-1"))).is(200);

    here.get("/v1/me").refused(401, "session_ended");
    elsewhere.get("/v1/me").is(200);
    byPassword.get("/v1/me").is(200);
    assertThat(company.audited("session.ended").getJsonObject("actor").getString("type"))
        .isEqualTo("server");
  }

  @Test
  void allSessionsOfAPersonEndWhereNoneIsNamed() {
    var here = signedIn("00u1", "grace", "sid-1");
    var elsewhere = signedIn("00u1", "grace", "sid-2");
    var colleague = signedIn("00u2", "linus", "sid-3");

    tell(token(c -> c.subject("00u1"))).is(200);

    here.get("/v1/me").refused(401, "session_ended");
    elsewhere.get("/v1/me").refused(401, "session_ended");
    colleague.get("/v1/me").is(200);
  }

  @Test
  void aSessionOfAnotherPersonThanTheTokenNamesGoesOn() {
    var grace = signedIn("00u1", "grace", "sid-1");

    tell(token(c -> c.subject("00u2").claim("sid", "sid-1"))).is(200);

    grace.get("/v1/me").is(200);
  }

  @Test
  void aLogoutTokenIsObeyedOnce() {
    signedIn("00u1", "grace", "sid-1");
    var token = token(c -> c.claim("sid", "sid-1"));
    tell(token).is(200);
    var grace = signedIn("00u1", "grace", "sid-1");

    tell(token).refused(400, "logout_token_refused");

    grace.get("/v1/me").is(200);
  }

  @TestFactory
  Stream<DynamicTest> aLogoutTokenThatProvesNothingEndsNothing() {
    var changes = new LinkedHashMap<String, UnaryOperator<JWTClaimsSet.Builder>>();
    changes.put("with a nonce", c -> c.claim("nonce", "x"));
    changes.put("without events", c -> c.claim("events", null));
    changes.put("of another event", c -> c.claim("events", Map.of("urn:other", Map.of())));
    changes.put("of nobody's session", c -> c.claim("sid", null));
    changes.put("without an id", c -> c.jwtID(null));
    changes.put("expired", c -> c.expirationTime(Forgery.at(-70)));
    changes.put("made later than now", c -> c.issueTime(Forgery.at(70)));
    changes.put("for another audience", c -> c.audience("other"));
    changes.put("of an issuer nobody knows", c -> c.issuer("https://elsewhere.example"));
    changes.put("of no issuer", c -> c.issuer(null));
    return changes.entrySet().stream()
        .map(
            each ->
                DynamicTest.dynamicTest(
                    each.getKey(),
                    () -> endsNothing(token(c -> each.getValue().apply(c.claim("sid", "sid-1"))))));
  }

  @Test
  void aLogoutTokenOfAnotherKeyEndsNothing() {
    var claims = claims().claim("sid", "sid-1").build();
    var secret = "0123456789abcdef0123456789abcdef".getBytes(UTF_8);

    endsNothing(Forgery.rsa(RS256, TestProvider.key("the-key"), claims));
    endsNothing(Forgery.mac(secret, "the-key", claims));
    endsNothing("nonsense");
  }

  @Test
  void onlyAFormWithATokenIsTaken() {
    var stranger = Client.stranger();
    stranger.send("POST", BACK, "{}", "application/json").refused(415, "unsupported_media_type");
    stranger
        .send("POST", BACK, "other=1", FORM)
        .refused(422, "invalid_request")
        .names("/logout_token", "required");
    stranger
        .send("POST", BACK, "logout_token=a&logout_token=b", FORM)
        .refused(400, "malformed_form");
    stranger.send("POST", BACK, "logout_token=%zz", FORM).refused(400, "malformed_form");
    stranger.send("POST", BACK, "", FORM).refused(400, "body_missing");
  }

  @Test
  void theProvidersFrameEndsTheSessionThatItNames() {
    var grace = signedIn("00u1", "grace", "sid-1");
    var issuer = URLEncoder.encode(company.provider().issuer(), UTF_8);
    var path = "/v1/single_sign_on/front_channel_logout?iss=";

    Client.stranger().get(path + issuer + "&sid=sid-2").is(200);
    Client.stranger().get(path + "https%3A%2F%2Felsewhere.example&sid=sid-1").is(200);
    grace.get("/v1/me").is(200);
    Client.stranger().get(path + issuer + "&sid=sid-1").is(200);

    grace.get("/v1/me").refused(401, "session_ended");
    Client.stranger()
        .get("/v1/single_sign_on/front_channel_logout?sid=sid-1")
        .refused(400, "invalid_parameter");
  }

  @Test
  void theBrowserIsToldWhereItSignsOutOfTheProvider() {
    var session = session("00u1", "grace", "sid-1");

    var query = TestBrowser.query(session.getString("sign_out_url"));
    assertThat(query.get("post_logout_redirect_uri")).isEqualTo(TestServer.url() + "/");
    assertThat(query.get("id_token_hint")).startsWith("ey");
  }

  private Client signedIn(String subject, String name, String providerSession) {
    var session = session(subject, name, providerSession);
    return new Client(Optional.of(session.getString("token")));
  }

  private JsonObject session(String subject, String name, String providerSession) {
    company.provider().answersKeys(KEY.toPublicJWK());
    var browser = new TestBrowser();
    var asked = browser.begins(company.address(name));
    var callback = TestBrowser.visits(asked);
    var claims =
        Forgery.claims(company, TestBrowser.query(asked).get("nonce"))
            .subject(subject)
            .claim("email", company.address(name))
            .claim("sid", providerSession)
            .build();
    company.provider().answersTokens(Forgery.rsa(RS256, KEY, claims));
    return browser.exchanges(browser.comesBack(callback)).is(201).json();
  }

  private void endsNothing(String token) {
    var grace = signedIn("00u1", "grace", "sid-1");
    tell(token).refused(400, "logout_token_refused");
    grace.get("/v1/me").is(200);
  }

  private String token(UnaryOperator<JWTClaimsSet.Builder> change) {
    return Forgery.rsa(RS256, KEY, change.apply(claims()).build());
  }

  private JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer(company.provider().issuer())
        .audience(TestProvider.CLIENT)
        .jwtID(UUID.randomUUID().toString())
        .issueTime(Forgery.at(0))
        .expirationTime(Forgery.at(120))
        .claim("events", Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of()));
  }

  private static Answer tell(String token) {
    return Client.stranger().send("POST", BACK, "logout_token=" + token, FORM);
  }
}
