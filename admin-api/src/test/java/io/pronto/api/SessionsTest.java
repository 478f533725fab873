package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Waiting;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SessionsTest {
  private final TestOrganisation organisation = TestOrganisation.make();

  @Test
  void whoeverSignsInIsKnownUntilSigningOut() {
    var agent = organisation.person("agent");

    var me = agent.client().get("/v1/me").is(200).json();
    assertThat(me.getString("email")).isEqualTo(agent.email());
    assertThat(me.getJsonObject("organisation").getString("domain"))
        .isEqualTo(organisation.domain());
    assertThat(me.getJsonObject("permissions").getString("calls")).isEqualTo("own");

    agent.client().delete("/v1/sessions").is(204);
    agent.client().get("/v1/me").refused(401, "session_ended");
  }

  @Test
  void whoeverSignsOutEverywhereIsSignedOutOnEveryMachineAndNobodyElseIs() {
    var agent = organisation.person("agent");
    var elsewhere = Client.signIn(agent.email(), TestServer.PASSWORD);
    var colleague = organisation.person("agent");

    agent.client().delete("/v1/sessions?scope=all").is(204);

    agent.client().get("/v1/me").refused(401, "session_ended");
    elsewhere.get("/v1/me").refused(401, "session_ended");
    colleague.client().get("/v1/me").is(200);
  }

  @Test
  void whoeverSignsOutHereStaysSignedInElsewhere() {
    var agent = organisation.person("agent");
    var elsewhere = Client.signIn(agent.email(), TestServer.PASSWORD);

    agent.client().delete("/v1/sessions?scope=this").is(204);

    elsewhere.get("/v1/me").is(200);
  }

  @Test
  void aSessionLivesSevenDaysAtMost() {
    var agent = organisation.person("agent");

    var expires =
        Instant.parse(signIn(agent.email(), TestServer.PASSWORD).json().getString("expires_at"));

    assertThat(Duration.between(Instant.now(), expires))
        .isBetween(Duration.ofDays(6), Duration.ofDays(7));
  }

  @Test
  void aSessionEndsTwelveHoursAfterItsLastUse() {
    var agent = organisation.person("agent");

    turnBack(agent.id(), "11 hours");
    agent.client().get("/v1/me").is(200);
    turnBack(agent.id(), "13 hours");
    Waiting.until(
        "the second is over in which the server remembers who is signed in",
        () -> agent.client().get("/v1/me").status() == 401);
    agent.client().get("/v1/me").refused(401, "session_ended");
  }

  @Test
  void theOperatorIsOfAnotherRealm() {
    var me = Client.operator().get("/v1/me").is(200).json();

    assertThat(me.getString("realm")).isEqualTo("operator");
    assertThat(me.getValue("organisation")).isNull();
  }

  @Test
  void aWrongPasswordAndAnUnknownAddressReadTheSame() {
    var agent = organisation.person("agent");

    var wrong = signIn(agent.email(), "something else").refused(401, "wrong_credentials").json();
    var unknown = signIn("nobody@example.com", "x").refused(401, "wrong_credentials").json();

    assertThat(wrong.getString("detail")).isEqualTo(unknown.getString("detail"));
  }

  @Test
  void anUnknownAddressTakesAsLongAsAWrongPassword() {
    var agent = organisation.person("agent");

    long wrong = median(() -> signIn(agent.email(), "something else").is(401));
    long unknown = median(() -> signIn("nobody.here@example.com", "something else").is(401));

    assertThat((double) unknown / wrong).isBetween(0.4, 2.5);
  }

  @Test
  void tenFailuresShutAnAddressOutForAWhile() {
    var agent = organisation.person("agent");
    for (int i = 0; i < Attempts.MOST; i++) {
      signIn(agent.email(), "guess " + i).is(401);
    }

    var refused = signIn(agent.email(), TestServer.PASSWORD).refused(429, "too_many_attempts");

    assertThat(refused.header("Retry-After")).isNotEmpty();
  }

  @Test
  void aTokenThatIsNoneIsRefused() {
    new Client(Optional.of("nonsense")).get("/v1/me").refused(401, "session_ended");
    assertThat(Client.stranger().get("/v1/me").is(401).header("WWW-Authenticate"))
        .isEqualTo("Bearer");
  }

  @Test
  void onesOwnAccountCanBeChanged() {
    var agent = organisation.person("agent");

    var changed = new JsonObject().put("name", "Grace").put("language", "it");
    var me = agent.client().patch("/v1/me", changed).is(200).json();

    assertThat(me.getString("name")).isEqualTo("Grace");
    assertThat(me.getString("language")).isEqualTo("it");
  }

  @Test
  void aNewPasswordNeedsTheOldOneAndSignsOutEverywhereElse() {
    var agent = organisation.person("agent");
    var elsewhere = Client.signIn(agent.email(), TestServer.PASSWORD);
    var change = new JsonObject().put("password", "a new long password");

    agent
        .client()
        .patch("/v1/me", change)
        .refused(422, "invalid_request")
        .names("/current_password", "required");
    agent
        .client()
        .patch("/v1/me", change.copy().put("current_password", "wrong"))
        .refused(422, "invalid_request")
        .names("/current_password", "wrong");
    agent
        .client()
        .patch("/v1/me", change.copy().put("current_password", TestServer.PASSWORD))
        .is(200);

    agent.client().get("/v1/me").is(200);
    elsewhere.get("/v1/me").refused(401, "session_ended");
    Client.signIn(agent.email(), "a new long password").get("/v1/me").is(200);
  }

  private static Answer signIn(String email, String password) {
    return Client.stranger()
        .post("/v1/sessions", new JsonObject().put("email", email).put("password", password));
  }

  private static long median(Runnable work) {
    var nanos = new long[5];
    for (int i = 0; i < nanos.length; i++) {
      long start = System.nanoTime();
      work.run();
      nanos[i] = System.nanoTime() - start;
    }
    Arrays.sort(nanos);
    return nanos[2];
  }

  private static void turnBack(String userId, String age) {
    Owner.execute(
        "update session set used_at = now() - interval '%s' where user_id = '%s'"
            .formatted(age, userId));
  }

  private static final class Attempts {
    static final int MOST = 10;
  }
}
