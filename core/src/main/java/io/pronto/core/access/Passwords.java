package io.pronto.core.access;

import io.pronto.core.db.Database;
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
   * Changes one's own password; the current one has been shown to {@linkplain #holds hold}.
   *
   * @param keep the session that goes on
   */
  public void replace(Principal.Person person, String keep, String next) {
    set(Account.of(person), next, keep);
  }

  /** Whether {@code password} is that of {@code person}. */
  public boolean holds(Principal.Person person, String password) {
    var account = Account.of(person);
    var hash =
        account.in(
            database,
            tx ->
                tx.one(
                    "select password_hash from " + account.table() + " where id = $1",
                    account.id()));
    return Password.matches(password, hash.map(row -> row.getString("password_hash")));
  }

  /**
   * Sets a user's password and ends all of the user's sessions; false when there is no such user.
   */
  public boolean set(OrganisationId organisation, String userId, String next) {
    return set(new Account(Optional.of(organisation), userId), next, "");
  }

  private boolean set(Account account, String next, String keep) {
    var hash = Password.hash(next);
    return account.in(
        database,
        tx -> {
          int changed =
              tx.update(
                  "update " + account.table() + " set password_hash = $2 where id = $1",
                  account.id(),
                  hash);
          tx.update(
              "delete from session where " + account.column() + " = $1 and id <> $2",
              account.id(),
              keep);
          tx.update("delete from sign_up where user_id = $1", account.id());
          return changed > 0;
        });
  }
}
