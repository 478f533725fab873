package io.pronto.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.access.Bootstrap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.security.MessageDigest;
import org.junit.jupiter.api.Test;

class SignUpsTest {
  private final TestOrganisation organisation = TestOrganisation.make();

  @Test
  void aUserMadeWithoutAPasswordChoosesOneByALinkOnce() {
    var email = TestOrganisation.email();
    var made =
        organisation
            .boss()
            .post(
                "/v1/users",
                new JsonObject().put("email", email).put("name", "Eve").put("role", "agent"))
            .is(201)
            .json();
    assertThat(made.getBoolean("signed_up")).isFalse();
    var token = made.getJsonObject("sign_up").getString("token");

    accept(token).is(204);

    Client.signIn(email, TestServer.PASSWORD).get("/v1/me").is(200);
    accept(token).refused(409, "sign_up_void");
  }

  @Test
  void aNewLinkMakesTheOldOneVoid() {
    var agent = organisation.person("agent");
    var path = "/v1/users/" + agent.id() + "/sign_up";
    var first = organisation.boss().send("POST", path, "", "").is(201).json().getString("token");
    var second = organisation.boss().send("POST", path, "", "").is(201).json().getString("token");

    accept(first).refused(409, "sign_up_void");
    accept(second).is(204);
  }

  @Test
  void whoChoosesAnotherPasswordByALinkIsSignedOutEverywhere() {
    var agent = organisation.person("agent");
    var path = "/v1/users/" + agent.id() + "/sign_up";
    var token = organisation.boss().send("POST", path, "", "").is(201).json().getString("token");

    accept(token).is(204);

    agent.client().get("/v1/me").refused(401, "session_ended");
  }

  @Test
  void theOperatorsLinkIsVoidOnceThereIsAnOperator() throws Exception {
    var token = "pronto_signup_" + System.nanoTime();
    var hash = MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8));
    Ground.database()
        .asOperator(
            tx ->
                tx.update(
                    "insert into sign_up (token_hash, expires_at) values ($1, now() + '1 hour')",
                    Buffer.buffer(hash)));

    Client.stranger()
        .post(
            "/v1/sign_ups",
            new JsonObject()
                .put("token", token)
                .put("email", TestOrganisation.email())
                .put("name", "Mallory")
                .put("password", TestServer.PASSWORD))
        .refused(409, "sign_up_void");
  }

  @Test
  void anOrganisationsFirstPersonMayBeSentALinkToo() {
    var person = new JsonObject().put("email", TestOrganisation.email()).put("name", "Ada");
    var made =
        Client.operator()
            .post(
                "/v1/organisations",
                new JsonObject()
                    .put("name", "Sent")
                    .put("country", "IT")
                    .put("super_administrator", person))
            .is(201)
            .json();

    accept(made.getJsonObject("sign_up").getString("token")).is(204);

    var me = Client.signIn(person.getString("email"), TestServer.PASSWORD).get("/v1/me").json();
    assertThat(me.getString("role")).isEqualTo("super_administrator");
    assertThat(me.getString("language")).isEqualTo("it");
  }

  @Test
  void theOperatorsFirstAccountIsMadeOnce() {
    new Bootstrap(Ground.database()).account(TestServer.OPERATOR, "another password");

    assertThat(new Bootstrap(Ground.database()).link()).isEmpty();
    Client.signIn(TestServer.OPERATOR, TestServer.PASSWORD).get("/v1/me").is(200);
  }

  private static Answer accept(String token) {
    return Client.stranger()
        .post(
            "/v1/sign_ups",
            new JsonObject().put("token", token).put("password", TestServer.PASSWORD));
  }
}
