package io.pronto.core.access;

import io.pronto.core.db.Database;
import io.pronto.core.db.Work;
import io.pronto.core.organisation.OrganisationId;
import java.util.Optional;

/** Changing passwords. Whoever changes one is signed out everywhere else. */
public final class Passwords {
  private final Database database;

  /** Keeps their hashes in {@code database}. */
  public Passwords(Database database) {
    this.database = database;
  }

  /**
   * Changes one's own password; false when {@code current} is not the one that holds.
   *
   * @param keep by whom and by which session, that goes on
   */
  public boolean change(SignedIn keep, String current, String next) {
    if (!holds(keep.principal(), current)) {
      return false;
    }
    switch (keep.principal()) {
      case Principal.Operator operator -> setOperators(operator.id(), next, keep.sessionId());
      case Principal.Member member ->
          set(member.organisation(), member.id(), next, keep.sessionId());
      case Principal.Key key -> throw new IllegalArgumentException(key.id() + " has no password");
    }
    return true;
  }

  /** Whether {@code password} is that of {@code principal}. */
  public boolean holds(Principal principal, String password) {
    return Password.matches(password, hash(principal));
  }

  /**
   * Sets a user's password and ends all of the user's sessions; false when there is no such user.
   */
  public boolean set(OrganisationId organisation, String userId, String next) {
    return set(organisation, userId, next, "");
  }

  private boolean set(OrganisationId organisation, String userId, String next, String keep) {
    var hash = Password.hash(next);
    return database.in(
        organisation,
        tx -> {
          tx.update("delete from session where user_id = $1 and id <> $2", userId, keep);
          tx.update("delete from sign_up where user_id = $1", userId);
          return tx.update("update user_account set password_hash = $2 where id = $1", userId, hash)
              > 0;
        });
  }

  private void setOperators(String operatorId, String next, String keep) {
    var hash = Password.hash(next);
    database.asOperator(
        tx -> {
          tx.update("delete from session where operator_id = $1 and id <> $2", operatorId, keep);
          return tx.update(
              "update operator_account set password_hash = $2 where id = $1", operatorId, hash);
        });
  }

  private Optional<String> hash(Principal principal) {
    var account = Account.of(principal);
    var table = account.organisation().isPresent() ? "user_account" : "operator_account";
    return account.in(database, hash(table, account.id()));
  }

  private static Work<Optional<String>> hash(String table, String id) {
    return tx ->
        tx.one("select password_hash from " + table + " where id = $1", id)
            .map(row -> row.getString("password_hash"));
  }
}
