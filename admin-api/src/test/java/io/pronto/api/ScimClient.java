package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** An identity provider, with an API key of an organisation's. */
record ScimClient(Client client) {
  static final String PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
  private static final String TYPE = "application/scim+json; charset=utf-8";

  static ScimClient of(TestOrganisation organisation) {
    return of(organisation, "provisioning:write");
  }

  static ScimClient of(TestOrganisation organisation, String scope) {
    var made =
        organisation
            .boss()
            .post(
                "/v1/api_keys",
                new JsonObject()
                    .put("name", TestOrganisation.email())
                    .put("scopes", JsonArray.of(scope)))
            .is(201);
    return new ScimClient(new Client(Optional.of(made.json().getString("token"))));
  }

  Answer get(String path) {
    return client.get("/scim/v2" + path);
  }

  Answer find(String list, String filter) {
    return get(list + "?filter=" + URLEncoder.encode(filter, StandardCharsets.UTF_8));
  }

  Answer post(String path, String body) {
    return client.send("POST", "/scim/v2" + path, body, TYPE);
  }

  Answer put(String path, String body) {
    return client.send("PUT", "/scim/v2" + path, body, TYPE);
  }

  Answer patch(String path, String body) {
    return client.send("PATCH", "/scim/v2" + path, body, TYPE);
  }

  /** Sends one PATCH with these operations. */
  Answer patch(String path, JsonObject... operations) {
    return patch(
        path,
        new JsonObject()
            .put("schemas", JsonArray.of(PATCH))
            .put("Operations", new JsonArray(List.of(operations)))
            .encode());
  }

  Answer delete(String path) {
    return client.delete("/scim/v2" + path);
  }

  /** The id of a new user. */
  String user(String name) {
    return post("/Users", new JsonObject().put("userName", name).encode()).is(201).id();
  }

  /** The id of a new group. */
  String group(String name, String... members) {
    var body = new JsonObject().put("displayName", name).put("members", members(members));
    return post("/Groups", body.encode()).is(201).id();
  }

  static JsonArray members(String... ids) {
    return new JsonArray(
        List.of(ids).stream().map(id -> new JsonObject().put("value", id)).toList());
  }

  static JsonObject op(String op, String path, Object value) {
    return new JsonObject().put("op", op).put("path", path).put("value", value);
  }

  /** What a list holds. */
  static List<JsonObject> resources(Answer answer) {
    return answer.is(200).json().getJsonArray("Resources").stream()
        .map(JsonObject.class::cast)
        .toList();
  }

  /** {@code answer}, which must be refused in SCIM's format with that type; "" for none. */
  static Answer refused(Answer answer, int status, String type) {
    answer.is(status);
    assertThat(answer.header("Content-Type")).isEqualTo("application/scim+json");
    assertThat(answer.json().getString("status")).isEqualTo(Integer.toString(status));
    assertThat(answer.json().getString("scimType", "")).as(answer.text()).isEqualTo(type);
    assertThat(answer.json().getString("detail")).isNotBlank();
    return answer;
  }
}
