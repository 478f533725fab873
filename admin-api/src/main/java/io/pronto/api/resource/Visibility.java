package io.pronto.api.resource;

import io.pronto.api.web.Problem;
import io.pronto.api.web.Request;
import io.pronto.core.people.TeamStore;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/** Whose calls somebody may see: one's own, those of one's teams, or everybody's. */
public final class Visibility {
  private final TeamStore teams;

  /** Reads who works with whom from {@code teams}. */
  public Visibility(TeamStore teams) {
    this.teams = teams;
  }

  /** The users whose calls the caller may see; empty when all of the organisation's. */
  Optional<Set<String>> users(Request request) {
    var id = request.member().id();
    return switch (request.reach()) {
      case ALL -> Optional.empty();
      case TEAMS -> Optional.of(teams.colleagues(request.organisation(), id));
      case OWN -> Optional.of(Set.of(id));
      case NONE -> throw Problem.forbidden("Your account may not do this");
    };
  }

  /** The same, narrowed to {@code wanted} when somebody is; an empty set is nobody. */
  Optional<Set<String>> users(Request request, Optional<String> wanted) {
    var visible = users(request);
    if (wanted.isEmpty()) {
      return visible;
    }
    var id = wanted.get();
    boolean seen = visible.isEmpty() || visible.get().contains(id);
    return Optional.of(seen ? Set.of(id) : Set.of());
  }

  /** Whether the caller may see something in which {@code takingPart} took part. */
  boolean sees(Request request, Collection<String> takingPart) {
    return users(request).map(users -> takingPart.stream().anyMatch(users::contains)).orElse(true);
  }
}
