package io.pronto.api;

import static io.pronto.api.ScimClient.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** What Okta sends, in its order and its words. */
class OktaTest {
  private final TestOrganisation organisation = TestOrganisation.make();
  private final ScimClient okta = ScimClient.of(organisation);
  private final String name = TestOrganisation.email();

  @Test
  void aUserIsAssignedUpdatedTakenAwayAndGivenBack() {
    assertThat(ScimClient.resources(okta.get("/Users?startIndex=1&count=2"))).hasSize(1);
    assertThat(
            ScimClient.resources(
                okta.get(
                    "/Users?filter=userName%20eq%20%22" + name + "%22&startIndex=1&count=100")))
        .isEmpty();
    var made =
        okta.post(
                "/Users",
                """
                {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
                 "userName": "%s", "name": {"givenName": "Test", "familyName": "User"},
                 "emails": [{"primary": true, "value": "%s", "type": "work"}],
                 "displayName": "Test User", "locale": "en-US", "externalId": "00ujl29u0le5T6Aj10h7",
                 "groups": [], "password": "1mz050nq", "active": true}
                """
                    .formatted(name, name))
            .is(201);
    var path = "/Users/" + made.id();
    assertThat(made.text()).doesNotContain("1mz050nq");
    assertThat(organisation.boss().get("/v1/users/" + made.id()).json().getBoolean("signed_up"))
        .isFalse();

    var whole = okta.get(path).is(200).json();
    whole.getJsonObject("name").put("familyName", "Changed");
    whole.put("displayName", "Test Changed");
    var replaced = okta.put(path, whole.encode()).is(200).json();
    assertThat(replaced.getString("displayName")).isEqualTo("Test Changed");
    assertThat(replaced.getString("externalId")).isEqualTo("00ujl29u0le5T6Aj10h7");

    assertThat(active(path, false).getBoolean("active")).isFalse();
    assertThat(active(path, true).getBoolean("active")).isTrue();
    whole.put("active", false);
    assertThat(okta.put(path, whole.encode()).is(200).json().getBoolean("active")).isFalse();
    refused(okta.get("/Users/00000000-0000-0000-0000-000000000000"), 404, "");
  }

  @Test
  void aGroupIsPushedRenamedAndItsMembersChanged() {
    var first = okta.user(name);
    var second = okta.user(TestOrganisation.email());
    assertThat(ScimClient.resources(okta.get("/Groups?startIndex=1&count=100"))).isEmpty();
    var made =
        okta.post(
                "/Groups",
                """
                {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"],
                 "displayName": "Test SCIMv2", "members": [{"value": "%s", "display": "%s"}]}
                """
                    .formatted(first, name))
            .is(201);
    var path = "/Groups/" + made.id();

    okta.patch(
            path,
            new JsonObject()
                .put("op", "replace")
                .put(
                    "value",
                    new JsonObject().put("id", made.id()).put("displayName", "Test SCIMv20")))
        .is(204);
    okta.patch(
            path,
            new JsonObject().put("op", "remove").put("path", "members[value eq \"" + first + "\"]"),
            ScimClient.op("add", "members", ScimClient.members(second)))
        .is(204);

    var read = okta.get(path).is(200).json();
    assertThat(read.getString("displayName")).isEqualTo("Test SCIMv20");
    assertThat(read.getJsonArray("members")).hasSize(1);
    assertThat(read.getJsonArray("members").getJsonObject(0).getString("value")).isEqualTo(second);

    okta.patch(path, ScimClient.op("replace", "members", ScimClient.members(first, second)))
        .is(204);
    assertThat(okta.get(path).json().getJsonArray("members")).hasSize(2);
    okta.put(path, read.put("members", new JsonArray()).encode()).is(200);
    assertThat(okta.get(path).json().getJsonArray("members")).isEmpty();
    okta.delete(path).is(204);
  }

  @Test
  void aListIsReadInParts() {
    for (int i = 0; i < 4; i++) {
      okta.user(TestOrganisation.email());
    }

    var part = okta.get("/Users?startIndex=3&count=2").is(200).json();
    assertThat(part.getInteger("totalResults")).isEqualTo(5);
    assertThat(part.getInteger("startIndex")).isEqualTo(3);
    assertThat(part.getInteger("itemsPerPage")).isEqualTo(2);
    assertThat(part.getJsonArray("Resources"))
        .isEqualTo(slice(okta.get("/Users").json().getJsonArray("Resources"), 2, 4));
    assertThat(okta.get("/Users?count=0").json().getInteger("totalResults")).isEqualTo(5);
    assertThat(ScimClient.resources(okta.get("/Users?count=0"))).isEmpty();
    assertThat(ScimClient.resources(okta.get("/Users?startIndex=-5&count=1000"))).hasSize(5);
    assertThat(ScimClient.resources(okta.get("/Users?startIndex=6"))).isEmpty();
    assertThat(ScimClient.resources(okta.get("/Users?attributes=userName,name.formatted&count=1")))
        .singleElement()
        .satisfies(
            user -> {
              assertThat(user.fieldNames())
                  .containsExactlyInAnyOrder("schemas", "id", "userName", "name");
              assertThat(user.getJsonObject("name").fieldNames()).containsExactly("formatted");
            });
  }

  private static JsonArray slice(JsonArray all, int from, int to) {
    return new JsonArray(all.getList().subList(from, to));
  }

  private JsonObject active(String path, boolean active) {
    return okta.patch(
            path,
            new JsonObject()
                .put("op", "replace")
                .put("value", new JsonObject().put("active", active)))
        .is(200)
        .json();
  }
}
