package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.api.sso.SingleSignOnSettings;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SingleSignOnTest {
  private final TestBrowser browser = new TestBrowser();

  @Test
  void somebodyOfOktaIsMadeJustInTimeWithTheTierOfTheGroups() {
    var company = TestCompany.okta();
    company.groupRoles(Map.of("Leads", "supervisor", "Managers", "administrator"));
    company.provider().saysOfOkta("00u1", company.address("grace"), "Everyone", "Leads");

    var me = browser.signedIn(company.address("grace")).get("/v1/me").is(200).json();

    assertThat(me.getString("email")).isEqualTo(company.address("grace"));
    assertThat(me.getString("name")).isEqualTo("Grace Hopper");
    assertThat(me.getString("role")).isEqualTo("supervisor");
    var opened = company.audited("session.opened");
    assertThat(opened.getJsonObject("actor").getString("email")).isEqualTo(me.getString("email"));
    assertThat(opened.getJsonObject("after").getString("by")).isEqualTo("single_sign_on");
  }

  @Test
  void somebodyOfEntraIsKnownByTenantAndObjectWhateverBecomesOfTheAddress() {
    var company = TestCompany.entra();
    var oid = UUID.randomUUID().toString();
    var managers = UUID.randomUUID().toString();
    var id = company.user("grace", "agent");
    company.groupRoles(Map.of(managers, "administrator"));
    company.provider().saysOfEntra(oid, company.address("grace"), managers);
    var first = browser.signedIn(company.address("grace")).get("/v1/me").is(200).json();

    company.provider().saysOfEntra(oid, "grace@married.example", managers);
    var later = browser.signedIn(company.address("x")).get("/v1/me").is(200).json();

    assertThat(first.getString("id")).isEqualTo(id);
    assertThat(first.getString("role")).isEqualTo("administrator");
    assertThat(later.getString("id")).isEqualTo(id);
  }

  @Test
  void moreGroupsThanEntraTellsLeaveTheTierAsItIs() {
    var company = TestCompany.entra();
    var oid = UUID.randomUUID().toString();
    company.user("grace", "supervisor");
    var claims = new HashMap<>(company.provider().entra(oid, company.address("grace")));
    claims.remove("groups");
    claims.put("_claim_names", Map.of("groups", "src1"));
    claims.put("_claim_sources", Map.of("src1", Map.of("endpoint", "https://graph.example/x")));
    company.provider().says(TestProvider.pairwise(oid), claims);

    var me = browser.signedIn(company.address("grace")).get("/v1/me").is(200).json();

    assertThat(me.getString("role")).isEqualTo("supervisor");
    var kept = company.audited("single_sign_on.role_kept").getJsonObject("after");
    assertThat(kept.getString("reason")).isEqualTo("groups_withheld");
  }

  @Test
  void whatOktaLeavesOutOfTheTokenIsAskedFor() {
    var company = TestCompany.okta();
    company.groupRoles(Map.of("Leads", "supervisor"));
    company.provider().says("00u1", Map.of());
    company
        .provider()
        .answersUserInfo(
            new JsonObject(new HashMap<>(TestProvider.okta(company.address("grace"), "Leads")))
                .put("sub", "00u1"));

    var me = browser.signedIn(company.address("grace")).get("/v1/me").is(200).json();

    assertThat(me.getString("role")).isEqualTo("supervisor");
  }

  @Test
  void whatIsSaidBesideTheTokenOfSomebodyElseIsRefused() {
    var company = TestCompany.okta();
    company.provider().says("00u1", Map.of());
    company
        .provider()
        .answersUserInfo(
            new JsonObject(new HashMap<>(TestProvider.okta(company.address("grace"))))
                .put("sub", "00u2"));

    assertThat(browser.signsIn(company.address("grace"))).isEqualTo("/#sso_error=token_refused");
  }

  @Test
  void anAddressThatTheProviderDoesNotVouchForOpensNothing() {
    var company = TestCompany.okta();
    company.user("grace", "administrator");
    var claims = new HashMap<>(TestProvider.okta(company.address("grace")));
    claims.put("email_verified", false);
    company.provider().says("00u1", claims);

    assertThat(browser.signsIn(company.address("grace")))
        .isEqualTo("/#sso_error=email_not_verified");
  }

  @Test
  void anAddressThatSomebodyOfEntraHasSetOpensNothing() {
    var company = TestCompany.entra();
    company.user("grace", "administrator");
    var oid = UUID.randomUUID().toString();
    var claims = new HashMap<>(company.provider().entra(oid, "guest@elsewhere.example"));
    claims.put("email", company.address("grace"));
    company.provider().says(TestProvider.pairwise(oid), claims);

    assertThat(browser.signsIn(company.address("grace")))
        .isEqualTo("/#sso_error=email_not_verified");
  }

  @Test
  void anotherTenantOfEntraOpensNothing() {
    var company = TestCompany.entra();
    var oid = UUID.randomUUID().toString();
    var claims = new HashMap<>(company.provider().entra(oid, company.address("grace")));
    claims.put("tid", UUID.randomUUID().toString());
    company.provider().says(TestProvider.pairwise(oid), claims);

    assertThat(browser.signsIn(company.address("grace"))).isEqualTo("/#sso_error=token_refused");
  }

  @Test
  void anAddressOutsideOfTheVerifiedDomainsOpensNothing() {
    var company = TestCompany.okta();
    var elsewhere = company.organisation().person("administrator").email();
    company.provider().saysOfOkta("00u1", elsewhere);

    assertThat(browser.signsIn(company.address("grace")))
        .isEqualTo("/#sso_error=email_not_verified");
  }

  @Test
  void anAddressThatOnlyLooksLikeOneIsAnotherOne() {
    var company = TestCompany.okta();
    company.user("bork", "administrator");
    company.provider().saysOfOkta("00u1", company.address("bor\u212A"));

    assertThat(browser.signsIn(company.address("bork")))
        .isEqualTo("/#sso_error=email_not_verified");
  }

  @Test
  void aDomainThatIsNotVerifiedLeadsNowhere() {
    var company = TestCompany.okta();
    company
        .boss()
        .post("/v1/email_domains", new JsonObject().put("domain", "not." + company.domain()));

    assertThat(browser.begins("grace@not." + company.domain())).isEqualTo("/#sso_error=not_set_up");
    assertThat(browser.begins("grace@nowhere.example")).isEqualTo("/#sso_error=not_set_up");
  }

  @Test
  void whoIsNotKnownIsTurnedAwayWhereNobodyIsToBeMade() {
    var company = TestCompany.okta();
    company.put(company.settings().put("just_in_time", false)).is(200);
    company.provider().saysOfOkta("00u1", company.address("grace"));

    assertThat(browser.signsIn(company.address("grace"))).isEqualTo("/#sso_error=no_account");
    var refused = company.audited("single_sign_on.refused").getJsonObject("after");
    assertThat(refused.getString("fault")).isEqualTo("no_account");
  }

  @Test
  void anAccountOfAnotherOrganisationIsNotTheProvidersToOpen() {
    var company = TestCompany.okta();
    TestOrganisation.make()
        .boss()
        .post(
            "/v1/users",
            new JsonObject()
                .put("email", company.address("grace"))
                .put("name", "Grace")
                .put("role", "agent"))
        .is(201);
    company.provider().saysOfOkta("00u1", company.address("grace"));

    assertThat(browser.signsIn(company.address("grace"))).isEqualTo("/#sso_error=account_conflict");
  }

  @Test
  void anAccountOfTheOperatorIsNotTheProvidersToOpen() {
    var company = TestCompany.okta();
    var operator = company.address("operator");
    new io.pronto.core.access.Bootstrap(io.pronto.core.Ground.database())
        .account(operator, TestServer.PASSWORD);
    company.provider().saysOfOkta("00u1", operator);

    assertThat(browser.signsIn(operator)).isEqualTo("/#sso_error=account_conflict");
  }

  @Test
  void whoeverGetsSomebodysOldAddressDoesNotGetTheAccount() {
    var company = TestCompany.okta();
    var id = company.user("grace", "administrator");
    company.provider().saysOfOkta("00u1", company.address("grace"));
    browser.signedIn(company.address("grace"));

    company.provider().saysOfOkta("00u2", company.address("grace"));
    assertThat(browser.signsIn(company.address("grace"))).isEqualTo("/#sso_error=account_conflict");
    company.boss().delete("/v1/users/" + id + "/identity").is(204);
    company.boss().delete("/v1/users/" + id + "/identity").refused(404, "not_found");
    company.provider().saysOfOkta("00u2", company.address("grace"));
    var me = browser.signedIn(company.address("grace")).get("/v1/me").is(200).json();

    assertThat(me.getString("id")).isEqualTo(id);
  }

  @Test
  void theLastSuperAdministratorStaysOneWhateverTheGroupsSay() {
    var company = TestCompany.okta();
    company.groupRoles(Map.of("Everyone", "agent"));
    var last = company.user("grace", "super_administrator");
    company.provider().saysOfOkta("00u1", company.address("grace"), "Everyone");
    company
        .boss()
        .patch(
            "/v1/users/" + company.organisation().superAdministratorId(),
            new JsonObject().put("role", "agent"))
        .is(200);

    var grace = browser.signedIn(company.address("grace"));

    var me = grace.get("/v1/me").is(200).json();
    assertThat(me.getString("id")).isEqualTo(last);
    assertThat(me.getString("role")).isEqualTo("super_administrator");
    var kept = grace.get("/v1/audit_events?action=single_sign_on.role_kept").data().getFirst();
    assertThat(kept.getJsonObject("after").getString("reason"))
        .isEqualTo("last_super_administrator");
  }

  @Test
  void theStateIsTakenOnce() {
    var company = TestCompany.okta();
    company.provider().saysOfOkta("00u1", company.address("grace"));
    var callback = TestBrowser.visits(browser.begins(company.address("grace")));
    assertThat(browser.comesBack(callback)).startsWith("/#sso=");

    assertThat(browser.comesBack(callback)).isEqualTo("/#sso_error=sign_in_expired");
  }

  @Test
  void anotherBrowserGetsNothingByTheStateAndSpoilsNothing() {
    var company = TestCompany.okta();
    company.provider().saysOfOkta("00u1", company.address("grace"));
    var callback = TestBrowser.visits(browser.begins(company.address("grace")));
    var other = new TestBrowser();
    other.begins(company.address("grace"));

    assertThat(other.comesBack(callback)).isEqualTo("/#sso_error=sign_in_expired");
    assertThat(new TestBrowser().comesBack(callback)).isEqualTo("/#sso_error=sign_in_expired");
    assertThat(browser.comesBack(callback)).startsWith("/#sso=");
  }

  @Test
  void aStateThatIsTooOldIsNoneAnyMore() {
    var company = TestCompany.okta();
    var callback = TestBrowser.visits(browser.begins(company.address("grace")));
    Owner.execute(
        "update sign_on set expires_at = now() - interval '1 second' where organisation_id = '%s'"
            .formatted(company.organisation().id()));

    assertThat(browser.comesBack(callback)).isEqualTo("/#sso_error=sign_in_expired");
    assertThat(browser.comesBack("/v1/single_sign_on/callback"))
        .isEqualTo("/#sso_error=sign_in_expired");
  }

  @Test
  void theCodeOfTheScreenIsTakenOnceInTimeAndByTheSameBrowser() {
    var company = TestCompany.okta();
    company.provider().saysOfOkta("00u1", company.address("grace"));
    var screen = browser.signsIn(company.address("grace"));

    new TestBrowser().exchanges(screen).refused(401, "sign_in_expired");
    browser.exchanges(screen).is(201);
    browser.exchanges(screen).refused(401, "sign_in_expired");

    company.provider().saysOfOkta("00u1", company.address("grace"));
    var late = browser.signsIn(company.address("grace"));
    Owner.execute(
        "update sign_on_code set expires_at = now() where organisation_id = '%s'"
            .formatted(company.organisation().id()));
    browser.exchanges(late).refused(401, "sign_in_expired");
  }

  @Test
  void theCodeGoesToTheProviderWithOurSecretAndTheVerifierOfItsChallenge() throws Exception {
    var company = TestCompany.okta();
    company.provider().saysOfOkta("00u1", company.address("grace"));
    var asked = browser.begins(company.address("grace"));
    browser.comesBack(TestBrowser.visits(asked));

    var query = TestBrowser.query(asked);
    var request = company.provider().lastTokenRequest();
    var form = TestBrowser.query("http://x/?" + request.getBody().readUtf8());

    var verifier = form.get("code_verifier").getBytes(StandardCharsets.US_ASCII);
    assertThat(verifier.length).isBetween(43, 128);
    assertThat(query.get("code_challenge"))
        .isEqualTo(
            Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(MessageDigest.getInstance("SHA-256").digest(verifier)));
    assertThat(query.get("code_challenge_method")).isEqualTo("S256");
    assertThat(query.get("redirect_uri"))
        .isEqualTo(TestServer.url() + "/v1/single_sign_on/callback");
    assertThat(query.get("login_hint")).isEqualTo(company.address("grace"));
    assertThat(request.getHeader("Authorization"))
        .isEqualTo(
            "Basic "
                + Base64.getEncoder()
                    .encodeToString("pronto-client:a+secret%3A+of+the+client%25".getBytes()));
  }

  @Test
  void whomTheProviderDoesNotSignInIsNotSignedIn() {
    var company = TestCompany.okta();
    var state = TestBrowser.query(browser.begins(company.address("grace"))).get("state");

    var screen =
        browser.comesBack(
            "/v1/single_sign_on/callback?error=access_denied&session_state=x&state=" + state);

    assertThat(screen).isEqualTo("/#sso_error=provider_refused");
  }

  @Test
  void anAnswerOfAnotherIssuerIsRefused() {
    var company = TestCompany.okta();
    company.provider().saysOfOkta("00u1", company.address("grace"));
    var callback = TestBrowser.visits(browser.begins(company.address("grace")));

    assertThat(browser.comesBack(callback + "&iss=https%3A%2F%2Felsewhere.example"))
        .isEqualTo("/#sso_error=token_refused");
  }

  @Test
  void aProviderThatIsAwayIsSaidToBe() {
    var company = TestCompany.okta();
    var settings = company.settings().put("issuer", "http://127.0.0.1:1/away");
    company.put(settings).refused(422, "invalid_request").names("/issuer", "unreachable");
    Owner.execute(
        "update identity_provider set issuer = 'http://127.0.0.1:1/away' where organisation_id = '%s'"
            .formatted(company.organisation().id()));

    assertThat(browser.begins(company.address("grace")))
        .isEqualTo("/#sso_error=provider_unavailable");
  }

  @Test
  void whatIsNotAskedOfTheScreenIsRefusedPlainly() {
    Client.stranger()
        .get("/v1/single_sign_on")
        .refused(400, "invalid_parameter")
        .names("/query/email", "required");
    Client.stranger()
        .get("/v1/single_sign_on?email=nobody")
        .refused(400, "invalid_parameter")
        .names("/query/email", "malformed");
    Client.stranger()
        .get("/v1/single_sign_on?email=a@b.example&to=https://evil.example")
        .refused(400, "invalid_parameter")
        .names("/query/to", "unknown_field");
  }

  @Test
  void whoeverLeavesTheGroupThatGaveATierIsAnAgentAgainButAHandGivenTierStays() {
    var company = TestCompany.okta();
    company.groupRoles(Map.of("Managers", "administrator"));
    company.user("byhand", "supervisor");
    company.provider().saysOfOkta("00u1", company.address("grace"), "Managers");
    assertThat(role(browser.signedIn(company.address("grace")))).isEqualTo("administrator");

    company.provider().saysOfOkta("00u1", company.address("grace"), "Everyone");
    assertThat(role(browser.signedIn(company.address("grace")))).isEqualTo("agent");
    company.provider().saysOfOkta("00u2", company.address("byhand"), "Everyone");
    assertThat(role(browser.signedIn(company.address("byhand")))).isEqualTo("supervisor");
  }

  private static String role(Client client) {
    return client.get("/v1/me").is(200).json().getString("role");
  }

  @Test
  void whoIsActiveNoMoreIsTurnedAway() {
    var company = TestCompany.okta();
    var id = company.user("grace", "agent");
    company.provider().saysOfOkta("00u1", company.address("grace"));
    browser.signedIn(company.address("grace"));
    company.provider().saysOfOkta("00u1", company.address("grace"));
    var screen = browser.signsIn(company.address("grace"));

    company.boss().patch("/v1/users/" + id, new JsonObject().put("active", false)).is(200);

    browser.exchanges(screen).refused(401, "sign_in_expired");
    company.provider().saysOfOkta("00u1", company.address("grace"));
    assertThat(browser.signsIn(company.address("grace"))).isEqualTo("/#sso_error=no_account");
  }

  @Test
  void theCookieIsSeenByNoScriptAndNoOtherSite() {
    var company = TestCompany.okta();

    var cookie =
        Client.stranger()
            .get("/v1/single_sign_on?email=" + company.address("grace"))
            .header("Set-Cookie");

    assertThat(cookie)
        .matches("pronto_sso=[\\w-]{43}; Path=/; Max-Age=660; HttpOnly; SameSite=Lax");
  }

  @Test
  void behindAProxyWithTlsTheCookieGoesOverHttpsAloneAndTheProviderIsToldThatAddress()
      throws Exception {
    var company = TestCompany.okta();
    var publicUrl = URI.create("https://pronto.example.com");
    var settings = new SingleSignOnSettings(() -> publicUrl, true, Optional.empty());
    try (var api = TestServer.another(0, settings)) {
      var request =
          HttpRequest.newBuilder(
              URI.create(
                  "http://127.0.0.1:%d/v1/single_sign_on?email=%s"
                      .formatted(api.start(), company.address("grace"))));

      var answer =
          HttpClient.newHttpClient().send(request.build(), BodyHandlers.discarding()).headers();

      assertThat(answer.firstValue("Set-Cookie").orElseThrow())
          .startsWith("__Host-pronto_sso=")
          .endsWith("; Path=/; Max-Age=660; HttpOnly; SameSite=Lax; Secure");
      assertThat(TestBrowser.query(answer.firstValue("Location").orElseThrow()))
          .containsEntry("redirect_uri", "https://pronto.example.com/v1/single_sign_on/callback");
    }
  }

  @Test
  void aProviderInAPrivateNetworkIsNotAskedUnlessTheOperatorSaysSo() throws Exception {
    var company = TestCompany.okta();
    var settings =
        new SingleSignOnSettings(() -> URI.create(TestServer.url()), false, Optional.empty());
    try (var api = TestServer.another(0, settings)) {
      var request =
          HttpRequest.newBuilder(
              URI.create(
                  "http://127.0.0.1:%d/v1/single_sign_on?email=%s"
                      .formatted(api.start(), company.address("grace"))));

      var answer = HttpClient.newHttpClient().send(request.build(), BodyHandlers.discarding());

      assertThat(answer.headers().firstValue("Location"))
          .contains("/#sso_error=provider_unavailable");
    }
  }

  @Test
  void manyGroupsOfWhichOneIsTheHighestGiveTheHighest() {
    var company = TestCompany.okta();
    company.groupRoles(Map.of("A", "agent", "B", "administrator", "C", "supervisor"));
    company.provider().saysOfOkta("00u1", company.address("grace"), "A", "B", "C");
    var grace = browser.signedIn(company.address("grace"));
    assertThat(grace.get("/v1/me").json().getString("role")).isEqualTo("administrator");

    company.provider().saysOfOkta("00u1", company.address("grace"), "A");
    browser.signedIn(company.address("grace"));

    assertThat(grace.get("/v1/me").json().getString("role")).isEqualTo("agent");
    assertThat(company.audited("user.changed").getJsonObject("after").getString("role"))
        .isEqualTo("agent");
  }
}
