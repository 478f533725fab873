package io.pronto.api;

import static io.pronto.api.ScimClient.op;
import static io.pronto.api.ScimClient.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What Microsoft Entra ID sends, in its order and its words. */
class EntraTest {
  private final TestOrganisation organisation = TestOrganisation.make();
  private final ScimClient entra = ScimClient.of(organisation);
  private final String name = TestOrganisation.email();

  @Test
  void aTestOfTheConnectionFindsNobody() {
    var answer = entra.find("/Users", "userName eq \"%s\"".formatted(UUID.randomUUID())).is(200);

    assertThat(answer.header("Content-Type")).isEqualTo("application/scim+json");
    assertThat(answer.json().getInteger("totalResults")).isZero();
    assertThat(answer.json().getInteger("startIndex")).isEqualTo(1);
    assertThat(answer.json().getJsonArray("Resources")).isEmpty();
  }

  @Test
  void aUserIsLookedForMadeChangedSwitchedOffAndDeleted() {
    var made = create().is(201);
    var path = "/Users/" + made.id();

    assertThat(made.header("Location")).isEqualTo("/scim/v2" + path);
    assertThat(made.json().getJsonObject("meta").getString("resourceType")).isEqualTo("User");
    assertThat(made.json().getString("displayName")).isEqualTo("Test User");
    assertThat(made.json().getString("externalId"))
        .isEqualTo("58342554-38d6-4ec8-948c-50044d0a33fd");
    assertThat(made.json().getBoolean("active")).isTrue();
    var ours = organisation.boss().get("/v1/users/" + made.id()).is(200).json();
    assertThat(ours.getString("role")).isEqualTo("agent");
    assertThat(ours.getString("extension")).isEqualTo("102");
    assertThat(ours.getString("language")).isEqualTo("fr");

    assertThat(entra.get(path).is(200).json()).isEqualTo(made.json());
    var changed =
        entra
            .patch(
                path,
                op("Replace", "emails[type eq \"work\"].value", "updated@example.com"),
                op("Replace", "name.familyName", "updatedFamilyName"),
                op("Add", "displayName", "Updated User"),
                op(
                    "Add",
                    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
                    "Sales"))
            .is(200)
            .json();
    assertThat(changed.getJsonObject("name").getString("familyName"))
        .isEqualTo("updatedFamilyName");
    assertThat(changed.getJsonArray("emails").getJsonObject(0).getString("value"))
        .isEqualTo("updated@example.com");
    assertThat(changed.getString("displayName")).isEqualTo("Updated User");

    var renamed = TestOrganisation.email();
    entra.patch(path, op("Replace", "userName", renamed)).is(200);
    assertThat(found("userName eq \"%s\"".formatted(name))).isZero();
    assertThat(found("userName eq \"%s\"".formatted(renamed.toUpperCase()))).isEqualTo(1);
    assertThat(found("externalId eq \"58342554-38d6-4ec8-948c-50044d0a33fd\"")).isEqualTo(1);
    assertThat(found("emails[type eq \"work\"].value eq \"updated@example.com\"")).isEqualTo(1);
    assertThat(found("id eq \"%s\" and manager eq \"x\"".formatted(made.id()))).isZero();

    var off = entra.patch(path, op("Replace", "active", "False")).is(200).json();
    assertThat(off.getBoolean("active")).isFalse();
    assertThat(found("active eq false")).isEqualTo(1);
    entra.delete(path).is(204);
    refused(entra.get(path), 404, "");
    refused(entra.delete(path), 404, "");
  }

  @Test
  void severalAttributesComeWithoutAPath() {
    var id = create().is(201).id();

    var changed =
        entra
            .patch(
                "/Users/" + id,
                """
                {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
                 "Operations": [{"op": "Replace", "value": {
                   "displayName": "Pvlo", "name.givenName": "Gina", "name.familyName": "Lollo",
                   "emails[type eq \\"work\\"].value": "gina@example.com", "title": "Boss",
                   "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber": "7",
                   "active": "False"}}]}
                """)
            .is(200)
            .json();

    assertThat(changed.getString("displayName")).isEqualTo("Pvlo");
    assertThat(changed.getJsonObject("name"))
        .isEqualTo(
            new JsonObject()
                .put("formatted", "Pvlo")
                .put("givenName", "Gina")
                .put("familyName", "Lollo"));
    assertThat(changed.getBoolean("active")).isFalse();
  }

  @Test
  void theSameNameTwiceIsAConflict() {
    create().is(201);

    refused(create(), 409, "uniqueness");
  }

  @Test
  void aGroupIsLookedForMadeAndItsMembersComeAndGo() {
    var first = entra.user(name);
    var second = entra.user(TestOrganisation.email());
    var list = "/Groups?excludedAttributes=members&filter=displayName%20eq%20%22Sales%22";
    assertThat(ScimClient.resources(entra.get(list))).isEmpty();
    var made =
        entra
            .post(
                "/Groups",
                """
                {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group",
                  "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"],
                 "externalId": "8aa1a0c0-c4c3-4bc0-b4a5-2ef676900159", "displayName": "Sales",
                 "meta": {"resourceType": "Group"}}
                """)
            .is(201);
    var path = "/Groups/" + made.id();
    assertThat(made.json().getJsonArray("members")).isEmpty();
    assertThat(ScimClient.resources(entra.get(list)))
        .singleElement()
        .satisfies(group -> assertThat(group.containsKey("members")).isFalse());

    entra.patch(path, op("Add", "members", ScimClient.members(first, second))).is(204);
    assertThat(members(path)).containsExactlyInAnyOrder(first, second);
    assertThat(
            ScimClient.resources(
                entra.find(
                    "/Groups", "id eq \"%s\" and members eq \"%s\"".formatted(made.id(), first))))
        .hasSize(1);
    assertThat(
            entra
                .get("/Users/" + first)
                .json()
                .getJsonArray("groups")
                .getJsonObject(0)
                .getString("display"))
        .isEqualTo("Sales");

    entra.patch(path, op("Remove", "members", ScimClient.members(first))).is(204);
    assertThat(members(path)).containsExactly(second);
    entra
        .patch(
            path,
            new JsonObject()
                .put("op", "Remove")
                .put("path", "members[value eq \"%s\"]".formatted(second)))
        .is(204);
    assertThat(members(path)).isEmpty();
    entra.patch(path, op("Replace", "displayName", "Sales North")).is(204);
    assertThat(
            entra.get(path + "?excludedAttributes=members").is(200).json().getString("displayName"))
        .isEqualTo("Sales North");
    entra.delete(path).is(204);
    refused(entra.get(path), 404, "");
  }

  @Test
  void itsOwnFlagInTheAddressDoesNoHarm() {
    entra.get("/Users?aadOptscim062020&filter=userName%20eq%20%22x%22").is(200);
  }

  private Answer create() {
    return entra.post(
        "/Users",
        """
        {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User",
          "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],
         "externalId": "58342554-38d6-4ec8-948c-50044d0a33fd", "userName": "%s", "active": true,
         "displayName": "Test User", "preferredLanguage": "fr-FR", "title": "Tester",
         "addresses": [{"primary": false, "type": "work", "country": "FR"}],
         "phoneNumbers": [{"primary": true, "type": "work", "value": "+33123456789"}],
         "emails": [{"primary": true, "type": "work", "value": "%s"}],
         "meta": {"resourceType": "User"}, "roles": [],
         "name": {"formatted": "givenName familyName", "familyName": "familyName", "givenName": "givenName"},
         "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"department": "bob"}}
        """
            .formatted(name, name));
  }

  private int found(String filter) {
    return entra.find("/Users", filter).is(200).json().getInteger("totalResults");
  }

  private java.util.List<String> members(String path) {
    return entra.get(path).is(200).json().getJsonArray("members", new JsonArray()).stream()
        .map(member -> ((JsonObject) member).getString("value"))
        .toList();
  }
}
