package io.pronto.core.provisioning;

import io.pronto.core.db.Tx;
import io.pronto.core.people.GroupRoles;
import io.pronto.core.people.LastSuperAdministrator;
import io.pronto.core.people.Role;
import io.pronto.core.people.UserStore;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Gives people the tier that their groups give ({@link GroupRoles}). Whoever had a tier by groups
 * and is in none any more that gives one is an agent again; a tier given by hand stays until a
 * group gives another. The last super administrator keeps that tier whatever the groups say, and so
 * does whoever gets in while the organisation's identity provider is away.
 */
final class GroupTiers {
  private GroupTiers() {}

  /** A user whose tier is to change. */
  private record Change(String userId, Role from, Role to, boolean byGroups) {
    boolean lowersSuperAdministrator() {
      return from == Role.SUPER_ADMINISTRATOR && to != from;
    }
  }

  /**
   * Within a transaction that holds {@link UserStore#lock}: looks at {@code users} anew. Returns
   * those who keep a tier that their groups do not give, being the last to have it.
   */
  static List<String> follow(Tx tx, Set<String> users) {
    if (users.isEmpty()) {
      return List.of();
    }
    var known = new HashMap<Set<String>, Optional<Role>>();
    var changes = new ArrayList<Change>();
    for (var row : people(tx, users)) {
      var groups = Set.of(row.getArrayOfStrings("groups"));
      change(row, known.computeIfAbsent(groups, names -> GroupRoles.roleOf(tx, names)))
          .ifPresent(changes::add);
    }
    // Who rises goes first: then whoever falls may not be the last.
    changes.sort(Comparator.comparing(Change::to).reversed());
    return changes.stream().filter(change -> !write(tx, change)).map(Change::userId).toList();
  }

  private static List<Row> people(Tx tx, Set<String> users) {
    return tx.query(
        """
        select id, role, role_by_groups,
               array(select distinct called.by from provisioned_group_member m
                       join provisioned_group g on g.id = m.group_id,
                       lateral (values (g.name), (g.external_id)) as called (by)
                      where m.user_id = u.id and called.by is not null) as groups
          from user_account u
         where id = any ($1)
           and not exists (select from identity_provider where enforced and break_glass_user_id = u.id)
         order by id
        """,
        (Object) users.toArray(String[]::new));
  }

  private static Optional<Change> change(Row row, Optional<Role> given) {
    var role = Role.of(row.getString("role"));
    boolean byGroups = row.getBoolean("role_by_groups");
    if (given.isEmpty() && !byGroups) {
      return Optional.empty();
    }
    var change = new Change(row.getString("id"), role, given.orElse(Role.AGENT), given.isPresent());
    return change.to() == role && change.byGroups() == byGroups
        ? Optional.empty()
        : Optional.of(change);
  }

  /** False for the last super administrator, who stays one. */
  private static boolean write(Tx tx, Change change) {
    if (change.lowersSuperAdministrator()) {
      try {
        UserStore.keepSuperAdministrator(tx, change.userId());
      } catch (LastSuperAdministrator last) {
        return false;
      }
    }
    tx.update(
        "update user_account set role = $2, role_by_groups = $3 where id = $1",
        change.userId(),
        change.to().code(),
        change.byGroups());
    return true;
  }
}
