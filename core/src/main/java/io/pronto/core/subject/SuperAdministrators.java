package io.pronto.core.subject;

import io.pronto.core.db.Tx;
import io.pronto.core.mail.Recipient;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.people.EmailAddress;
import io.pronto.core.people.InvalidEmail;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** To whom an organisation's requests are passed. */
final class SuperAdministrators {
  /** For how long a letter is tried. */
  static final Duration LIFE = Duration.ofDays(14);

  private SuperAdministrators() {}

  static List<Recipient> of(Tx tx, OrganisationId organisation) {
    return tx
        .query(
            """
            select id, email, name, language from user_account
             where role = 'super_administrator' and active order by id
            """)
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
