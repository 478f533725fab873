package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** Whoever made an account for somebody has no part in what it becomes. */
class RisingTest {
  private final TestOrganisation organisation = TestOrganisation.make();

  @Test
  void whatWasOpenedBeforeARiseEndsWithIt() {
    var agent = organisation.person("agent");
    var administrator = organisation.person("administrator").client();
    var link =
        administrator.post("/v1/users/" + agent.id() + "/sign_up", new JsonObject()).is(201).json();

    organisation
        .boss()
        .patch("/v1/users/" + agent.id(), new JsonObject().put("role", "super_administrator"))
        .is(200);

    agent.client().get("/v1/me").refused(401, "session_ended");
    Client.stranger()
        .post(
            "/v1/sign_ups",
            new JsonObject()
                .put("token", link.getString("token"))
                .put("password", "chosen by somebody else"))
        .refused(409, "sign_up_void");
  }

  @Test
  void aFallEndsNothing() {
    var supervisor = organisation.person("supervisor");

    organisation
        .boss()
        .patch("/v1/users/" + supervisor.id(), new JsonObject().put("role", "agent"))
        .is(200);

    assertThat(supervisor.client().get("/v1/me").is(200).json().getString("role"))
        .isEqualTo("agent");
  }

  @Test
  void whoRisesBySingleSignOnIsNoLongerLetInByThePasswordThatWasSet() {
    var company = TestCompany.okta();
    var email = company.address("ceo");
    company
        .boss()
        .post(
            "/v1/users",
            new JsonObject()
                .put("email", email)
                .put("name", "Chief")
                .put("role", "agent")
                .put("password", TestServer.PASSWORD))
        .is(201);
    var prepared = Client.signIn(email, TestServer.PASSWORD);
    var role = new JsonObject().put("group", "Chiefs").put("role", "super_administrator");
    company
        .boss()
        .send(
            "PUT",
            "/v1/group_roles",
            new JsonObject().put("group_roles", new JsonArray().add(role)).encode(),
            "application/json")
        .is(200);
    company.provider().saysOfOkta("00uceo", email, "Chiefs");

    assertThat(new TestBrowser().signsIn(email)).startsWith("/#sso=");

    prepared.get("/v1/me").refused(401, "session_ended");
    var body = new JsonObject().put("email", email).put("password", TestServer.PASSWORD);
    Client.stranger().post("/v1/sessions", body).refused(401, "wrong_credentials");
  }

  @Test
  void aProvisioningKeyDoesNotMoveASuperAdministratorToAnotherAddress() {
    var key = MatrixThings.key(organisation, "provisioning:write").json().getString("token");
    var client = new Client(java.util.Optional.of(key));
    var path = "/scim/v2/Users/" + organisation.superAdministratorId();
    var change =
        new JsonObject()
            .put("schemas", new JsonArray().add("urn:ietf:params:scim:api:messages:2.0:PatchOp"))
            .put(
                "Operations",
                new JsonArray()
                    .add(
                        new JsonObject()
                            .put("op", "replace")
                            .put("path", "userName")
                            .put("value", TestOrganisation.email())));

    var refused = client.send("PATCH", path, change.encode(), "application/scim+json").is(400);

    assertThat(refused.json().getString("scimType")).isEqualTo("mutability");
  }
}
