package io.pronto.api.scim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pronto.api.web.Problem;
import io.pronto.core.provisioning.Profile;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UserFormTest {
  private static final Profile BOB =
      new Profile(
          "bob@example.com",
          Optional.of("ext-1"),
          "Bob Smith",
          Optional.of("Bob"),
          Optional.of("Smith"),
          Optional.empty(),
          "fr",
          true);

  @Test
  void aNameThatWasNeverGivenFollowsItsParts() {
    assertThat(set("name.givenName", "Robert").name()).isEqualTo("Robert Smith");
    assertThat(change(op("replace", "name.familyName", null).put("op", "remove")).name())
        .isEqualTo("Bob");
    assertThat(set("displayName", "Bobby").name()).isEqualTo("Bobby");
    assertThat(set("name.formatted", "Bob the Builder").name()).isEqualTo("Bob the Builder");
  }

  @Test
  void aDisplayNameThatWasGivenStaysWhenThePartsChange() {
    var named = set("displayName", "Bobby");

    assertThat(change(named, op("replace", "name.givenName", "Robert")).name()).isEqualTo("Bobby");
    assertThat(change(named, op("replace", "name.formatted", "Rob")).name()).isEqualTo("Rob");
    assertThat(change(named, op("remove", "displayName", null)).name()).isEqualTo("Bob Smith");
  }

  @Test
  void bothDialectsSwitchOff() {
    assertThat(set("active", "False").active()).isFalse();
    assertThat(set("active", false).active()).isFalse();
    assertThat(change(op("Replace", null, new JsonObject().put("active", false))).active())
        .isFalse();
    assertThat(change(op("Replace", null, new JsonObject().put("active", "False"))).active())
        .isFalse();
    assertThat(set("active", wrapped("False")).active()).isFalse();
  }

  @Test
  void ofTheAddressesThePrimaryOrTheOneForWorkIsKept() {
    assertThat(set("emails[type eq \"work\"].value", "b@work.example").workEmail())
        .contains("b@work.example");
    assertThat(set("emails[type eq \"home\"].value", "b@home.example").workEmail()).isEmpty();
    var several =
        new JsonArray()
            .add(new JsonObject().put("value", "b@home.example").put("type", "home"))
            .add(new JsonObject().put("value", "b@work.example").put("type", "work"));
    assertThat(set("emails", several).workEmail()).contains("b@work.example");
    assertThat(set("emails.value", "BOB@example.com").workEmail()).isEmpty();
  }

  @Test
  void anAttributeMayStandBehindItsSchema() {
    assertThat(set(Schemas.USER + ":displayName", "Bobby").name()).isEqualTo("Bobby");
    assertThat(set(Schemas.ENTERPRISE + ":department", "Sales")).isEqualTo(BOB);
    var both =
        new JsonObject()
            .put("name.givenName", "Robert")
            .put(Schemas.ENTERPRISE + ":manager", "x")
            .put(Schemas.ENTERPRISE, new JsonObject().put("costCenter", "7"));
    assertThat(change(op("Add", null, both)).name()).isEqualTo("Robert Smith");
  }

  @Test
  void whatIsTakenAwayIsNoMore() {
    assertThat(change(op("Remove", "externalId", null)).externalId()).isEmpty();
    assertThat(set("externalId", "").externalId()).isEmpty();
    assertThat(change(op("remove", "name", null)).name()).isEqualTo("bob@example.com");
  }

  @Test
  void aLanguageThatIsSpokenHereIsTaken() {
    assertThat(set("preferredLanguage", "it-IT").language()).isEqualTo("it");
    assertThat(set("preferredLanguage", "de").language()).isEqualTo("fr");
  }

  @Test
  void wrongTypesAreNamed() {
    refused("invalidValue", op("replace", "active", "maybe"));
    refused("invalidValue", op("replace", "active", 1));
    refused("invalidValue", op("remove", "active", null));
    refused("invalidValue", op("replace", "userName", 5));
    refused("invalidValue", op("replace", "userName", "nobody"));
    refused("invalidValue", op("remove", "userName", null));
    refused("invalidValue", op("replace", "name", "Bob"));
    refused("invalidValue", op("replace", "displayName", new JsonObject()));
    refused("invalidValue", op("replace", "displayName", "x".repeat(201)));
    refused("invalidValue", op("replace", "emails", "bob@example.com"));
    refused("invalidValue", op("replace", "emails[type eq \"work\"].value", "nobody"));
    refused("invalidValue", op("replace", null, "active"));
    refused("mutability", op("replace", "id", "usr_1"));
    refused("mutability", op("add", "groups", new JsonArray()));
    refused("noTarget", op("remove", null, null));
    refused("invalidSyntax", op("move", "active", true));
  }

  @Test
  void pathsThatLeadNowhereAreRefused() {
    for (var path :
        new String[] {
          "colour",
          "name.colour",
          "userName.x",
          "active[x eq \"y\"]",
          "emails[colour eq \"red\"].value",
          Schemas.ENTERPRISE + ":colour",
          "urn:example:User:userName"
        }) {
      assertThatThrownBy(() -> set(path, "x")).as(path).isInstanceOf(Unreadable.class);
    }
  }

  private static void refused(String type, JsonObject operation) {
    assertThatThrownBy(() -> change(operation))
        .as(operation.encode())
        .isInstanceOfSatisfying(
            Problem.class, problem -> assertThat(problem.code()).isEqualTo(type));
  }

  private static Profile set(String path, Object value) {
    return change(op("replace", path, value));
  }

  private static Profile change(JsonObject operation) {
    return change(BOB, operation);
  }

  private static Profile change(Profile before, JsonObject operation) {
    var body = new JsonObject().put("Operations", JsonArray.of(operation));
    return UserForm.of(before).with(Operation.patch(body)).profile();
  }

  private static JsonArray wrapped(String value) {
    return JsonArray.of(new JsonObject().putNull("$ref").put("value", value));
  }

  private static JsonObject op(String op, String path, Object value) {
    var operation = new JsonObject().put("op", op);
    if (path != null) {
      operation.put("path", path);
    }
    return value == null ? operation : operation.put("value", value);
  }
}
