package io.pronto.api;

import static io.pronto.api.ScimClient.members;
import static io.pronto.api.ScimClient.op;
import static io.pronto.api.ScimClient.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.people.UserStore;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What holds for every identity provider. */
class ProvisioningTest {
  private final TestOrganisation organisation = TestOrganisation.make();
  private final Client boss = organisation.boss();
  private final ScimClient scim = ScimClient.of(organisation);

  @Test
  void whoIsSwitchedOffIsSignedOutAndTheirKeysEnd() {
    var leaver = organisation.person("super_administrator");
    var theirs =
        ScimClient.of(
            new TestOrganisation(
                organisation.id(), organisation.domain(), leaver.id(), leaver.client()));
    theirs.get("/Users").is(200);

    scim.patch("/Users/" + leaver.id(), op("replace", "active", false)).is(200);

    leaver.client().get("/v1/me").refused(401, "session_ended");
    refused(theirs.get("/Users"), 401, "");
    assertThat(boss.get("/v1/users/" + leaver.id()).json().getBoolean("active")).isFalse();
  }

  @Test
  void groupsGiveTheTierOfTheirMembersTheHighestOfSeveral() {
    roles("Leads", "supervisor", "ext-9", "administrator");
    var user = scim.user(TestOrganisation.email());
    var leads = scim.group("Leads", user);
    assertThat(role(user)).isEqualTo("supervisor");

    var managers =
        scim.post(
                "/Groups",
                new JsonObject()
                    .put("displayName", "Managers")
                    .put("externalId", "ext-9")
                    .put("members", members(user))
                    .encode())
            .is(201)
            .id();
    assertThat(role(user)).isEqualTo("administrator");
    scim.delete("/Groups/" + managers).is(204);
    assertThat(role(user)).isEqualTo("supervisor");

    scim.patch("/Groups/" + leads, op("replace", "displayName", "Others")).is(204);
    assertThat(role(user)).isEqualTo("agent");
    scim.patch("/Groups/" + leads, op("replace", "displayName", "Leads")).is(204);
    assertThat(role(user)).isEqualTo("supervisor");
    scim.patch("/Groups/" + leads, new JsonObject().put("op", "remove").put("path", "members"))
        .is(204);
    assertThat(role(user)).isEqualTo("agent");
  }

  @Test
  void aTierGivenByHandStaysUntilAGroupGivesAnother() {
    roles("Leads", "supervisor");
    var user = organisation.person("administrator").id();
    var others = scim.group("Others", user);
    scim.delete("/Groups/" + others).is(204);
    assertThat(role(user)).isEqualTo("administrator");

    var leads = scim.group("Leads", user);
    assertThat(role(user)).isEqualTo("supervisor");
    boss.patch("/v1/users/" + user, new JsonObject().put("role", "administrator")).is(200);
    scim.delete("/Groups/" + leads).is(204);
    assertThat(role(user)).isEqualTo("administrator");
  }

  @Test
  void theLastSuperAdministratorIsNeitherLoweredNorSwitchedOffNorDeleted() {
    roles("Everybody", "agent", "Owners", "super_administrator");
    var ada = organisation.superAdministratorId();
    var path = "/Users/" + ada;

    var everybody = scim.group("Everybody", ada);
    assertThat(role(ada)).isEqualTo("super_administrator");
    refused(scim.patch(path, op("Replace", "active", "False")), 409, "");
    refused(scim.delete(path), 409, "");
    assertThat(scim.get(path).json().getBoolean("active")).isTrue();
    assertThat(boss.get("/v1/audit_events?subject_id=" + ada).data())
        .extracting(event -> event.getString("action"))
        .contains("provisioning.refused");

    var next = scim.user(TestOrganisation.email());
    scim.group("Owners", next);
    assertThat(role(next)).isEqualTo("super_administrator");
    scim.patch("/Groups/" + everybody, op("remove", "members", members(ada))).is(204);
    scim.patch("/Groups/" + everybody, op("add", "members", members(ada))).is(204);
    assertThat(role(ada)).isEqualTo("agent");
  }

  @Test
  void anotherOrganisationIsNeitherSeenNorTouched() {
    var theirs = TestOrganisation.make();
    var other = ScimClient.of(theirs);
    var name = TestOrganisation.email();
    var user = scim.user(name);
    var group = scim.group("Sales", user);

    assertThat(ScimClient.resources(other.find("/Users", "userName eq \"" + name + "\"")))
        .isEmpty();
    assertThat(ScimClient.resources(other.get("/Groups"))).isEmpty();
    for (var path : List.of("/Users/" + user, "/Groups/" + group)) {
      refused(other.get(path), 404, "");
      refused(
          other.put(
              path,
              "{\"userName\": \"x@example.com\"}"
                  .replace("userName", path.startsWith("/U") ? "userName" : "displayName")),
          404,
          "");
      refused(other.patch(path, op("replace", "externalId", "x")), 404, "");
      refused(other.delete(path), 404, "");
    }
    var taken =
        refused(
            other.post("/Users", new JsonObject().put("userName", name).encode()),
            409,
            "uniqueness");
    assertThat(taken.text()).doesNotContain(organisation.id());
    var own = other.group("Sales");
    refused(
        other.patch("/Groups/" + own, op("add", "members", members(user))), 400, "invalidValue");
    assertThat(scim.get("/Users/" + user).is(200).json().getString("userName")).isEqualTo(name);
  }

  @Test
  void aThousandMembersAreTakenAndMoreAreRefused() {
    roles("All", "supervisor");
    var ids = people(1_001);
    var group = scim.group("All");
    var path = "/Groups/" + group;

    refused(scim.patch(path, op("add", "members", members(ids))), 413, "");
    assertThat(scim.get(path).json().getJsonArray("members")).isEmpty();

    long begin = System.nanoTime();
    var most = List.of(ids).subList(0, 1_000).toArray(String[]::new);
    scim.patch(path, op("add", "members", members(most))).is(204);
    var took = Duration.ofNanos(System.nanoTime() - begin);

    assertThat(took).isLessThan(Duration.ofSeconds(5));
    assertThat(scim.get(path).json().getJsonArray("members")).hasSize(1_000);
    assertThat(role(ids[999])).isEqualTo("supervisor");
    assertThat(role(ids[1_000])).isEqualTo("agent");
    scim.patch(path, op("add", "members", members(ids[1_000]))).is(204);
    assertThat(scim.get(path).json().getJsonArray("members")).hasSize(1_001);
  }

  @Test
  void whatCannotBeReadIsRefusedInScimsOwnWordsAndChangesNothing() {
    var name = TestOrganisation.email();
    var path = "/Users/" + scim.user(name);
    var before = scim.get(path).is(200).json();

    refused(scim.patch(path, op("replace", "colour", "red")), 400, "invalidPath");
    refused(
        scim.patch(path, op("replace", "displayName", "New"), op("replace", "active", "maybe")),
        400,
        "invalidValue");
    refused(scim.patch(path, "{\"Operations\": []}"), 400, "invalidSyntax");
    refused(scim.patch(path, "{\"Operations\": 5}"), 400, "invalidValue");
    refused(scim.patch(path, "[]"), 400, "invalidValue");
    refused(scim.patch(path, "{"), 400, "invalidSyntax");
    refused(scim.patch(path, ""), 400, "invalidSyntax");
    refused(scim.put(path, "{\"active\": true}"), 400, "invalidValue");
    refused(
        scim.post("/Users", "{\"userName\": \"a@example.com\", \"colour\": 1}"),
        400,
        "invalidSyntax");
    refused(scim.post("/Users", "{\"userName\": \"nobody\"}"), 400, "invalidValue");
    refused(scim.post("/Users", "{\"userName\": \"a\\u0000@example.com\"}"), 400, "invalidValue");
    refused(scim.post("/Groups", "{\"members\": []}"), 400, "invalidValue");
    refused(
        scim.post("/Groups", "{\"displayName\": \"A\", \"members\": [5]}"), 400, "invalidValue");
    refused(scim.find("/Users", "userName sw \"a\""), 400, "invalidFilter");
    refused(scim.find("/Users", "colour eq \"red\""), 400, "invalidFilter");
    refused(scim.find("/Groups", "displayName"), 400, "invalidFilter");
    refused(scim.get("/Users?startIndex=one"), 400, "invalidValue");
    refused(scim.get("/Bulk"), 404, "");
    refused(scim.client().send("POST", "/scim/v2/Users", "a", "text/plain"), 415, "");
    refused(scim.post("/Users", "{\"userName\": \"" + "x".repeat(1_100_000) + "\"}"), 413, "");
    scim.group("Sales");
    refused(scim.post("/Groups", "{\"displayName\": \"SALES\"}"), 409, "uniqueness");

    assertThat(scim.get(path).is(200).json()).isEqualTo(before);
  }

  @Test
  void onlyAKeyForItMayProvision() {
    var reader = ScimClient.of(organisation, "provisioning:read");
    refused(reader.post("/Users", "{\"userName\": \"a@example.com\"}"), 403, "");
    reader.get("/Users").is(200);
    refused(ScimClient.of(organisation, "people:write").get("/Users"), 403, "");
    refused(new ScimClient(Client.stranger()).get("/Users"), 401, "");
    var administrator = organisation.person("administrator").client();
    refused(new ScimClient(administrator).get("/Users"), 403, "");
    administrator
        .post(
            "/v1/api_keys",
            new JsonObject().put("name", "IdP").put("scopes", JsonArray.of("provisioning:write")))
        .refused(422, "invalid_request")
        .names("/scopes/0", "not_yours");
  }

  @Test
  void whatIsUnderstoodIsSaid() {
    var config = scim.get("/ServiceProviderConfig").is(200).json();
    assertThat(config.getJsonObject("patch").getBoolean("supported")).isTrue();
    assertThat(ScimClient.resources(scim.get("/ResourceTypes")))
        .extracting(type -> type.getString("id"))
        .containsExactly("User", "Group");
    for (var schema : ScimClient.resources(scim.get("/Schemas"))) {
      assertThat(scim.get("/Schemas/" + schema.getString("id")).is(200).json()).isEqualTo(schema);
    }
    scim.get("/ResourceTypes/User").is(200);
    refused(scim.get("/ResourceTypes/Car"), 404, "");
  }

  @Test
  void whatAProviderDoesIsWrittenDown() {
    var user = scim.user(TestOrganisation.email());
    var group = scim.group("Sales", user);

    var first = boss.get("/v1/audit_events?subject_id=" + user).data().getLast();
    assertThat(first.getString("action")).isEqualTo("user.created");
    assertThat(first.getJsonObject("actor").getString("type")).isEqualTo("key");
    assertThat(boss.get("/v1/audit_events?subject_id=" + group).data())
        .extracting(event -> event.getString("action"))
        .containsExactly("group_member.created", "group.created");
  }

  private String[] people(int count) {
    var id = new OrganisationId(organisation.id());
    return Ground.database()
        .in(
            id,
            tx -> {
              UserStore.lock(tx, id);
              return tx
                  .query(
                      """
                      insert into user_account (id, organisation_id, email, name, role, extension)
                      select 'usr_' || lpad(n::text, 20, '0') || right($1, 6), $1,
                             'p' || n || '.' || right($1, 8) || '@example.com', 'P ' || n, 'agent',
                             (20000 + n)::text
                        from generate_series(1, $2::integer) n returning id
                      """,
                      organisation.id(),
                      count)
                  .stream()
                  .map(row -> row.getString("id"))
                  .toArray(String[]::new);
            });
  }

  private void roles(String... pairs) {
    var entries = new JsonArray();
    IntStream.iterate(0, i -> i < pairs.length, i -> i + 2)
        .forEach(
            i -> entries.add(new JsonObject().put("group", pairs[i]).put("role", pairs[i + 1])));
    boss.send(
            "PUT",
            "/v1/group_roles",
            new JsonObject().put("group_roles", entries).encode(),
            "application/json")
        .is(200);
  }

  private String role(String user) {
    return Ground.database()
        .in(
            new OrganisationId(organisation.id()),
            tx -> tx.one("select role from user_account where id = $1", user))
        .orElseThrow()
        .getString("role");
  }
}
