package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Waiting;
import io.vertx.core.json.JsonObject;
import java.util.Collections;
import org.junit.jupiter.api.Test;

class InvitationsTest {
  private final TestOrganisation organisation = TestOrganisation.make();
  private final Client boss = MailingServer.as(organisation.boss());

  @Test
  void aUserMadeWithoutAPasswordIsSentTheLinkInTheUsersLanguageAndNobodyElseSeesIt() {
    var email = TestOrganisation.email();

    var made = boss.post("/v1/users", user(email, "Ève").put("language", "fr")).is(201).json();

    assertThat(made.getJsonObject("sign_up").fieldNames())
        .containsExactlyInAnyOrder("mailed", "expires_at");
    assertThat(made.getJsonObject("sign_up").getBoolean("mailed")).isTrue();
    var mail = MailingServer.next(email, 0);
    assertThat(mail.subject()).isEqualTo("Choisissez le mot de passe de votre compte Pronto");
    assertThat(mail.plain())
        .contains("Bonjour Ève,", "https://pronto.example.com/#sign_up=pronto_signup_", email);
    accept(mail.token()).is(204);
    Client.signIn(email, TestServer.PASSWORD).get("/v1/me").is(200);
    accept(mail.token()).refused(409, "sign_up_void");
  }

  @Test
  void anOrganisationsFirstPersonIsSentOneToo() {
    var email = TestOrganisation.email();

    var made =
        MailingServer.as(Client.operator())
            .post(
                "/v1/organisations",
                new JsonObject()
                    .put("name", "Caffè")
                    .put("country", "IT")
                    .put(
                        "super_administrator",
                        new JsonObject().put("email", email).put("name", "Ada")))
            .is(201)
            .json();

    assertThat(made.getJsonObject("sign_up").containsKey("token")).isFalse();
    assertThat(MailingServer.next(email, 0).plain()).contains("Caffè ti ha aperto un account");
  }

  @Test
  void aLinkSentAnewMakesTheOlderOneVoid() {
    var email = TestOrganisation.email();
    var id = boss.post("/v1/users", user(email, "Bob")).is(201).id();
    var first = MailingServer.next(email, 0).token();

    var answer = boss.send("POST", "/v1/users/" + id + "/sign_up", "", "").is(201).json();

    assertThat(answer.getBoolean("mailed")).isTrue();
    var second = MailingServer.next(email, 1).token();
    accept(first).refused(409, "sign_up_void");
    accept(second).is(204);
  }

  @Test
  void whoeverGetsAnotherAddressIsNotReachedByTheLinkSentToTheOldOne() {
    var email = TestOrganisation.email();
    var id = boss.post("/v1/users", user(email, "Bob")).is(201).id();
    var token = MailingServer.next(email, 0).token();

    boss.patch("/v1/users/" + id, new JsonObject().put("email", TestOrganisation.email())).is(200);

    accept(token).refused(409, "sign_up_void");
  }

  @Test
  void aUserThatCannotBeMadeIsSentNothing() {
    var email = TestOrganisation.email();
    var taken = organisation.person("agent").email();
    var extension = boss.get("/v1/users").is(200).data().getFirst().getString("extension");

    boss.post("/v1/users", user(taken, "Bob")).refused(409, "email_taken");
    boss.post("/v1/users", user(email, "Bob").put("extension", extension))
        .refused(409, "extension_taken");

    var other = TestOrganisation.email();
    boss.post("/v1/users", user(other, "Eve")).is(201);
    MailingServer.next(other, 0);
    assertThat(MailingServer.mails(taken)).isEmpty();
    assertThat(MailingServer.mails(email)).isEmpty();
  }

  @Test
  void aNameWithHeadersInItIsAnotherNameAndNothingElse() throws Exception {
    var email = TestOrganisation.email();
    var name = "Bob\r\nBcc: eve@example.com\r\n\r\nVisit us";

    boss.post("/v1/users", user(email, name)).is(201);

    var mail = MailingServer.next(email, 0);
    var headers =
        Collections.list(mail.message().getAllHeaders()).stream()
            .map(header -> header.getName() + ": " + header.getValue())
            .toList();
    assertThat(headers).noneMatch(header -> header.contains("eve@") || header.contains("Bob"));
    assertThat(mail.message().getAllRecipients()).hasSize(1);
    assertThat(mail.plain()).startsWith("Hello,").doesNotContain("eve@example.com");
    assertThat(MailingServer.mails("eve@example.com")).isEmpty();
  }

  @Test
  void whatHasBeenHandedOverIsForgotten() {
    var email = TestOrganisation.email();
    var id = boss.post("/v1/users", user(email, "Bob")).is(201).id();

    MailingServer.next(email, 0);

    Waiting.until(
        "nothing is left",
        () -> Owner.count("select count(*) from mail where account_id = '%s'".formatted(id)) == 0);
  }

  private static JsonObject user(String email, String name) {
    return new JsonObject().put("email", email).put("name", name).put("role", "agent");
  }

  private static Answer accept(String token) {
    return MailingServer.stranger()
        .post(
            "/v1/sign_ups",
            new JsonObject().put("token", token).put("password", TestServer.PASSWORD));
  }
}
