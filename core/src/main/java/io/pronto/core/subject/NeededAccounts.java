package io.pronto.core.subject;

import io.pronto.core.archive.FormerAccounts;
import io.pronto.core.db.Tx;
import io.pronto.core.people.LastSuperAdministrator;
import io.pronto.core.people.UserStore;
import java.util.Optional;

/** The accounts that an organisation cannot do without. */
final class NeededAccounts {
  private NeededAccounts() {}

  /** Why an account cannot go, and what to do about it; empty where it can. */
  static Optional<String> why(Tx tx, String user) {
    try {
      UserStore.keepSuperAdministrator(tx, user);
    } catch (LastSuperAdministrator last) {
      return Optional.of("It is the last super administrator: make another first");
    }
    return tx.one("select from identity_provider where break_glass_user_id = $1", user)
        .map(_ -> "The account gets in when single sign-on fails: choose another for that first");
  }

  /**
   * Deletes an account unless it is one of them, in a transaction that holds the {@linkplain
   * UserStore#lock lock}; false where it stays, or is gone.
   *
   * @param former where who it was is kept, as law demands
   */
  static boolean deleteOther(Tx tx, String user, FormerAccounts former) {
    if (why(tx, user).isPresent()) {
      return false;
    }
    former.keep(tx, user);
    return tx.update("delete from user_account where id = $1", user) > 0;
  }
}
