package io.pronto.core.sso;

import io.pronto.core.audit.AuditLog;
import io.pronto.core.db.Conflict;
import io.pronto.core.db.Database;
import io.pronto.core.db.Tx;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.people.EmailAddress;
import io.pronto.core.people.GroupRoles;
import io.pronto.core.people.InvalidEmail;
import io.pronto.core.people.LastSuperAdministrator;
import io.pronto.core.people.NewUser;
import io.pronto.core.people.Role;
import io.pronto.core.people.User;
import io.pronto.core.people.UserStore;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Optional;

/** Finds the user whom a provider has signed in. */
public final class Identities {
  private final Database database;

  /** Keeps by which subject a user is known in {@code database}. */
  public Identities(Database database) {
    this.database = database;
  }

  /**
   * Finds the user by the subject, else by an e-mail address in a verified domain of the
   * organisation, else makes one where the provider may; gives the tier that the groups give.
   */
  public Arrival arrive(OrganisationId organisation, IdentityProvider provider, Identity identity) {
    try {
      return database.in(
          organisation,
          tx -> {
            UserStore.lock(tx, organisation);
            return arrive(tx, organisation, provider, identity);
          });
    } catch (Conflict twoAtOnce) {
      return new Arrival.Turned(Arrival.Reason.ACCOUNT_CONFLICT);
    }
  }

  private static Arrival arrive(
      Tx tx, OrganisationId organisation, IdentityProvider provider, Identity identity) {
    var bound = bound(tx, identity);
    if (bound.isPresent() && !bound.get().active()) {
      return new Arrival.Turned(Arrival.Reason.NO_ACCOUNT);
    }
    if (bound.isPresent()) {
      adjust(tx, provider, bound.get(), identity);
      return new Arrival.Known(bound.get().id());
    }
    var email =
        identity
            .email()
            .flatMap(Identities::address)
            .filter(address -> EmailDomains.covers(tx, address));
    if (email.isEmpty()) {
      return new Arrival.Turned(Arrival.Reason.EMAIL_NOT_VERIFIED);
    }
    var account = tx.one("select * from account_by_email($1)", email.get());
    return account.isPresent()
        ? bind(tx, organisation, provider, identity, account.get())
        : make(tx, organisation, provider, identity, email.get());
  }

  /** The address in the one form in which an account can have it. */
  private static Optional<String> address(String text) {
    try {
      return Optional.of(new EmailAddress(text).value());
    } catch (InvalidEmail none) {
      return Optional.empty();
    }
  }

  private static Optional<User> bound(Tx tx, Identity identity) {
    return tx.one(
            "select user_id from user_identity where issuer = $1 and subject = $2",
            identity.issuer(),
            identity.subject())
        .flatMap(row -> UserStore.locked(tx, row.getString("user_id")));
  }

  /** From now on the account with that e-mail address is known by the subject. */
  private static Arrival bind(
      Tx tx,
      OrganisationId organisation,
      IdentityProvider provider,
      Identity identity,
      Row account) {
    var ours =
        Optional.ofNullable(account.getString("user_id"))
            .filter(_ -> organisation.value().equals(account.getString("organisation_id")))
            .flatMap(id -> UserStore.locked(tx, id))
            .filter(user -> !isBound(tx, user, identity.issuer()));
    if (ours.isEmpty()) {
      return new Arrival.Turned(Arrival.Reason.ACCOUNT_CONFLICT);
    }
    bind(tx, ours.get(), identity);
    adjust(tx, provider, ours.get(), identity);
    return new Arrival.Known(ours.get().id());
  }

  private static boolean isBound(Tx tx, User user, String issuer) {
    return tx.one("select from user_identity where user_id = $1 and issuer = $2", user.id(), issuer)
        .isPresent();
  }

  private static void bind(Tx tx, User user, Identity identity) {
    tx.update(
        """
        insert into user_identity (organisation_id, issuer, subject, user_id)
        values ($1, $2, $3, $4)
        """,
        user.organisation().value(),
        identity.issuer(),
        identity.subject(),
        user.id());
  }

  private static Arrival make(
      Tx tx,
      OrganisationId organisation,
      IdentityProvider provider,
      Identity identity,
      String email) {
    if (!provider.justInTime()) {
      return new Arrival.Turned(Arrival.Reason.NO_ACCOUNT);
    }
    var given = given(tx, identity);
    var user =
        UserStore.create(
            tx,
            organisation,
            new NewUser(
                email,
                identity.name().orElse(email.substring(0, email.indexOf('@'))),
                given.orElse(Role.AGENT),
                identity.language(),
                Optional.empty(),
                Optional.empty()));
    bind(tx, user, identity);
    note(tx, user, identity, given);
    return new Arrival.Known(user.id());
  }

  /**
   * Gives the tier that the groups give; whoever had one by them, and is in none any more that
   * gives one, is an agent again. It stays where the groups are not told, where the last super
   * administrator would go, and for whoever must get in when the provider is away.
   */
  private static void adjust(Tx tx, IdentityProvider provider, User user, Identity identity) {
    if (identity.groupsWithheld()) {
      keep(tx, user, "groups_withheld");
    } else if (identity.groups().isPresent()) {
      var given = given(tx, identity);
      var role = given.orElseGet(() -> hadByGroups(tx, user, identity) ? Role.AGENT : user.role());
      if (role == user.role() || change(tx, provider, user, role)) {
        note(tx, user, identity, given);
      }
    }
  }

  private static Optional<Role> given(Tx tx, Identity identity) {
    return GroupRoles.roleOf(tx, identity.groups().orElse(List.of()));
  }

  private static boolean hadByGroups(Tx tx, User user, Identity identity) {
    return tx.one(
            "select from user_identity where user_id = $1 and issuer = $2 and given_role = $3",
            user.id(),
            identity.issuer(),
            user.role().code())
        .isPresent();
  }

  private static void note(Tx tx, User user, Identity identity, Optional<Role> given) {
    tx.update(
        "update user_identity set given_role = $3 where user_id = $1 and issuer = $2",
        user.id(),
        identity.issuer(),
        given.map(Role::code).orElse(null));
  }

  private static boolean change(Tx tx, IdentityProvider provider, User user, Role role) {
    if (provider.breakGlassUserId().equals(Optional.of(user.id()))) {
      keep(tx, user, "break_glass");
      return false;
    }
    try {
      UserStore.changeRole(tx, user, role);
      if (role.compareTo(user.role()) > 0) {
        // Somebody of a lower tier may have chosen it, who made the account.
        tx.update("update user_account set password_hash = null where id = $1", user.id());
      }
      return true;
    } catch (LastSuperAdministrator last) {
      keep(tx, user, "last_super_administrator");
      return false;
    }
  }

  private static void keep(Tx tx, User user, String reason) {
    AuditLog.note(
        tx,
        "single_sign_on.role_kept",
        user.id(),
        new JsonObject().put("role", user.role().code()).put("reason", reason));
  }

  /** Forgets by which subjects a user is known; false when by none. */
  public boolean forget(OrganisationId organisation, String userId) {
    return database.in(
        organisation, tx -> tx.update("delete from user_identity where user_id = $1", userId) > 0);
  }
}
