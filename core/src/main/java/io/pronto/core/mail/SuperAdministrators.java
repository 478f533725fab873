package io.pronto.core.mail;

import io.pronto.core.db.Tx;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.people.EmailAddress;
import io.pronto.core.people.InvalidEmail;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Optional;

/** Who of an organisation is written to of what law and contract leave to it. */
public final class SuperAdministrators {
  private SuperAdministrators() {}

  /** All that there are and that mail can reach, in {@code tx} of the organisation. */
  public static List<Recipient> of(Tx tx, OrganisationId organisation) {
    return of(tx, organisation, "super_administrator");
  }

  /** The same of them and of administrators: who decides how long what is recorded is kept. */
  public static List<Recipient> andAdministrators(Tx tx, OrganisationId organisation) {
    return of(tx, organisation, "super_administrator", "administrator");
  }

  private static List<Recipient> of(Tx tx, OrganisationId organisation, String... roles) {
    return tx
        .query(
            """
            select id, email, name, language from user_account
             where role = any($1) and active order by id
            """,
            (Object) roles)
        .stream()
        .flatMap(row -> recipient(organisation, row).stream())
        .toList();
  }

  private static Optional<Recipient> recipient(OrganisationId organisation, Row row) {
    try {
      return Optional.of(
          new Recipient(
              Optional.of(organisation),
              row.getString("id"),
              new EmailAddress(row.getString("email")),
              row.getString("name"),
              row.getString("language")));
    } catch (InvalidEmail none) {
      return Optional.empty();
    }
  }
}
