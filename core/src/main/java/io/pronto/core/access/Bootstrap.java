package io.pronto.core.access;

import io.pronto.core.db.Database;
import io.pronto.core.people.EmailAddress;
import java.util.Optional;

/** Lets the first member of the operator's staff in. */
public final class Bootstrap {
  private static final String NAME = "Operator";

  private final Database database;

  /** Works on {@code database}. */
  public Bootstrap(Database database) {
    this.database = database;
  }

  /**
   * Makes the account of the settings unless that e-mail address has one; a password changed since
   * then is left alone.
   *
   * @throws IllegalArgumentException if the password has fewer than {@value Password#SHORTEST}
   *     characters, or is too common for an account that is to be made, or the address is none
   */
  public void account(String email, String password) {
    if (password.length() < Password.SHORTEST) {
      throw new IllegalArgumentException(
          "bootstrap.password needs at least " + Password.SHORTEST + " characters");
    }
    var address = new EmailAddress(email).value();
    boolean exists =
        database.asOperator(
            tx ->
                tx.one("select from operator_account where lower(email) = lower($1)", address)
                    .isPresent());
    if (!exists) {
      var hash = chosen(address, password);
      database.asOperator(tx -> Operators.insert(tx, address, NAME, hash));
    }
  }

  private static String chosen(String email, String password) {
    try {
      return Password.chosen(password, email, NAME);
    } catch (PasswordTooCommon refused) {
      throw new IllegalArgumentException("bootstrap.password: " + refused.getMessage(), refused);
    }
  }

  /**
   * While the operator has no account: a new link by which to make one, once; older ones are void.
   * Empty when there is an account.
   */
  public Optional<SignUp> link() {
    return database.asOperator(
        tx ->
            Operators.any(tx)
                ? Optional.<SignUp>empty()
                : Optional.of(SignUps.issueForOperator(tx)));
  }
}
