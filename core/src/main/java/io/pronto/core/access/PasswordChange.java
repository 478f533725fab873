package io.pronto.core.access;

import io.pronto.core.db.Database;
import io.pronto.core.db.Tx;
import io.pronto.core.mail.Letter;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Another password for an account, however that comes about: nothing that rests on the old one goes
 * on, and its holder is told.
 */
final class PasswordChange {
  private static final Duration NEWS = Duration.ofDays(1);

  private final Database database;
  private final AccountMail mail;

  PasswordChange(Database database, AccountMail mail) {
    this.database = database;
    this.mail = mail;
  }

  /**
   * What to keep of a password chosen for {@code account}; empty when there is no such account.
   * Outside of any transaction, since it takes its time.
   *
   * @throws PasswordTooCommon if it may not be chosen
   */
  Optional<String> hash(Account account, String password) {
    return account
        .in(database, tx -> AccountMail.holder(tx, account))
        .map(holder -> Password.chosen(password, holder.email(), holder.name()));
  }

  /**
   * Sets it, within a transaction of the account's realm; false when there is no such account.
   *
   * @param hash as {@link #hash} made it
   * @param keep the session that goes on; empty for none
   */
  boolean apply(Tx tx, Account account, String hash, String keep) {
    var before =
        tx.one(
            "select password_hash from " + account.table() + " where id = $1 for update",
            account.id());
    if (before.isEmpty()) {
      return false;
    }
    tx.update(
        "delete from session where " + account.column() + " = $1 and id <> $2", account.id(), keep);
    tx.update("delete from sign_up where user_id = $1", account.id());
    tx.update("update password_reset set void = true where account_id = $1", account.id());
    tx.update(
        "update " + account.table() + " set password_hash = $2 where id = $1", account.id(), hash);
    if (before.get().getString("password_hash") != null) {
      mail.write(tx, account, _ -> new Letter.PasswordChanged(Instant.now()), NEWS);
    }
    return true;
  }
}
