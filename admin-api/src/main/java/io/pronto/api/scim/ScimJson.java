package io.pronto.api.scim;

import io.pronto.core.provisioning.ProvisionedGroup;
import io.pronto.core.provisioning.ProvisionedUser;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;

/** How users, groups and lists read in SCIM. Addresses are relative to the server. */
final class ScimJson {
  private ScimJson() {}

  static String userAt(String id) {
    return "/scim/v2/Users/" + id;
  }

  static String groupAt(String id) {
    return "/scim/v2/Groups/" + id;
  }

  static JsonObject of(ProvisionedUser user) {
    var profile = user.profile();
    var name = new JsonObject().put("formatted", profile.name());
    profile.givenName().ifPresent(text -> name.put("givenName", text));
    profile.familyName().ifPresent(text -> name.put("familyName", text));
    var email =
        new JsonObject()
            .put("value", profile.workEmail().orElse(profile.email()))
            .put("type", "work")
            .put("primary", true);
    var groups =
        user.groups().stream()
            .map(
                group ->
                    new JsonObject()
                        .put("value", group.groupId())
                        .put("$ref", groupAt(group.groupId()))
                        .put("display", group.name())
                        .put("type", "direct"))
            .toList();
    var json = new JsonObject().put("schemas", JsonArray.of(Schemas.USER)).put("id", user.id());
    profile.externalId().ifPresent(text -> json.put("externalId", text));
    return json.put("userName", profile.email())
        .put("name", name)
        .put("displayName", profile.name())
        .put("emails", JsonArray.of(email))
        .put("preferredLanguage", profile.language())
        .put("active", profile.active())
        .put("groups", new JsonArray(groups))
        .put("meta", meta("User", user.createdAt(), userAt(user.id())));
  }

  static JsonObject of(ProvisionedGroup group) {
    var members =
        group.members().stream()
            .map(
                member ->
                    new JsonObject()
                        .put("value", member.userId())
                        .put("$ref", userAt(member.userId()))
                        .put("display", member.name())
                        .put("type", "User"))
            .toList();
    var json = new JsonObject().put("schemas", JsonArray.of(Schemas.GROUP)).put("id", group.id());
    group.externalId().ifPresent(text -> json.put("externalId", text));
    return json.put("displayName", group.name())
        .put("members", new JsonArray(members))
        .put("meta", meta("Group", group.createdAt(), groupAt(group.id())));
  }

  /** A list of which {@code resources} are the part from {@code startIndex} on, from 1. */
  static JsonObject list(long total, long startIndex, List<JsonObject> resources) {
    return new JsonObject()
        .put("schemas", JsonArray.of(Schemas.LIST))
        .put("totalResults", total)
        .put("startIndex", startIndex)
        .put("itemsPerPage", resources.size())
        .put("Resources", new JsonArray(resources));
  }

  private static JsonObject meta(String type, Instant created, String location) {
    return new JsonObject()
        .put("resourceType", type)
        .put("created", created)
        .put("location", location);
  }
}
