package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class IdentityProviderTest {
  private static final String PATH = "/v1/identity_provider";

  private final TestCompany company = TestCompany.okta();

  @Test
  void whatIsSetUpIsShownWithoutTheSecret() {
    var read = company.boss().get(PATH).is(200);

    assertThat(read.json().getString("issuer")).isEqualTo(company.provider().issuer());
    assertThat(read.json().getString("groups_claim")).isEqualTo("groups");
    assertThat(read.json().getString("redirect_uri"))
        .isEqualTo(TestServer.url() + "/v1/single_sign_on/callback");
    assertThat(read.text()).doesNotContain(TestProvider.SECRET).doesNotContain("secret");
    var audited = company.audited("identity_provider.created").getJsonObject("after");
    assertThat(audited.getString("client_secret")).isEqualTo("***");
  }

  @Test
  void theSecretStaysWhereItIsLeftOutButGoesToNoOtherIssuer() {
    var settings = company.settings();
    settings.remove("client_secret");

    company.put(settings.copy().put("groups_claim", "roles")).is(200);
    company
        .put(settings.copy().put("issuer", TestProvider.okta().issuer()))
        .refused(422, "invalid_request")
        .names("/client_secret", "required");

    company.put(settings.copy().put("just_in_time", true)).is(200);
    company.provider().saysOfOkta("00u1", company.address("grace"));
    assertThat(new TestBrowser().signsIn(company.address("grace"))).startsWith("/#sso=");
  }

  @Test
  void anIssuerThatIsNotWhatItSaysToBeIsRefused() {
    var provider = TestProvider.okta();
    provider.answersDiscovery(
        new JsonObject()
            .put("issuer", "https://elsewhere.example")
            .put("authorization_endpoint", provider.authorizationUrl())
            .put("token_endpoint", provider.tokenUrl())
            .put("jwks_uri", provider.keysUrl()));

    for (var issuer :
        new String[] {
          provider.issuer(), "ftp://example.com", "https://", "https://a@example.com", "nonsense"
        }) {
      company
          .put(company.settings().put("issuer", issuer))
          .refused(422, "invalid_request")
          .names("/issuer", "unreachable");
    }
  }

  @Test
  void anIssuerOfEntraNamesOneTenant() {
    for (var tenant : new String[] {"common", "organizations", "contoso.com"}) {
      company
          .put(
              company
                  .settings()
                  .put("kind", "entra")
                  .put("issuer", "https://login.microsoftonline.com/" + tenant + "/v2.0"))
          .refused(422, "invalid_request")
          .names("/issuer", "malformed");
    }
  }

  @Test
  void enforcingItNeedsAVerifiedDomainAndSomebodyWhoGetsInWithoutIt() {
    var enforced = company.settings().put("enforced", true);
    company
        .put(enforced)
        .refused(422, "invalid_request")
        .names("/break_glass_user_id", "not_eligible");
    company
        .put(enforced.copy().put("break_glass_user_id", company.user("ann", "administrator")))
        .refused(422, "invalid_request")
        .names("/break_glass_user_id", "not_eligible");
    company
        .put(
            enforced
                .copy()
                .put("break_glass_user_id", TestOrganisation.make().superAdministratorId()))
        .refused(422, "invalid_request")
        .names("/break_glass_user_id", "not_eligible");

    var other = TestOrganisation.make();
    other
        .boss()
        .send(
            "PUT",
            PATH,
            enforced.put("break_glass_user_id", other.superAdministratorId()).encode(),
            "application/json")
        .refused(409, "domain_not_verified");
  }

  @Test
  void whereItIsEnforcedPasswordsOpenNothingButForOneAndNobodyLearnsWhoHasAnAccount() {
    var ann = company.user("ann", "administrator");
    var annsSession = Client.signIn(company.address("ann"), TestServer.PASSWORD);
    var glass = company.user("glass", "super_administrator");
    enforce(glass);

    annsSession.get("/v1/me").refused(401, "session_ended");
    var right = signIn("ann", TestServer.PASSWORD).refused(401, "sso_required").json();
    var wrong = signIn("ann", "something else").refused(401, "sso_required").json();
    var nobody = signIn("nobody", "something else").refused(401, "sso_required").json();
    var glassWrong = signIn("glass", "something else").refused(401, "sso_required").json();
    for (var answer : new JsonObject[] {right, wrong, nobody, glassWrong}) {
      assertThat(answer.getString("detail")).isEqualTo(right.getString("detail"));
    }
    signIn("glass", TestServer.PASSWORD).is(201);
    company.provider().saysOfOkta("00u1", company.address("ann"));
    assertThat(
            new TestBrowser().signedIn(company.address("ann")).get("/v1/me").json().getString("id"))
        .isEqualTo(ann);
  }

  @Test
  void peopleWithAddressesOfElsewhereHaveNoPasswordEither() {
    var person = company.organisation().person("agent");
    enforce(company.user("glass", "super_administrator"));

    person.client().get("/v1/me").refused(401, "session_ended");
    signInAs(person.email(), TestServer.PASSWORD).refused(401, "wrong_credentials");
    company.boss().get("/v1/me").is(200);
  }

  @Test
  void theOperatorsOwnStaffAreNotShutOutByACustomer() {
    var operator = company.address("staff");
    new io.pronto.core.access.Bootstrap(io.pronto.core.Ground.database())
        .account(operator, TestServer.PASSWORD);
    enforce(company.user("glass", "super_administrator"));

    signInAs(operator, TestServer.PASSWORD).is(201);
    signInAs(operator, "something else").refused(401, "sso_required");
  }

  @Test
  void whoGetsInWithoutItStaysSomebodyWhoCan() {
    var glass = company.user("glass", "super_administrator");
    company.groupRoles(Map.of("Everyone", "agent"));
    enforce(glass);

    company
        .boss()
        .patch("/v1/users/" + glass, new JsonObject().put("role", "agent"))
        .refused(409, "break_glass_user");
    company.boss().delete("/v1/users/" + glass).refused(409, "break_glass_user");
    company.boss().patch("/v1/users/" + glass, new JsonObject().put("name", "Glass")).is(200);
    company.provider().saysOfOkta("00u9", company.address("glass"), "Everyone");
    var me = new TestBrowser().signedIn(company.address("glass")).get("/v1/me").is(200).json();

    assertThat(me.getString("role")).isEqualTo("super_administrator");
    assertThat(
            company.audited("single_sign_on.role_kept").getJsonObject("after").getString("reason"))
        .isEqualTo("break_glass");
  }

  @Test
  void whoGetsInWithoutItIsSwitchedOffByNoProvisioning() {
    var glass = company.user("glass", "super_administrator");
    company.groupRoles(Map.of("Everybody", "agent"));
    var scim = ScimClient.of(company.organisation());
    enforce(glass);

    scim.group("Everybody", glass);
    scim.patch("/Users/" + glass, ScimClient.op("replace", "active", false)).is(409);
    scim.delete("/Users/" + glass).is(409);

    var me = Client.signIn(company.address("glass"), TestServer.PASSWORD).get("/v1/me").json();
    assertThat(me.getString("role")).isEqualTo("super_administrator");
  }

  @Test
  void enforcementEndsWhileTheProviderIsAway() {
    var glass = company.user("glass", "super_administrator");
    company.user("ann", "agent");
    enforce(glass);
    company.provider().server().shutdown();
    var door = Client.signIn(company.address("glass"), TestServer.PASSWORD);
    var settings = company.settings().put("enforced", false);
    settings.remove("client_secret");

    door.send("PUT", PATH, settings.encode(), "application/json").is(200);

    signIn("ann", TestServer.PASSWORD).is(201);
  }

  @Test
  void theLastVerifiedDomainStaysWhileItIsEnforced() {
    enforce(company.user("glass", "super_administrator"));
    var domain = company.boss().get("/v1/email_domains").data().getFirst().getString("id");
    var path = "/v1/email_domains/" + domain;

    company.boss().delete(path).refused(409, "single_sign_on_enforced");
    var second = TestCompany.verify(company.boss(), "second." + company.domain());
    company.boss().delete(path).is(204);

    company.boss().delete("/v1/email_domains/" + second).refused(409, "single_sign_on_enforced");
  }

  @Test
  void withoutAProviderPasswordsHoldAgain() {
    company.user("ann", "agent");
    enforce(company.user("glass", "super_administrator"));

    company.boss().delete(PATH).is(204);

    company.boss().get(PATH).refused(404, "not_found");
    company.boss().delete(PATH).refused(404, "not_found");
    signIn("ann", TestServer.PASSWORD).is(201);
    assertThat(new TestBrowser().begins(company.address("ann")))
        .isEqualTo("/#sso_error=not_set_up");
  }

  @Test
  void anotherOrganisationSeesNothingOfIt() {
    var other = TestOrganisation.make();

    other.boss().get(PATH).refused(404, "not_found");
    other.boss().delete(PATH).refused(404, "not_found");
    company.boss().get(PATH).is(200);
  }

  @Test
  void whatIsNoProviderIsRefusedFieldByField() {
    company
        .put(new JsonObject().put("kind", "saml").put("secret", "x"))
        .refused(422, "invalid_request")
        .names("/kind", "not_offered")
        .names("/issuer", "required")
        .names("/client_id", "required");
    company
        .put(company.settings().put("break_glass_user_id", UUID.randomUUID().toString()))
        .refused(422, "invalid_request")
        .names("/break_glass_user_id", "malformed");
  }

  private void enforce(String breakGlass) {
    company
        .put(
            company
                .settings()
                .put("just_in_time", true)
                .put("enforced", true)
                .put("break_glass_user_id", breakGlass))
        .is(200);
  }

  private Answer signIn(String name, String password) {
    return signInAs(company.address(name), password);
  }

  private static Answer signInAs(String email, String password) {
    return Client.stranger()
        .post("/v1/sessions", new JsonObject().put("email", email).put("password", password));
  }
}
