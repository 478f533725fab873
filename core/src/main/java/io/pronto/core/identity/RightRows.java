package io.pronto.core.identity;

import io.pronto.core.db.Tx;
import io.pronto.core.identity.RightToNumber.Proof;
import io.pronto.core.identity.RightToNumber.State;
import io.pronto.core.numbering.E164;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.Optional;

/** The rows of table {@code right_to_number}. */
final class RightRows {
  /** A right whose time is over has ended, whether or not anybody has written that down. */
  static final String STATE =
      "case when state = 'active' and until <= now() then 'ended' else state end";

  static final String SELECT =
      """
      select id, organisation_id, number, proof, %s as state, note,
             document is not null as documented, reason, requested_at, since, until
        from right_to_number\
      """
          .formatted(STATE);

  private RightRows() {}

  static Optional<RightToNumber> read(Tx tx, String id) {
    return tx.one(SELECT + " where id = $1", id).map(RightRows::right);
  }

  static Optional<RightToNumber> locked(Tx tx, String id) {
    return tx.one(SELECT + " where id = $1 for update", id).map(RightRows::right);
  }

  static RightToNumber right(Row row) {
    return new RightToNumber(
        row.getString("id"),
        new OrganisationId(row.getString("organisation_id")),
        new E164(row.getString("number")),
        Proof.of(row.getString("proof")),
        State.of(row.getString("state")),
        row.getString("note"),
        row.getBoolean("documented"),
        row.getString("reason"),
        row.getOffsetDateTime("requested_at").toInstant(),
        Optional.ofNullable(row.getOffsetDateTime("since")).map(OffsetDateTime::toInstant),
        Optional.ofNullable(row.getOffsetDateTime("until")).map(OffsetDateTime::toInstant));
  }
}
