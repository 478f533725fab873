package io.pronto.core.people;

import io.pronto.core.db.Database;
import io.pronto.core.db.Tx;
import io.pronto.core.organisation.OrganisationId;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Which tier people have by the groups that their organisation's identity provider puts them in.
 */
public final class GroupRoles {
  private final Database database;

  /** Keeps them in {@code database}. */
  public GroupRoles(Database database) {
    this.database = database;
  }

  /** All of them: the group as the provider calls it, and the tier of those in it. */
  public Map<String, Role> list(OrganisationId organisation) {
    return database.in(organisation, GroupRoles::read);
  }

  /**
   * Puts others in the place of all that were; holds from the next sign-in or change on.
   *
   * @param change is given those that are, which nobody else replaces meanwhile
   */
  public Map<String, Role> replace(
      OrganisationId organisation, UnaryOperator<Map<String, Role>> change) {
    return database.in(
        organisation,
        tx -> {
          tx.query(
              "select pg_advisory_xact_lock(hashtextextended($1, 0))",
              "group_role " + organisation.value());
          var roles = change.apply(read(tx));
          tx.update(
              "delete from group_role where group_name <> all ($1)",
              (Object) roles.keySet().toArray(String[]::new));
          tx.batch(
              """
              insert into group_role as kept (organisation_id, group_name, role)
              values ($1, $2, $3)
              on conflict (organisation_id, group_name) do update set role = excluded.role
               where kept.role <> excluded.role
              """,
              roles.entrySet().stream()
                  .map(each -> row(organisation, each.getKey(), each.getValue()))
                  .toList());
          return read(tx);
        });
  }

  private static Object[] row(OrganisationId organisation, String group, Role role) {
    return new Object[] {organisation.value(), group, role.code()};
  }

  /**
   * The highest tier that any of {@code groups} gives, within a transaction in the organisation;
   * empty when none of them gives one.
   */
  public static Optional<Role> roleOf(Tx tx, Collection<String> groups) {
    return tx
        .query(
            "select role from group_role where group_name = any ($1)",
            (Object) groups.toArray(String[]::new))
        .stream()
        .map(row -> Role.of(row.getString("role")))
        .max(Role::compareTo);
  }

  private static Map<String, Role> read(Tx tx) {
    var roles = new TreeMap<String, Role>();
    tx.query("select group_name, role from group_role")
        .forEach(row -> roles.put(row.getString("group_name"), Role.of(row.getString("role"))));
    return roles;
  }
}
