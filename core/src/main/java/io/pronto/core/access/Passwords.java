package io.pronto.core.access;

import io.pronto.core.db.Database;
import io.pronto.core.mail.MailQueue;
import io.pronto.core.organisation.OrganisationId;
import java.util.Optional;

/** Changing passwords. Whoever changes one is signed out everywhere else. */
public final class Passwords {
  private final Database database;
  private final PasswordChange change;

  /**
   * Keeps their hashes in {@code database}, and tells of changes by {@code mail}, where there is.
   */
  public Passwords(Database database, Optional<MailQueue> mail) {
    this.database = database;
    this.change = new PasswordChange(database, new AccountMail(mail));
  }

  /**
   * Changes one's own password; the current one has been shown to {@linkplain #holds hold}.
   *
   * @param keep the session that goes on
   * @throws PasswordTooCommon if {@code next} may not be chosen
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
   *
   * @throws PasswordTooCommon if {@code next} may not be chosen
   */
  public boolean set(OrganisationId organisation, String userId, String next) {
    return set(new Account(Optional.of(organisation), userId), next, "");
  }

  private boolean set(Account account, String next, String keep) {
    var hash = change.hash(account, next);
    return hash.isPresent()
        && account.in(database, tx -> change.apply(tx, account, hash.get(), keep));
  }
}
