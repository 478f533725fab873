package io.pronto.core.access;

import io.pronto.core.db.Database;
import io.pronto.core.db.Tx;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.people.NewUser;
import io.pronto.core.people.User;
import io.pronto.core.people.UserStore;
import java.util.Optional;

/**
 * A new user with the link to choose a password, both or neither.
 *
 * @param signUp empty when a password was given
 */
public record Joining(User user, Optional<SignUp> signUp) {
  /**
   * Makes a user of {@code organisation}; refused as {@link UserStore#create} is.
   *
   * @throws io.pronto.core.people.ReservedExtension if the extension is an emergency number
   */
  public static Joining of(
      Database database, SignUps signUps, OrganisationId organisation, NewUser user) {
    return database.in(organisation, tx -> of(tx, signUps, organisation, user));
  }

  /** The same within a transaction in {@code organisation}. */
  static Joining of(Tx tx, SignUps signUps, OrganisationId organisation, NewUser wanted) {
    var user = UserStore.create(tx, organisation, wanted);
    return new Joining(
        user,
        user.signedUp()
            ? Optional.empty()
            : Optional.of(signUps.issue(tx, organisation, user.id())));
  }
}
