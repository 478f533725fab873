package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pronto.core.Ground;
import io.pronto.core.access.Bootstrap;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** A password that is guessed early is refused wherever one is chosen. */
class PasswordRulesTest {
  private static final String COMMON = "PassWord1";
  private static final String CODE = "password_too_common";

  private final TestOrganisation organisation = TestOrganisation.make();

  @Test
  void forANewUser() {
    var email = TestOrganisation.email();
    var user = new JsonObject().put("email", email).put("name", "Bob Dylan").put("role", "agent");

    for (var password : new String[] {COMMON, email, "BOB DYLAN"}) {
      organisation
          .boss()
          .post("/v1/users", user.copy().put("password", password))
          .refused(422, CODE)
          .names("/password", CODE);
    }
    organisation.boss().post("/v1/users", user.put("password", TestServer.PASSWORD)).is(201);
  }

  @Test
  void forAUserWhoIsGivenAnotherOneAndNothingElseIsChangedThen() {
    var agent = organisation.person("agent");
    var change =
        new JsonObject().put("name", "Robert Zimmerman").put("password", "robertzimmerman");

    organisation
        .boss()
        .patch("/v1/users/" + agent.id(), change)
        .refused(422, CODE)
        .names("/password", CODE);

    var name = agent.client().get("/v1/me").is(200).json().getString("name");
    assertThat(name).isEqualTo("A agent");
  }

  @Test
  void forOneself() {
    var agent = organisation.person("agent");

    agent
        .client()
        .patch(
            "/v1/me",
            new JsonObject().put("password", COMMON).put("current_password", TestServer.PASSWORD))
        .refused(422, CODE)
        .names("/password", CODE);
  }

  @Test
  void forANewOrganisation() {
    Client.operator()
        .post(
            "/v1/organisations",
            new JsonObject()
                .put("name", "Common")
                .put("country", "FR")
                .put(
                    "super_administrator",
                    new JsonObject()
                        .put("email", TestOrganisation.email())
                        .put("name", "Ada")
                        .put("password", COMMON)))
        .refused(422, CODE)
        .names("/super_administrator/password", CODE);
  }

  @Test
  void forTheOperatorsFirstAccountByTheSettings() {
    var bootstrap = new Bootstrap(Ground.database());

    assertThatThrownBy(() -> bootstrap.account(TestOrganisation.email(), COMMON))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("bootstrap.password: Is among the 10,000 commonest");
  }

  @Test
  void byASignUpLinkWhichWorksStill() {
    var agent = organisation.person("agent");
    var path = "/v1/users/" + agent.id() + "/sign_up";
    var token = organisation.boss().send("POST", path, "", "").is(201).json().getString("token");
    var choice = new JsonObject().put("token", token);

    Client.stranger()
        .post("/v1/sign_ups", choice.copy().put("password", COMMON))
        .refused(422, CODE)
        .names("/password", CODE);

    Client.stranger().post("/v1/sign_ups", choice.put("password", TestServer.PASSWORD)).is(204);
  }
}
