package io.pronto.core.mail;

import io.pronto.core.db.Tx;
import io.pronto.core.people.EmailAddress;
import io.pronto.core.people.InvalidEmail;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Optional;

/** Who of the operator is written to of what it owes: all its accounts. */
public final class OperatorStaff {
  private OperatorStaff() {}

  /** All that there are and that mail can reach, in {@code tx} of the operator's realm. */
  public static List<Recipient> of(Tx tx) {
    return tx.query("select id, email, name from operator_account order by id").stream()
        .flatMap(row -> recipient(row).stream())
        .toList();
  }

  /** They have no language of their own. */
  private static Optional<Recipient> recipient(Row row) {
    try {
      return Optional.of(
          new Recipient(
              Optional.empty(),
              row.getString("id"),
              new EmailAddress(row.getString("email")),
              row.getString("name"),
              "en"));
    } catch (InvalidEmail none) {
      return Optional.empty();
    }
  }
}
