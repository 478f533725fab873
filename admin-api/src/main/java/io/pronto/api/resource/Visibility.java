package io.pronto.api.resource;

import io.pronto.api.web.Problem;
import io.pronto.api.web.Request;
import io.pronto.core.call.CallId;
import io.pronto.core.call.CdrStore;
import io.pronto.core.call.StoredCdr;
import io.pronto.core.people.TeamStore;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Whose calls somebody may see: one's own, those of one's teams, or everybody's. */
public final class Visibility {
  private final TeamStore teams;
  private final CdrStore cdrs;

  /** Reads who works with whom from {@code teams}, and who was in a call from {@code cdrs}. */
  public Visibility(TeamStore teams, CdrStore cdrs) {
    this.teams = teams;
    this.cdrs = cdrs;
  }

  /** The users whose calls the caller may see; empty when all of the organisation's. */
  Optional<Set<String>> users(Request request) {
    var id = request.callerId();
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

  /** Whether the caller may see a call that has ended. */
  boolean sees(Request request, StoredCdr call) {
    var users = users(request);
    return users.isEmpty()
        || Stream.of(call.cdr().caller(), call.cdr().called())
            .flatMap(party -> party.userId().stream())
            .anyMatch(users.get()::contains);
  }

  /** The same, by its id. */
  boolean seesCall(Request request, CallId call) {
    return users(request).isEmpty()
        || cdrs.find(request.organisation(), call).filter(cdr -> sees(request, cdr)).isPresent();
  }
}
