package io.pronto.core.provisioning;

import io.pronto.core.db.Database;
import io.pronto.core.organisation.OrganisationId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Who has come from an organisation's directory, and which groups have. */
public final class ImportMarks {
  private final Database database;

  /** Keeps them in {@code database}. */
  public ImportMarks(Database database) {
    this.database = database;
  }

  /** The ids of the users who have come from it, and whether it had each active the last time. */
  public Map<String, Boolean> users(OrganisationId organisation) {
    var users = new HashMap<String, Boolean>();
    database
        .in(organisation, tx -> tx.query("select user_id, active from directory_import_user"))
        .forEach(row -> users.put(row.getString("user_id"), row.getBoolean("active")));
    return users;
  }

  /** Notes that a user has come from it. */
  public void user(OrganisationId organisation, String id, boolean active) {
    database.in(
        organisation,
        tx ->
            tx.update(
                """
                insert into directory_import_user (organisation_id, user_id, active)
                values ($1, $2, $3)
                on conflict (user_id) do update set active = excluded.active
                """,
                organisation.value(),
                id,
                active));
  }

  /** The ids of the groups that have come from it. */
  public Set<String> groups(OrganisationId organisation) {
    var groups = new HashSet<String>();
    database
        .in(organisation, tx -> tx.query("select group_id from directory_import_group"))
        .forEach(row -> groups.add(row.getString("group_id")));
    return groups;
  }

  /** Notes that a group has come from it. */
  public void group(OrganisationId organisation, String id) {
    database.in(
        organisation,
        tx ->
            tx.update(
                """
                insert into directory_import_group (organisation_id, group_id) values ($1, $2)
                on conflict do nothing
                """,
                organisation.value(),
                id));
  }
}
