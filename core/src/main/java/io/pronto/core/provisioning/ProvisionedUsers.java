package io.pronto.core.provisioning;

import io.pronto.core.archive.FormerAccounts;
import io.pronto.core.db.Database;
import io.pronto.core.db.Tx;
import io.pronto.core.destruction.ByHand;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.people.LastSuperAdministrator;
import io.pronto.core.people.NewUser;
import io.pronto.core.people.Role;
import io.pronto.core.people.UserStore;
import io.pronto.core.provisioning.ProvisionedUser.Membership;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The people of organisations as their identity providers keep them. All of an organisation's users
 * are among them, whoever made them.
 */
public final class ProvisionedUsers {
  private static final String SELECT =
      """
      select id, email, external_id, name, given_name, family_name, work_email, language, active,
             created_at,
             array(select g.id from provisioned_group g join provisioned_group_member m
                     on m.group_id = g.id where m.user_id = u.id order by g.id) as group_ids,
             array(select g.name from provisioned_group g join provisioned_group_member m
                     on m.group_id = g.id where m.user_id = u.id order by g.id) as group_names
        from user_account u\
      """;

  private final Database database;
  private final FormerAccounts former;

  /**
   * Keeps them in {@code database}.
   *
   * @param former where who had an account is kept once that is deleted
   */
  public ProvisionedUsers(Database database, FormerAccounts former) {
    this.database = database;
    this.former = former;
  }

  /** Those that fulfil all {@code criteria}. */
  public Slice<ProvisionedUser> list(
      OrganisationId organisation, List<Criterion<Criterion.OfUser>> criteria, Window window) {
    return database.in(
        organisation,
        tx -> window.of(tx, SELECT, "user_account", criteria, ProvisionedUsers::user));
  }

  /** The one of that id. */
  public Optional<ProvisionedUser> find(OrganisationId organisation, String id) {
    return database.in(organisation, tx -> read(tx, id));
  }

  /**
   * Makes a user: an agent with the next free extension. Refused by {@code user_email} when another
   * user, of whichever organisation, has that address.
   */
  public ProvisionedUser create(OrganisationId organisation, Profile profile) {
    return database.in(
        organisation,
        tx -> {
          var wanted =
              new NewUser(
                  profile.email(),
                  profile.name(),
                  Role.AGENT,
                  profile.language(),
                  Optional.empty(),
                  Optional.empty());
          var id = UserStore.create(tx, organisation, wanted).id();
          write(tx, id, profile);
          return read(tx, id).orElseThrow();
        });
  }

  /**
   * Changes the one of that id; refused as {@link #create} is.
   *
   * @throws LastSuperAdministrator if that was to be active no longer
   * @throws ProtectedAddress if it was to have another address, and has more than the provider
   *     gives
   */
  public Optional<ProvisionedUser> change(
      OrganisationId organisation, String id, UnaryOperator<Profile> change) {
    return database.in(
        organisation,
        tx -> {
          UserStore.lock(tx, organisation);
          var before = read(tx, id);
          if (before.isPresent()) {
            var after = change.apply(before.get().profile());
            if (!after.active()) {
              UserStore.keepSuperAdministrator(tx, id);
            }
            if (!after.email().equals(before.get().profile().email())) {
              keepAddress(tx, id);
            }
            write(tx, id, after);
          }
          return read(tx, id);
        });
  }

  /**
   * Deletes the one of that id as {@link UserStore#delete} does; false when there is none.
   *
   * @throws LastSuperAdministrator if there is no other
   */
  public boolean delete(OrganisationId organisation, String id, ByHand byHand) {
    return new UserStore(database).delete(organisation, id, former, byHand);
  }

  private static void keepAddress(Tx tx, String id) {
    boolean kept =
        tx.one(
                """
                select from user_account u
                 where id = $1 and (role = 'super_administrator' and not role_by_groups
                   or exists (select from identity_provider where break_glass_user_id = u.id))
                """,
                id)
            .isPresent();
    if (kept) {
      throw new ProtectedAddress();
    }
  }

  private static void write(Tx tx, String id, Profile profile) {
    tx.update(
        """
        update user_account set email = $2, external_id = $3, name = $4, given_name = $5,
               family_name = $6, work_email = $7, language = $8, active = $9
         where id = $1
        """,
        id,
        profile.email(),
        profile.externalId().orElse(null),
        profile.name(),
        profile.givenName().orElse(null),
        profile.familyName().orElse(null),
        profile.workEmail().orElse(null),
        profile.language(),
        profile.active());
  }

  private static Optional<ProvisionedUser> read(Tx tx, String id) {
    return tx.one(SELECT + " where id = $1", id).map(ProvisionedUsers::user);
  }

  private static ProvisionedUser user(Row row) {
    var ids = row.getArrayOfStrings("group_ids");
    var names = row.getArrayOfStrings("group_names");
    var groups = new ArrayList<Membership>();
    for (int i = 0; i < ids.length; i++) {
      groups.add(new Membership(ids[i], names[i]));
    }
    return new ProvisionedUser(
        row.getString("id"),
        new Profile(
            row.getString("email"),
            text(row, "external_id"),
            row.getString("name"),
            text(row, "given_name"),
            text(row, "family_name"),
            text(row, "work_email"),
            row.getString("language"),
            row.getBoolean("active")),
        groups,
        row.getOffsetDateTime("created_at").toInstant());
  }

  private static Optional<String> text(Row row, String column) {
    return Optional.ofNullable(row.getString(column));
  }
}
