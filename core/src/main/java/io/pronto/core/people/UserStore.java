package io.pronto.core.people;

import io.pronto.core.Id;
import io.pronto.core.archive.FormerAccounts;
import io.pronto.core.db.Database;
import io.pronto.core.db.Listing;
import io.pronto.core.db.Page;
import io.pronto.core.db.PageRequest;
import io.pronto.core.db.Tx;
import io.pronto.core.destruction.ByHand;
import io.pronto.core.destruction.Category;
import io.pronto.core.numbering.E164;
import io.pronto.core.numbering.EmergencyNumbers;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The people of organisations. */
public final class UserStore {
  private static final String COLUMNS =
      """
      id, organisation_id, email, name, role, language, extension, caller_id,
      password_hash is not null as signed_up, active, created_at\
      """;
  private static final String SELECT = "select " + COLUMNS + " from user_account";

  private final Database database;

  /** Keeps them in {@code database}. */
  public UserStore(Database database) {
    this.database = database;
  }

  /**
   * Makes a user. Refused by {@code user_email} or {@code user_extension} when another has the same
   * one.
   *
   * @throws ReservedExtension if the extension is an emergency number
   */
  public User create(OrganisationId organisation, NewUser user) {
    return database.in(organisation, tx -> create(tx, organisation, user));
  }

  /** The same within a transaction in {@code organisation}. */
  public static User create(Tx tx, OrganisationId organisation, NewUser user) {
    // Two who come at once must not be given the same extension.
    lock(tx, organisation);
    var reserved = reserved(tx);
    user.extension().ifPresent(extension -> refuse(extension, reserved));
    return tx.one(
            """
            insert into user_account
              (id, organisation_id, email, name, role, language, extension, password_hash)
            values ($1, $2, $3, $4, $5, $6, coalesce($7::text,
              (select min(n)::text from generate_series(101, 99999) n where not exists
                (select from user_account where extension = n::text)
                and not exists (select from conference where extension = n::text)
                and n::text <> all ($9::text[]))), $8)
            returning\s\
            """
                + COLUMNS,
            Id.next("usr"),
            organisation.value(),
            user.email(),
            user.name(),
            user.role().code(),
            user.language(),
            user.extension().orElse(null),
            user.passwordHash().orElse(null),
            reserved.toArray(String[]::new))
        .map(UserStore::user)
        .orElseThrow();
  }

  /** Makes whoever else changes the organisation's people wait until the transaction has ended. */
  public static void lock(Tx tx, OrganisationId organisation) {
    tx.query("select pg_advisory_xact_lock(hashtext($1))", organisation.value());
  }

  /** A page of those that have {@code role}, or of all. */
  public Page<User> list(OrganisationId organisation, Optional<Role> role, PageRequest request) {
    return database.in(
        organisation,
        tx ->
            new Listing(SELECT, "id")
                .where("role = ?", role.map(Role::code))
                .page(tx, request, UserStore::user, User::id));
  }

  /** The one of that id. */
  public Optional<User> find(OrganisationId organisation, String id) {
    return database.in(organisation, tx -> read(tx, id));
  }

  /**
   * Changes what may change of the one of that id.
   *
   * @throws InvalidEmail if it was to have an e-mail address that is none
   * @throws LastSuperAdministrator if it was to lose that role, or to be active no longer
   * @throws ReservedExtension if its extension was to be an emergency number
   */
  public Optional<User> change(OrganisationId organisation, String id, UnaryOperator<User> change) {
    return database.in(
        organisation,
        tx -> {
          lock(tx, organisation);
          return locked(tx, id).map(before -> write(tx, before, change.apply(before)));
        });
  }

  /**
   * Gives a user another tier, within a transaction that holds the {@linkplain #lock lock}.
   *
   * @throws LastSuperAdministrator if the user is the last one
   */
  public static void changeRole(Tx tx, User user, Role role) {
    write(tx, user, user.withRole(role));
  }

  private static User write(Tx tx, User before, User wanted) {
    var after =
        wanted.email().equals(before.email())
            ? wanted
            : wanted.withEmail(new EmailAddress(wanted.email()));
    if (before.role() != after.role() || !after.active()) {
      keepSuperAdministrator(tx, before);
    }
    if (!after.extension().equals(before.extension())) {
      refuse(after.extension(), reserved(tx));
    }
    tx.update(
        """
        update user_account set email = $2, name = $3, role = $4, language = $5, extension = $6,
               caller_id = $7, active = $8, role_by_groups = role_by_groups and role = $4
         where id = $1
        """,
        after.id(),
        after.email(),
        after.name(),
        after.role().code(),
        after.language(),
        after.extension(),
        after.callerId().map(E164::value).orElse(null),
        after.active());
    return after;
  }

  /**
   * Refuses an extension by which help is called.
   *
   * @throws ReservedExtension if it is one
   */
  public static void requireUnreserved(Tx tx, String extension) {
    refuse(extension, reserved(tx));
  }

  private static Set<String> reserved(Tx tx) {
    return tx.one("select country from organisation where id = acting_organisation()")
        .map(row -> EmergencyNumbers.extensions(row.getString("country")))
        .orElse(Set.of());
  }

  private static void refuse(String extension, Set<String> reserved) {
    if (reserved.contains(extension)) {
      throw new ReservedExtension(extension);
    }
  }

  /**
   * Deletes the one of that id with its devices, its sessions and the callers it has listed; false
   * when there is none.
   *
   * @param former where who it was is kept, as law demands
   * @param byHand certifies it, and those callers
   * @throws LastSuperAdministrator if there is no other
   */
  public boolean delete(
      OrganisationId organisation, String id, FormerAccounts former, ByHand byHand) {
    return delete(organisation, id, former, _ -> {}, byHand);
  }

  /** The same for one that {@code check}, which sees it locked, does not refuse by throwing. */
  public boolean delete(
      OrganisationId organisation,
      String id,
      FormerAccounts former,
      Consumer<User> check,
      ByHand byHand) {
    return database.in(
        organisation,
        tx -> {
          lock(tx, organisation);
          var leaving = locked(tx, id);
          leaving.ifPresent(check);
          leaving.ifPresent(user -> keepSuperAdministrator(tx, user));
          former.keep(tx, id);
          var listed =
              tx
                  .query(
                      "select id from listed_caller where user_id = $1 order by id for update", id)
                  .stream()
                  .map(row -> row.getString("id"))
                  .toList();
          boolean deleted = tx.update("delete from user_account where id = $1", id) > 0;
          if (deleted) {
            byHand.certify(tx, organisation, Category.USER, List.of(id));
            byHand.certify(tx, organisation, Category.LISTED_CALLER, listed);
          }
          return deleted;
        });
  }

  /**
   * Within a transaction that holds the {@linkplain #lock lock}, before the user of that id loses
   * its role, or is active no longer.
   *
   * @throws LastSuperAdministrator if it is the last who is both
   */
  public static void keepSuperAdministrator(Tx tx, String id) {
    read(tx, id).ifPresent(user -> keepSuperAdministrator(tx, user));
  }

  private static void keepSuperAdministrator(Tx tx, User leaving) {
    if (leaving.role() == Role.SUPER_ADMINISTRATOR
        && leaving.active()
        && isLastSuperAdministrator(tx, leaving.id())) {
      throw new LastSuperAdministrator();
    }
  }

  private static boolean isLastSuperAdministrator(Tx tx, String id) {
    return tx.one(
            "select from user_account where role = $1 and active and id <> $2 limit 1",
            Role.SUPER_ADMINISTRATOR.code(),
            id)
        .isEmpty();
  }

  private static Optional<User> read(Tx tx, String id) {
    return tx.one(SELECT + " where id = $1", id).map(UserStore::user);
  }

  /** The one of that id, within a transaction in the organisation, until whose end it stays. */
  public static Optional<User> locked(Tx tx, String id) {
    return tx.one(SELECT + " where id = $1 for update", id).map(UserStore::user);
  }

  private static User user(Row row) {
    return new User(
        row.getString("id"),
        new OrganisationId(row.getString("organisation_id")),
        row.getString("email"),
        row.getString("name"),
        Role.of(row.getString("role")),
        row.getString("language"),
        row.getString("extension"),
        Optional.ofNullable(row.getString("caller_id")).map(E164::new),
        row.getBoolean("signed_up"),
        row.getBoolean("active"),
        row.getOffsetDateTime("created_at").toInstant());
  }
}
