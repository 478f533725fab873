package io.pronto.core.event;

import io.pronto.core.organisation.OrganisationId;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Who wants to be told that an organisation has new events. */
final class Followers {
  private final Map<String, Set<Runnable>> byOrganisation = new ConcurrentHashMap<>();

  /** Tells {@code follower} from now on, until what is returned is closed. */
  Subscription add(OrganisationId organisation, Runnable follower) {
    byOrganisation.compute(organisation.value(), (_, known) -> with(known, follower));
    return () ->
        byOrganisation.computeIfPresent(
            organisation.value(), (_, known) -> without(known, follower));
  }

  void tell(String organisation) {
    byOrganisation.getOrDefault(organisation, Set.of()).forEach(Runnable::run);
  }

  void tellAll() {
    byOrganisation.values().forEach(followers -> followers.forEach(Runnable::run));
  }

  private static Set<Runnable> with(Set<Runnable> known, Runnable follower) {
    var followers = known == null ? ConcurrentHashMap.<Runnable>newKeySet() : known;
    followers.add(follower);
    return followers;
  }

  private static Set<Runnable> without(Set<Runnable> known, Runnable follower) {
    known.remove(follower);
    return known.isEmpty() ? null : known;
  }
}
