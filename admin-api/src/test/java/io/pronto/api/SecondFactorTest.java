package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.access.Totp;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SecondFactorTest {
  private final TestOrganisation organisation = TestOrganisation.make();
  private final TestOrganisation.Person ada = organisation.person("agent");

  @Test
  void whoHasOneNeedsItAtEverySignIn() {
    var codes = switchOn();

    signIn(null).refused(401, "totp_required");
    signIn("000000").refused(401, "wrong_totp");
    assertThat(ada.client().get("/v1/me").is(200).json().getBoolean("second_factor")).isTrue();
    assertThat(codes).hasSize(10).doesNotHaveDuplicates();
    signIn(next()).is(201);
  }

  @Test
  void whoChoosesAnotherPasswordByALinkNeedsItStill() {
    switchOn();
    var mails = MailingServer.stranger();
    mails.post("/v1/password_resets", new JsonObject().put("email", ada.email())).is(202);
    var link = MailingServer.next(ada.email(), 0).token();

    mails
        .post(
            "/v1/password_resets/completion",
            new JsonObject().put("token", link).put("password", TestServer.PASSWORD))
        .is(204);

    signIn(null).refused(401, "totp_required");
    signIn(next()).is(201);
  }

  @Test
  void aCodeWorksOnce() {
    switchOn();
    var code = next();

    signIn(code).is(201);

    signIn(code).refused(401, "wrong_totp");
  }

  @Test
  void aRecoveryCodeStandsInForALostTelephoneOnce() {
    var codes = switchOn();

    signIn(codes.get(3).toUpperCase().replace("-", "")).is(201);

    signIn(codes.get(3)).refused(401, "wrong_totp");
    signIn(codes.get(4)).is(201);
  }

  @Test
  void aWrongPasswordSaysNothingOfIt() {
    switchOn();

    Client.stranger()
        .post(
            "/v1/sessions",
            new JsonObject().put("email", ada.email()).put("password", "wrong").put("totp", next()))
        .refused(401, "wrong_credentials");
  }

  @Test
  void nothingIsNeededBeforeTheAppHasShownThatItHasTheSecret() {
    begin();
    confirm("000000").refused(422, "invalid_request").names("/code", "wrong");

    signIn(null).is(201);
  }

  @Test
  void aSessionAloneNeitherBeginsNorRemovesOne() {
    var body = new JsonObject().put("current_password", "wrong");
    ada.client()
        .post("/v1/me/second_factor", body)
        .refused(422, "invalid_request")
        .names("/current_password", "wrong");
    switchOn();

    ada.client()
        .post("/v1/me/second_factor/removal", new JsonObject().put("code", "000000"))
        .refused(422, "invalid_request");
    ada.client().post("/v1/me/second_factor", password()).refused(409, "second_factor_on");
    for (int i = 0; i < 8; i++) {
      ada.client().post("/v1/me/second_factor/removal", new JsonObject().put("code", "000000"));
    }
    ada.client()
        .post("/v1/me/second_factor/removal", new JsonObject().put("code", next()))
        .refused(429, "too_many_attempts");
  }

  @Test
  void guessesFromEverywhereEndForThatAccountAlone() {
    switchOn();
    for (int i = 0; i < 20; i++) {
      guess("192.0.2." + i, "000000").refused(401, "wrong_totp");
    }

    guess("192.0.2.99", next()).refused(429, "too_many_codes");
    assertThat(organisation.boss().get("/v1/audit_events?action=second_factor.refused").data())
        .hasSize(20);
    Owner.execute(
        "update second_factor set failed_at = now() - interval '16 minutes' where account_id = '%s'"
            .formatted(ada.id()));
    guess("192.0.2.99", next()).is(201);
  }

  @Test
  void aSignInInTwoStepsIsNoFailedAttempt() {
    switchOn();

    for (int i = 0; i < 12; i++) {
      guess("192.0.2.100", null).refused(401, "totp_required");
    }

    guess("192.0.2.100", next()).is(201);
  }

  @Test
  void aSessionAloneGuessesNoPassword() {
    var change = new JsonObject().put("password", "another long one");
    for (int i = 0; i < 10; i++) {
      ada.client()
          .patch("/v1/me", change.copy().put("current_password", "wrong " + i))
          .refused(422, "invalid_request");
    }

    ada.client()
        .patch("/v1/me", change.put("current_password", TestServer.PASSWORD))
        .refused(429, "too_many_attempts");
  }

  @Test
  void itIsRemovedByACode() {
    switchOn();

    ada.client().post("/v1/me/second_factor/removal", new JsonObject().put("code", next())).is(204);

    signIn(null).is(201);
  }

  @Test
  void anAdministratorHelpsWhoHasLostAllCodesButNotHimself() {
    switchOn();
    var administrator = organisation.person("administrator");

    administrator
        .client()
        .delete("/v1/users/" + administrator.id() + "/second_factor")
        .refused(403, "forbidden");
    TestOrganisation.make()
        .boss()
        .delete("/v1/users/" + ada.id() + "/second_factor")
        .refused(404, "not_found");
    administrator.client().delete("/v1/users/" + ada.id() + "/second_factor").is(204);

    signIn(null).is(201);
  }

  @Test
  void theOperatorsStaffHaveOneTooAndTheAuditLogTellsNoSecret() {
    var begun = Client.operator().post("/v1/me/second_factor", password()).is(201).json();
    var path = "/v1/audit_events?action=second_factor.*";

    var events = Client.operator().get(path).is(200);

    assertThat(events.data().getFirst().getString("action")).startsWith("second_factor.");
    assertThat(events.text())
        .contains("\"secret\":\"***\"")
        .doesNotContain(begun.getString("secret"));
  }

  private String secret;
  private long steps;

  private List<String> switchOn() {
    begin();
    return confirm(next()).is(200).json().getJsonArray("recovery_codes").stream()
        .map(String.class::cast)
        .toList();
  }

  private void begin() {
    var begun = ada.client().post("/v1/me/second_factor", password()).is(201).json();
    secret = begun.getString("secret");
    assertThat(begun.getString("uri")).startsWith("otpauth://totp/Pronto:").contains(secret);
  }

  private Answer confirm(String code) {
    return ada.client()
        .post("/v1/me/second_factor/confirmation", new JsonObject().put("code", code));
  }

  private Answer signIn(String code) {
    var body = new JsonObject().put("email", ada.email()).put("password", TestServer.PASSWORD);
    return Client.stranger().post("/v1/sessions", code == null ? body : body.put("totp", code));
  }

  /** A sign-in from {@code place}, as a proxy on this machine tells. */
  private Answer guess(String place, String code) {
    var body = new JsonObject().put("email", ada.email()).put("password", TestServer.PASSWORD);
    return Client.stranger()
        .post(
            "/v1/sessions", code == null ? body : body.put("totp", code), "X-Forwarded-For", place);
  }

  private static JsonObject password() {
    return new JsonObject().put("current_password", TestServer.PASSWORD);
  }

  /** What the app shows: of the step before now first, then of later ones, each once. */
  private String next() {
    return Totp.code(TestApp.decoded(secret), Instant.now().plusSeconds(30 * (steps++ - 1)));
  }
}
