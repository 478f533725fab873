package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/**
 * What somebody tries who wants in, or wants more: each attempt is refused and changes nothing.
 * Every id and every tier is walked by {@link MatrixTest}.
 */
class HostileReviewTest {
  private final TestOrganisation ours = TestOrganisation.make();
  private final TestOrganisation theirs = TestOrganisation.make();
  private final Client boss = ours.boss();

  @Test
  void anotherOrganisationsIdsAreOfNoUseInABody() {
    var stranger = theirs.person("agent").id();
    var number = TestCarrier.make().block();
    boss.post("/v1/numbers", new JsonObject().put("number", number)).is(201);
    var destination = new JsonObject().put("type", "user").put("id", stranger);

    boss.post("/v1/devices", new JsonObject().put("user_id", stranger).put("kind", "mobile"))
        .refused(422, "invalid_request");
    boss.post(
            "/v1/teams",
            new JsonObject().put("name", "A").put("members", new JsonArray().add(stranger)))
        .refused(422, "invalid_request");
    boss.patch("/v1/numbers/" + number, new JsonObject().put("destination", destination))
        .refused(422, "invalid_request");
    assertThat(boss.get("/v1/cdrs?user_id=" + stranger).is(200).data()).isEmpty();
    assertThat(theirs.boss().get("/v1/devices").is(200).data()).isEmpty();
  }

  @Test
  void nobodyRaisesOneself() {
    var agent = ours.person("agent");
    var administrator = ours.person("administrator");
    for (var role : List.of("super_administrator", "administrator", "supervisor")) {
      var raised = new JsonObject().put("role", role);
      agent.client().patch("/v1/me", raised).refused(422, "invalid_request");
      agent.client().patch("/v1/users/" + agent.id(), raised).refused(403, "forbidden");
    }
    var superior = new JsonObject().put("role", "super_administrator");
    var bossPath = "/v1/users/" + ours.superAdministratorId();
    administrator
        .client()
        .patch("/v1/users/" + administrator.id(), superior)
        .refused(403, "forbidden");
    administrator
        .client()
        .post("/v1/users", person().put("role", "super_administrator"))
        .refused(403, "forbidden");
    administrator
        .client()
        .patch(bossPath, new JsonObject().put("email", TestOrganisation.email()))
        .refused(403, "forbidden");
    administrator.client().delete(bossPath).refused(403, "forbidden");
    administrator.client().post(bossPath + "/sign_up", new JsonObject()).refused(403, "forbidden");

    assertThat(agent.client().get("/v1/me").json().getString("role")).isEqualTo("agent");
    assertThat(administrator.client().get("/v1/me").json().getString("role"))
        .isEqualTo("administrator");
  }

  @Test
  void whatIsNotAskedForIsNotSet() {
    for (var field : List.of("organisation_id", "id", "created_at", "password_hash", "signed_up")) {
      boss.post("/v1/users", person().put("role", "agent").put(field, theirs.id()))
          .refused(422, "invalid_request")
          .names('/' + field, "unknown_field");
    }
  }

  @Test
  void aTokenIsWhatTheServerMadeAndNothingElse() throws Exception {
    var token = boss.token().orElseThrow();
    var claims =
        "{\"sub\":\"%s\",\"role\":\"super_administrator\",\"org\":\"%s\",\"exp\":9999999999}"
            .formatted(ours.superAdministratorId(), ours.id());
    var none = base64("{\"alg\":\"none\"}") + '.' + base64(claims) + '.';
    var signed = base64("{\"alg\":\"HS256\"}") + '.' + base64(claims);
    for (var forged :
        List.of(
            none,
            signed + '.' + hmac("secret", signed),
            signed + '.' + hmac("", signed + " "),
            token.substring(0, token.length() - 1),
            token + 'A',
            token.toUpperCase(),
            "pronto_ses_",
            "pronto_key_" + token,
            ours.superAdministratorId(),
            "' or 1=1 --",
            "x".repeat(4_000))) {
      assertThat(new Client(Optional.of(forged)).get("/v1/me").status()).as(forged).isEqualTo(401);
    }
    boss.get("/v1/me").is(200);
  }

  @Test
  void aTokenIsTakenFromItsHeaderOnly() {
    var token = boss.token().orElseThrow();

    Client.stranger().get("/v1/me?access_token=" + token).refused(401, "not_signed_in");
    Client.stranger().get("/v1/me?token=" + token).refused(401, "not_signed_in");
    for (var header : List.of("Cookie", "X-Auth-Token", "X-Api-Key", "Proxy-Authorization")) {
      Client.stranger().get("/v1/me", header, "Bearer " + token).refused(401, "not_signed_in");
    }
    Client.stranger()
        .get("/v1/me", "Authorization", "Basic " + token)
        .refused(401, "not_signed_in");
  }

  @Test
  void aSessionIsNeverWhatSomebodyElseChose() {
    var agent = ours.person("agent");
    var credentials =
        new JsonObject().put("email", agent.email()).put("password", TestServer.PASSWORD);
    for (var field : List.of("token", "id", "session", "session_id")) {
      Client.stranger()
          .post("/v1/sessions", credentials.copy().put(field, "pronto_ses_mine"))
          .refused(422, "invalid_request");
    }
    var chosen = agent.client().token().orElseThrow();
    var before = new Client(Optional.of(chosen)).post("/v1/sessions", credentials).is(201).json();
    var after = Client.stranger().post("/v1/sessions", credentials).is(201);

    assertThat(List.of(chosen, before.getString("token")))
        .doesNotContain(after.json().getString("token"))
        .doesNotHaveDuplicates();
    assertThat(after.header("Set-Cookie")).isEmpty();
  }

  @Test
  void onePasswordTriedOnManyAccountsShutsThePlaceOutAndNobodyElse() {
    var agent = ours.person("agent");
    var spraying = "203.0.113.66";
    int refused = 0;
    for (int i = 0; i < 130; i++) {
      var guess = signIn("target" + i + "@example.com", "Summer2026!", spraying);
      refused += guess.status() == 429 ? 1 : 0;
    }

    assertThat(refused).isEqualTo(30);
    assertThat(signIn(agent.email(), TestServer.PASSWORD, spraying).status()).isEqualTo(429);
    assertThat(signIn(agent.email(), TestServer.PASSWORD, "203.0.113.67").status()).isEqualTo(201);
  }

  @Test
  void whoAttacksAnAccountDoesNotLockItsOwnerOut() {
    var agent = ours.person("agent");
    for (int i = 0; i < 20; i++) {
      signIn(agent.email(), "guess " + i, "203.0.113.68");
    }

    assertThat(signIn(agent.email(), TestServer.PASSWORD, "203.0.113.68").status()).isEqualTo(429);
    assertThat(signIn(agent.email(), TestServer.PASSWORD, "203.0.113.69").status()).isEqualTo(201);
  }

  @Test
  void anotherSitesPageDoesNothingInSomebodysName() {
    for (var type :
        List.of("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "")) {
      var forged = boss.send("POST", "/v1/teams", "{\"name\":\"Forged\"}", type);
      assertThat(forged.status()).as(type).isIn(400, 415);
    }
    var foreign = boss.get("/v1/me", "Origin", "https://evil.example").is(200);
    for (var header :
        List.of("Access-Control-Allow-Origin", "Access-Control-Allow-Credentials", "Set-Cookie")) {
      assertThat(foreign.header(header)).as(header).isEmpty();
    }
    boss.send("OPTIONS", "/v1/teams", "", "").refused(405, "method_not_allowed");
    assertThat(boss.get("/v1/teams").data()).isEmpty();
  }

  @Test
  void aMethodIsWhatItIs() {
    var agent = ours.person("agent");
    var path = "/v1/users/" + agent.id();
    for (var header : List.of("X-HTTP-Method-Override", "X-Method-Override", "X-HTTP-Method")) {
      boss.get(path, header, "DELETE").is(200);
    }
    boss.get(path + "?_method=DELETE").refused(400, "invalid_parameter");
    boss.get(path).is(200);
  }

  @Test
  void noAddressLeadsElsewhere() {
    for (var path :
        List.of(
            "//evil.example/",
            "/%2Fevil.example",
            "/%5Cevil.example",
            "/?next=https://evil.example",
            "/docs?redirect=https://evil.example",
            "/v1/sessions?continue=//evil.example",
            "/v1/%2e%2e/%2e%2e/openapi.json",
            "/screen/%2e%2e/docs.html",
            "/screen/..%2f..%2fopenapi/access.yaml")) {
      var answer = Client.stranger().get(path);
      assertThat(answer.header("Location")).as(path).isEmpty();
      assertThat(answer.status()).as(path).isIn(200, 400, 401, 404, 405);
      assertThat(answer.text()).as(path).doesNotContain("x-permission: own_account");
    }
  }

  @Test
  void namesThatLookLikeCodeStayNames() {
    for (var name :
        List.of(
            "<script>alert(1)</script>",
            "'; drop table user_account; --",
            "${jndi:ldap://127.0.0.1/x}",
            "{{7*7}}",
            "a\r\nSet-Cookie: x=y",
            "%s%n%x")) {
      var made = boss.post("/v1/teams", new JsonObject().put("name", name));
      if (made.status() == 201) {
        assertThat(boss.get("/v1/teams/" + made.id()).json().getString("name")).isEqualTo(name);
      } else {
        made.refused(422, "invalid_request");
      }
      assertThat(made.header("Set-Cookie")).isEmpty();
    }
  }

  @Test
  void nothingIsLearnedOfAccountsThatExist() {
    var agent = ours.person("agent");
    var known = signIn(agent.email(), "not that one", "203.0.113.70");
    var unknown = signIn("nobody.at.all@example.com", "not that one", "203.0.113.70");

    assertThat(body(known)).isEqualTo(body(unknown));
    assertThat(known.headers().map().keySet()).isEqualTo(unknown.headers().map().keySet());
  }

  @Test
  void secretsAreShownOnceAndKeptNowhereInClear() {
    var device = ours.device(boss, ours.superAdministratorId());
    var key = MatrixThings.key(ours, "people:read").json();
    var secrets =
        List.of(
            device.getString("password"),
            key.getString("token"),
            boss.token().orElseThrow(),
            TestServer.PASSWORD);

    for (var path :
        List.of("/v1/devices", "/v1/api_keys", "/v1/users", "/v1/audit_events", "/v1/me")) {
      secrets.forEach(
          secret -> assertThat(boss.get(path).is(200).text()).as(path).doesNotContain(secret));
    }
    for (var table :
        List.of("device", "api_key", "session", "user_account", "audit_event", "event")) {
      secrets.forEach(
          secret -> assertThat(Owner.rows(table)).as(table).noneMatch(row -> row.contains(secret)));
    }
  }

  private static JsonObject person() {
    return new JsonObject().put("email", TestOrganisation.email()).put("name", "Eve");
  }

  private static Answer signIn(String email, String password, String place) {
    return Client.stranger()
        .post(
            "/v1/sessions",
            new JsonObject().put("email", email).put("password", password),
            "X-Forwarded-For",
            place);
  }

  private static Map<String, Object> body(Answer answer) {
    var body = answer.json();
    body.remove("request_id");
    return body.getMap();
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String hmac(String key, String text) throws Exception {
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec((key + '\0').getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
  }
}
