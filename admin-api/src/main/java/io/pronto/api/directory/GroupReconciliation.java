package io.pronto.api.directory;

import io.pronto.api.directory.DirectoryContent.Group;
import io.pronto.core.db.Conflict;
import io.pronto.core.db.StorableText;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.provisioning.GroupProfile;
import io.pronto.core.provisioning.ImportMarks;
import io.pronto.core.provisioning.NoSuchMember;
import io.pronto.core.provisioning.ProvisionedGroup;
import io.pronto.core.provisioning.ProvisionedGroups;
import io.pronto.core.provisioning.Window;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes an organisation's groups be as its directory has them, by the operations that SCIM uses,
 * and gives people the tiers that they give.
 */
final class GroupReconciliation {
  private static final int LONGEST_NAME = 256;

  private final ProvisionedGroups groups;
  private final ImportMarks marks;
  private final OrganisationId organisation;
  private final Runnable beat;
  private final Tally tally;

  /**
   * Nothing is done yet.
   *
   * @param beat run before each change; may end all by throwing
   */
  GroupReconciliation(
      ProvisionedGroups groups,
      ImportMarks marks,
      OrganisationId organisation,
      Runnable beat,
      Tally tally) {
    this.groups = groups;
    this.marks = marks;
    this.organisation = organisation;
    this.beat = beat;
    this.tally = tally;
  }

  /**
   * Refuses what looks like a token that sees no groups any more: everybody would be an agent.
   *
   * @throws DirectoryFault if none is left of those that came from it
   */
  void requireLikely(List<Group> wanted) {
    if (wanted.isEmpty() && !marks.groups(organisation).isEmpty()) {
      throw new DirectoryFault(
          "The directory names no group any more. That looks like a fault, so nothing was changed;"
              + " if it is right, run it with ?force=true");
    }
  }

  /** Makes it so; {@code userIds} are the users' ids by the directory's. */
  void run(List<Group> wanted, Map<String, String> userIds) {
    var matches = match(wanted);
    var there = new HashSet<String>();
    for (var group : wanted) {
      beat.run();
      keep(group, Optional.ofNullable(matches.get(group.id())), userIds).ifPresent(there::add);
    }
    for (var id : marks.groups(organisation)) {
      if (!there.contains(id)) {
        beat.run();
        groups.delete(organisation, id);
      }
    }
    followTiers(userIds);
  }

  /** Which is which: the one that bears the id, or else the name and is no other of them. */
  private Map<String, ProvisionedGroup> match(List<Group> wanted) {
    var byId = new HashMap<String, ProvisionedGroup>();
    var byName = new HashMap<String, ProvisionedGroup>();
    var all = groups.list(organisation, List.of(), new Window(0, Integer.MAX_VALUE), false);
    for (var group : all.items()) {
      group.externalId().ifPresent(id -> byId.putIfAbsent(id, group));
      byName.put(group.name().toLowerCase(Locale.ROOT), group);
    }
    var ids = wanted.stream().map(Group::id).collect(Collectors.toSet());
    var matches = new HashMap<String, ProvisionedGroup>();
    for (var group : wanted) {
      var named =
          Optional.ofNullable(byName.get(group.name().toLowerCase(Locale.ROOT)))
              .filter(other -> other.externalId().filter(ids::contains).isEmpty());
      Optional.ofNullable(byId.get(group.id()))
          .or(() -> named)
          .ifPresent(found -> matches.put(group.id(), found));
    }
    return matches;
  }

  /** Returns the id of the group, whether it could be changed or not. */
  private Optional<String> keep(
      Group group, Optional<ProvisionedGroup> known, Map<String, String> userIds) {
    var profile = profile(group, userIds);
    try {
      var kept =
          known.isPresent()
              ? groups.change(organisation, known.get().id(), _ -> profile)
              : Optional.of(groups.create(organisation, profile));
      kept.ifPresent(made -> marks.group(organisation, made.id()));
      return kept.map(ProvisionedGroup::id);
    } catch (NoSuchMember gone) {
      tally.skip(group.id(), group.name(), "One of its members has just been deleted here");
    } catch (Conflict conflict) {
      if (!conflict.constraint().equals("provisioned_group_name")) {
        throw conflict;
      }
      tally.skip(group.id(), group.name(), "Has a name that another group has");
    }
    return known.map(ProvisionedGroup::id);
  }

  private static GroupProfile profile(Group group, Map<String, String> userIds) {
    var members =
        group.members().stream()
            .filter(userIds::containsKey)
            .map(userIds::get)
            .collect(Collectors.toSet());
    return new GroupProfile(
        StorableText.of(group.name(), LONGEST_NAME), Optional.of(group.id()), members);
  }

  /** What /v1/group_roles says may have changed since the groups did. */
  private void followTiers(Map<String, String> userIds) {
    beat.run();
    var kept = Set.copyOf(groups.follow(organisation, Set.copyOf(userIds.values())));
    userIds.forEach(
        (externalId, user) -> {
          if (kept.contains(user)) {
            tally.skip(
                externalId,
                user,
                "Is the last super administrator, and stays one beside the groups");
          }
        });
  }
}
