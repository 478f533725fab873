package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.people.GroupRoles;
import io.pronto.core.people.Role;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;

/** Which tier people have by the groups of their organisation's identity provider. */
public final class GroupRolesApi implements Resource {
  private final GroupRoles groupRoles;

  /** Keeps them in {@code groupRoles}. */
  public GroupRolesApi(GroupRoles groupRoles) {
    this.groupRoles = groupRoles;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of("list_group_roles", this::list, "replace_group_roles", this::replace);
  }

  private Reply list(Request request) {
    return Reply.ok(json(groupRoles.list(request.organisation())));
  }

  private Reply replace(Request request) {
    var wanted = wanted(request.body());
    return Reply.ok(
        json(
            groupRoles.replace(
                request.organisation(),
                before -> {
                  request.requireMatch(json(before));
                  return wanted;
                })));
  }

  private static Map<String, Role> wanted(JsonObject body) {
    var wanted = new LinkedHashMap<String, Role>();
    var entries = body.getJsonArray("group_roles");
    for (int i = 0; i < entries.size(); i++) {
      var entry = entries.getJsonObject(i);
      if (wanted.put(entry.getString("group"), Role.of(entry.getString("role"))) != null) {
        throw Problem.invalid(
            "/group_roles/" + i + "/group", "repeated", "Stands in the list already");
      }
    }
    return wanted;
  }

  private static JsonObject json(Map<String, Role> roles) {
    var entries = new JsonArray();
    roles.forEach(
        (group, role) ->
            entries.add(new JsonObject().put("group", group).put("role", role.code())));
    return new JsonObject().put("group_roles", entries);
  }
}
