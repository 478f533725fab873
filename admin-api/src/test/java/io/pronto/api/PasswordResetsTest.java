package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.access.Bootstrap;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class PasswordResetsTest {
  private static final String NEXT = "another horse, another battery";

  private final TestOrganisation organisation = TestOrganisation.make();
  private final TestOrganisation.Person agent = organisation.person("agent");

  @Test
  void whoHasForgottenAPasswordChoosesAnotherByALinkAndIsSignedOutEverywhere() {
    ask(agent.email()).is(202);
    var mail = MailingServer.next(agent.email(), 0);
    assertThat(mail.plain()).contains("https://pronto.example.com/#reset=pronto_reset_");

    complete(mail.token()).is(204);

    agent.client().get("/v1/me").refused(401, "session_ended");
    signIn(agent.email(), TestServer.PASSWORD).refused(401, "wrong_credentials");
    signIn(agent.email(), NEXT).is(201);
    assertThat(MailingServer.next(agent.email(), 1).subject())
        .isEqualTo("Your Pronto password was changed");
  }

  @Test
  void theAuditLogSaysThatAResetWasAskedForAndDone() {
    ask(agent.email()).is(202);

    complete(MailingServer.next(agent.email(), 0).token()).is(204);

    var events =
        organisation.boss().get("/v1/audit_events?subject_id=" + agent.id()).is(200).data();
    assertThat(events)
        .extracting(event -> event.getString("action"))
        .contains("password_reset.created", "user.password_reset");
    assertThat(events.toString()).doesNotContain("pronto_reset_").contains("***");
    var done = withAction(events, "user.password_reset");
    assertThat(done.getJsonObject("actor").getString("id")).isEqualTo(agent.id());
    assertThat(done.getString("source")).isEqualTo("127.0.0.1");
  }

  @Test
  void aLinkWorksOnceAndTakesAllOthersWithIt() {
    ask(agent.email()).is(202);
    var first = MailingServer.next(agent.email(), 0).token();
    ask(agent.email()).is(202);
    var second = MailingServer.next(agent.email(), 1).token();

    complete(first).is(204);

    complete(first).refused(409, "reset_void");
    complete(second).refused(409, "reset_void");
  }

  @Test
  void aLinkWorksForAnHour() {
    ask(agent.email()).is(202);
    var token = MailingServer.next(agent.email(), 0).token();

    Owner.execute(
        "update password_reset set expires_at = now() - interval '1 second' where user_id = '%s'"
            .formatted(agent.id()));

    complete(token).refused(409, "reset_void");
  }

  @Test
  void aLinkOfAUserWhoWasDeletedIsVoid() {
    ask(agent.email()).is(202);
    var token = MailingServer.next(agent.email(), 0).token();

    organisation.boss().delete("/v1/users/" + agent.id()).is(204);

    complete(token).refused(409, "reset_void");
  }

  @Test
  void aLinkOfAUserWhoWasDeactivatedIsVoidAndStaysSo() {
    var user = "/v1/users/" + agent.id();
    ask(agent.email()).is(202);
    var token = MailingServer.next(agent.email(), 0).token();

    organisation.boss().patch(user, new JsonObject().put("active", false)).is(200);
    complete(token).refused(409, "reset_void");
    ask(agent.email()).is(202);
    organisation.boss().patch(user, new JsonObject().put("active", true)).is(200);

    complete(token).refused(409, "reset_void");
    ask(agent.email()).is(202);
    complete(MailingServer.next(agent.email(), 1).token()).is(204);
  }

  @Test
  void aLinkIsVoidOnceThePasswordWasChangedOtherwise() {
    ask(agent.email()).is(202);
    var token = MailingServer.next(agent.email(), 0).token();

    organisation
        .boss()
        .patch("/v1/users/" + agent.id(), new JsonObject().put("password", "yet another horse"))
        .is(200);

    complete(token).refused(409, "reset_void");
  }

  @Test
  void aTooCommonPasswordLeavesTheLinkAsItWas() {
    ask(agent.email()).is(202);
    var token = MailingServer.next(agent.email(), 0).token();

    complete(token, "qwertyuiop")
        .refused(422, "password_too_common")
        .names("/password", "password_too_common");

    complete(token).is(204);
  }

  @Test
  void theOperatorsStaffHaveAWayBackToo() {
    var email = TestOrganisation.email();
    new Bootstrap(Ground.database()).account(email, TestServer.PASSWORD);
    var client = Client.signIn(email, TestServer.PASSWORD);
    ask(email.toUpperCase()).is(202);

    complete(MailingServer.next(email, 0).token()).is(204);

    client.get("/v1/me").refused(401, "session_ended");
    signIn(email, NEXT).is(201);
    var events = Client.operator().get("/v1/audit_events?action=operator.*").is(200).data();
    assertThat(withAction(events, "operator.password_reset")).isNotNull();
  }

  @Test
  void aMailboxIsSentAtMostThreeAnHourWithoutAWordAboutIt() {
    for (int i = 0; i < 3; i++) {
      ask(agent.email()).is(202);
      MailingServer.next(agent.email(), i);
    }
    ask(agent.email()).is(202);
    var other = organisation.person("agent");
    ask(other.email()).is(202);
    MailingServer.next(other.email(), 0);

    assertThat(asked(agent.id())).isEqualTo(3);
    assertThat(MailingServer.mails(agent.email())).hasSize(3);

    Owner.execute(
        "update password_reset set expires_at = now() - interval '1 second' where user_id = '%s'"
            .formatted(agent.id()));
    ask(agent.email()).is(202);
    MailingServer.next(agent.email(), 3);
  }

  @Test
  void whoAsksTooOftenFromOnePlaceIsRefusedWhetherTheAccountExistsOrNot() {
    for (var email : List.of(agent.email(), TestOrganisation.email())) {
      for (int i = 0; i < 10; i++) {
        ask(email).is(202);
      }
      ask(email).refused(429, "too_many_attempts");
    }
  }

  @Test
  void theAnswerIsTheSameWhetherTheAccountExistsOrNotAndWaitsForNothing() {
    var unknown = TestOrganisation.email();

    Owner.locking(
        "password_reset",
        () ->
            assertThat(ask(unknown).is(202).bytes()).isEqualTo(ask(agent.email()).is(202).bytes()));

    MailingServer.next(agent.email(), 0);
    assertThat(MailingServer.mails(unknown)).isEmpty();
  }

  @Test
  void aServerThatSendsNoMailAnswersTheSameAndPromisesNothing() {
    Client.stranger()
        .post("/v1/password_resets", new JsonObject().put("email", agent.email()))
        .is(202);

    assertThat(asked(agent.id())).isZero();
    assertThat(screen(TestServer.url())).contains("data-mail=\"off\"");
    assertThat(screen(MailingServer.stranger().server())).contains("data-mail=\"on\"");
  }

  @Test
  void whoChangesAPasswordByHandIsToldByMail() {
    MailingServer.as(agent.client())
        .patch(
            "/v1/me",
            new JsonObject().put("password", NEXT).put("current_password", TestServer.PASSWORD))
        .is(200);

    var mail = MailingServer.next(agent.email(), 0);

    assertThat(mail.subject()).isEqualTo("Your Pronto password was changed");
    assertThat(mail.plain()).doesNotContain(NEXT);
  }

  private static String screen(String url) {
    return Client.stranger().at(url).get("/").is(200).text();
  }

  private static JsonObject withAction(List<JsonObject> events, String action) {
    return events.stream()
        .filter(event -> event.getString("action").equals(action))
        .findFirst()
        .orElseThrow();
  }

  private static long asked(String userId) {
    return Owner.count(
        "select count(*) from password_reset where user_id = '%s'".formatted(userId));
  }

  private static Answer ask(String email) {
    return MailingServer.stranger()
        .post("/v1/password_resets", new JsonObject().put("email", email));
  }

  private static Answer complete(String token) {
    return complete(token, NEXT);
  }

  private static Answer complete(String token, String password) {
    return MailingServer.stranger()
        .post(
            "/v1/password_resets/completion",
            new JsonObject().put("token", token).put("password", password));
  }

  private static Answer signIn(String email, String password) {
    return Client.stranger()
        .post("/v1/sessions", new JsonObject().put("email", email).put("password", password));
  }
}
