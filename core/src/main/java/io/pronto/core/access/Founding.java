package io.pronto.core.access;

import io.pronto.core.db.Database;
import io.pronto.core.organisation.Organisation;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.organisation.OrganisationStore;
import io.pronto.core.people.NewUser;
import io.pronto.core.people.User;
import java.util.Optional;

/**
 * A new organisation with its super administrator, both or neither.
 *
 * @param signUp the super administrator's link to choose a password; empty when one was given
 */
public record Founding(
    Organisation organisation, User superAdministrator, Optional<SignUp> signUp) {
  /** Founds an organisation. Refused by {@code user_email} when another user has that address. */
  public static Founding of(
      Database database, SignUps signUps, String name, String country, NewUser superAdministrator) {
    var id = OrganisationId.next();
    return database.in(
        id,
        tx -> {
          var organisation = OrganisationStore.create(tx, id, name, country);
          var joining = Joining.of(tx, signUps, id, superAdministrator);
          return new Founding(organisation, joining.user(), joining.signUp());
        });
  }
}
