package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class OrganisationsTest {
  @Test
  void itsDomainIsDerivedFromItsNameAndUnique() {
    var name = "Café de la Gare " + TestOrganisation.email().substring(10, 30);

    var first = create(name, TestOrganisation.email()).is(201).json().getString("domain");
    var second = create(name, TestOrganisation.email()).is(201).json().getString("domain");

    assertThat(first).startsWith("cafe-de-la-gare-").endsWith("." + TestServer.DOMAIN);
    assertThat(second).isEqualTo(first.replace(".pronto", "-2.pronto"));
  }

  @Test
  void anAddressThatIsTakenMakesNoOrganisation() {
    var email = TestOrganisation.email();
    create("First", email).is(201);

    create("Only half made", email).refused(409, "email_taken").names("/email", "email_taken");

    var names =
        Client.operator().get("/v1/organisations?limit=100").is(200).data().stream()
            .map(organisation -> organisation.getString("name"));
    assertThat(names).doesNotContain("Only half made");
  }

  @Test
  void itIsReadAndRenamedAndKeepsItsDomain() {
    var made = create("Old name", TestOrganisation.email()).json();
    var path = "/v1/organisations/" + made.getString("id");

    var changed =
        Client.operator().patch(path, new JsonObject().put("name", "New name")).is(200).json();

    assertThat(changed.getString("name")).isEqualTo("New name");
    assertThat(changed.getString("domain")).isEqualTo(made.getString("domain"));
    assertThat(Client.operator().get(path).is(200).json()).isEqualTo(changed);
    Client.operator()
        .get("/v1/organisations/org_00000000000000000000000000")
        .refused(404, "not_found");
    Client.operator().get("/v1/organisations/nonsense").refused(404, "not_found");
  }

  @Test
  void everyFieldThatIsWrongIsNamed() {
    Client.operator()
        .post(
            "/v1/organisations",
            new JsonObject()
                .put("name", "")
                .put("country", "France")
                .put("super_administrator", new JsonObject().put("email", "nobody")))
        .refused(422, "invalid_request")
        .names("/name", "too_short")
        .names("/country", "malformed")
        .names("/super_administrator/email", "malformed")
        .names("/super_administrator/name", "required");
  }

  private static Answer create(String name, String email) {
    return Client.operator()
        .post(
            "/v1/organisations",
            new JsonObject()
                .put("name", name)
                .put("country", "FR")
                .put(
                    "super_administrator",
                    new JsonObject().put("email", email).put("name", "Ada")));
  }
}
