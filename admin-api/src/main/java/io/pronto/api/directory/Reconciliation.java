package io.pronto.api.directory;

import io.pronto.api.directory.DirectoryContent.Person;
import io.pronto.api.directory.DirectoryContent.Standing;
import io.pronto.api.scim.PushedProfile;
import io.pronto.api.web.Problem;
import io.pronto.core.db.Conflict;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.people.LastSuperAdministrator;
import io.pronto.core.provisioning.ImportMarks;
import io.pronto.core.provisioning.Profile;
import io.pronto.core.provisioning.ProtectedAddress;
import io.pronto.core.provisioning.ProvisionedUser;
import io.pronto.core.provisioning.ProvisionedUsers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Makes an organisation's people be as its directory has them, by the operations that SCIM uses.
 * Each is changed in a transaction of its own: what ends early has done some, and those wholly.
 */
final class Reconciliation {
  private static final String BREAK_GLASS = "identity_provider_break_glass";
  private static final String OPENS =
      "Gets in while the identity provider is away, and stays active";
  private static final String LAST = "Is the last active super administrator, and stays active";

  private final ProvisionedUsers users;
  private final ImportMarks marks;
  private final OrganisationId organisation;
  private final Runnable beat;
  private final Tally tally;
  private final Map<String, String> userIds = new HashMap<>();
  private Map<String, Boolean> marked = Map.of();

  /**
   * Nothing is done yet.
   *
   * @param beat run before each change; may end all by throwing
   */
  Reconciliation(
      ProvisionedUsers users,
      ImportMarks marks,
      OrganisationId organisation,
      Runnable beat,
      Tally tally) {
    this.users = users;
    this.marks = marks;
    this.organisation = organisation;
    this.beat = beat;
    this.tally = tally;
  }

  /**
   * Makes it so. Returns the users' ids by the directory's.
   *
   * @param forced whether more than half of those who came from it may vanish at once
   * @throws DirectoryFault with nothing done, if more would than is likely
   */
  Map<String, String> run(List<Person> people, boolean forced) {
    marked = marks.users(organisation);
    var known = KnownUsers.of(users, organisation);
    var matches = known.match(people);
    var vanished = vanished(known, matches, forced);
    var again = new ArrayList<Person>();
    for (var person : people) {
      if (!follow(person, Optional.ofNullable(matches.get(person.id())))) {
        again.add(person);
      }
    }
    // Who had their address may have another one by now.
    for (var person : again) {
      if (!follow(person, Optional.ofNullable(matches.get(person.id())))) {
        tally.skip(person.id(), person.name(), "Has an e-mail address that another account has");
      }
    }
    vanished.forEach(this::deactivate);
    return userIds;
  }

  /** Those who came from it, are active still, and are in it no more. */
  private List<ProvisionedUser> vanished(
      KnownUsers known, Map<String, ProvisionedUser> matches, boolean forced) {
    var came =
        known.all().stream()
            .filter(user -> user.profile().active() && marked.getOrDefault(user.id(), false))
            .toList();
    var there = matches.values().stream().map(ProvisionedUser::id).collect(Collectors.toSet());
    var vanished = came.stream().filter(user -> !there.contains(user.id())).toList();
    if (!forced && 2 * vanished.size() > came.size()) {
      throw new DirectoryFault(
          ("%,d of the %,d people who came from the directory are in it no more. That looks like a"
                  + " fault, so nothing was changed; if it is right, run it with ?force=true")
              .formatted(vanished.size(), came.size()));
    }
    return vanished;
  }

  /** False where another account has the address. */
  private boolean follow(Person person, Optional<ProvisionedUser> user) {
    beat.run();
    try {
      if (person.standing() == Standing.UNKNOWN) {
        tally.skip(person.id(), person.name(), "Has a status that is not known here");
        user.ifPresent(known -> userIds.put(person.id(), known.id()));
      } else if (user.isPresent()) {
        change(person, user.get());
      } else if (person.standing() == Standing.ACTIVE) {
        create(person);
      }
    } catch (Problem refused) {
      tally.skip(person.id(), person.name(), refused.getMessage());
    } catch (LastSuperAdministrator last) {
      tally.skip(person.id(), person.name(), LAST);
    } catch (ProtectedAddress kept) {
      tally.skip(person.id(), person.name(), kept.getMessage());
    } catch (Conflict conflict) {
      return switch (conflict.constraint()) {
        case "user_email" -> false;
        case BREAK_GLASS -> {
          tally.skip(person.id(), person.name(), OPENS);
          yield true;
        }
        default -> throw conflict;
      };
    }
    return true;
  }

  private void create(Person person) {
    var profile = PushedProfile.of(Optional.empty(), person.attributes());
    var made = users.create(organisation, profile);
    tally.created();
    userIds.put(person.id(), made.id());
    marks.user(organisation, made.id(), true);
  }

  private void change(Person person, ProvisionedUser user) {
    userIds.put(person.id(), user.id());
    if (!wanted(person, user.id(), user.profile()).equals(user.profile())) {
      users.change(organisation, user.id(), before -> wanted(person, user.id(), before));
      if (user.profile().active() && person.standing() == Standing.INACTIVE) {
        tally.deactivated();
      } else {
        tally.changed();
      }
    }
    mark(user.id(), person.standing() == Standing.ACTIVE);
  }

  /**
   * Whoever becomes active there does so here. Whoever was so before and is not here was
   * deactivated by hand, and stays.
   */
  private Profile wanted(Person person, String id, Profile before) {
    boolean byHand = !before.active() && marked.getOrDefault(id, false);
    return PushedProfile.of(Optional.of(before), person.attributes())
        .withActive(person.standing() == Standing.ACTIVE && !byHand);
  }

  private void deactivate(ProvisionedUser user) {
    beat.run();
    try {
      users.change(organisation, user.id(), before -> before.withActive(false));
      tally.deactivated();
      mark(user.id(), false);
    } catch (LastSuperAdministrator last) {
      skip(user, LAST);
    } catch (Conflict conflict) {
      if (!conflict.constraint().equals(BREAK_GLASS)) {
        throw conflict;
      }
      skip(user, OPENS);
    }
  }

  private void skip(ProvisionedUser user, String reason) {
    tally.skip(user.profile().externalId().orElse(""), user.profile().email(), reason);
  }

  private void mark(String id, boolean active) {
    if (!Optional.of(active).equals(Optional.ofNullable(marked.get(id)))) {
      marks.user(organisation, id, active);
    }
  }
}
