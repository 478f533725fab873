package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.people.Team;
import io.pronto.core.people.TeamStore;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The teams of an organisation. */
public final class TeamsApi implements Resource {
  private final TeamStore teams;

  /** Keeps them in {@code teams}. */
  public TeamsApi(TeamStore teams) {
    this.teams = teams;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of(
        "list_teams", this::list,
        "create_team", this::create,
        "get_team", this::read,
        "update_team", this::change,
        "delete_team", this::delete);
  }

  private Reply list(Request request) {
    return Reply.page(teams.list(request.organisation(), request.page()).map(Json::of));
  }

  private Reply create(Request request) {
    var body = request.body();
    var members = members(body, Set.of());
    return Reply.created(
        Json.of(teams.create(request.organisation(), body.getString("name"), members)));
  }

  private Reply read(Request request) {
    return teams
        .find(request.organisation(), request.path("id"))
        .map(team -> Reply.ok(Json.of(team)))
        .orElseThrow(Problem::notFound);
  }

  private Reply change(Request request) {
    var body = request.body();
    return teams
        .change(
            request.organisation(),
            request.path("id"),
            team -> {
              request.requireMatch(Json.of(team));
              return new Team(
                  team.id(),
                  body.getString("name", team.name()),
                  members(body, team.members()),
                  team.createdAt());
            })
        .map(team -> Reply.ok(Json.of(team)))
        .orElseThrow(Problem::notFound);
  }

  private Reply delete(Request request) {
    return Reply.gone(
        teams.delete(
            request.organisation(),
            request.path("id"),
            team -> request.requireMatch(Json.of(team))));
  }

  private static Set<String> members(JsonObject body, Set<String> before) {
    return body.containsKey("members")
        ? body.getJsonArray("members", new JsonArray()).stream()
            .map(String.class::cast)
            .collect(Collectors.toUnmodifiableSet())
        : before;
  }
}
