package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.people.GroupRoles;
import io.pronto.core.people.Role;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GroupRolesTest {
  private static final String PATH = "/v1/group_roles";

  private final TestOrganisation organisation = TestOrganisation.make();
  private final Client boss = organisation.boss();

  @Test
  void whoIsInSeveralGroupsHasTheHighestTier() {
    put(entry("Leads", "supervisor"), entry("Managers", "administrator")).is(200);

    assertThat(roleOf("Leads")).contains(Role.SUPERVISOR);
    assertThat(roleOf("Leads", "Managers", "Others")).contains(Role.ADMINISTRATOR);
    assertThat(roleOf("Others")).isEmpty();
    assertThat(roleOf()).isEmpty();
  }

  @Test
  void whatIsPutTakesThePlaceOfWhatWasAndIsWrittenDown() {
    put(entry("Leads", "supervisor"), entry("Managers", "administrator")).is(200);
    put(entry("Leads", "agent"), entry("Night", "supervisor")).is(200);

    var kept = boss.get(PATH).is(200).json().getJsonArray("group_roles");
    assertThat(kept).isEqualTo(list(entry("Leads", "agent"), entry("Night", "supervisor")));
    var actions = boss.get("/v1/audit_events?subject_id=Managers").is(200).data();
    assertThat(actions)
        .extracting(event -> event.getString("action"))
        .containsExactly("group_role.deleted", "group_role.created");
  }

  @Test
  void anotherOrganisationsAreNotSeen() {
    put(entry("Leads", "supervisor")).is(200);

    var theirs = TestOrganisation.make();

    assertThat(theirs.boss().get(PATH).is(200).json().getJsonArray("group_roles")).isEmpty();
    theirs.boss().send("PUT", PATH, body().encode(), "application/json").is(200);
    assertThat(roleOf("Leads")).contains(Role.SUPERVISOR);
  }

  @Test
  void badInputIsNamed() {
    put(entry("Leads", "agent"), entry("Leads", "supervisor"))
        .refused(422, "invalid_request")
        .names("/group_roles/1/group", "repeated");
    put(entry("Leads", "emperor")).refused(422, "invalid_request");
    assertThat(boss.get(PATH).json().getJsonArray("group_roles")).isEmpty();
  }

  private Optional<Role> roleOf(String... groups) {
    return Ground.database()
        .in(new OrganisationId(organisation.id()), tx -> GroupRoles.roleOf(tx, List.of(groups)));
  }

  private Answer put(JsonObject... entries) {
    return boss.send("PUT", PATH, body(entries).encode(), "application/json");
  }

  private static JsonObject body(JsonObject... entries) {
    return new JsonObject().put("group_roles", list(entries));
  }

  private static JsonArray list(JsonObject... entries) {
    return new JsonArray(List.of(entries));
  }

  private static JsonObject entry(String group, String role) {
    return new JsonObject().put("group", group).put("role", role);
  }
}
