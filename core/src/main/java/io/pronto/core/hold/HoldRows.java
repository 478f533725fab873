package io.pronto.core.hold;

import io.pronto.core.db.Tx;
import io.pronto.core.hold.LegalHold.Person;
import io.pronto.core.hold.LegalHold.PersonType;
import io.pronto.core.hold.LegalHold.Step;
import io.pronto.core.numbering.E164;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/** Holds as rows have them. */
final class HoldRows {
  private HoldRows() {}

  static Optional<LegalHold> find(Tx tx, String id, String lock) {
    return tx.one("select * from legal_hold where id = $1" + lock, id).map(HoldRows::read);
  }

  static LegalHold read(Row row) {
    return new LegalHold(
        row.getString("id"),
        row.getString("reason"),
        Optional.ofNullable(row.getString("number")).map(E164::new),
        Optional.ofNullable(row.getString("person"))
            .map(
                value ->
                    new Person(
                        PersonType.of(row.getString("person_type")),
                        value,
                        List.of(row.getArrayOfStrings("person_users")),
                        List.of(row.getArrayOfStrings("person_numbers")))),
        time(row, "period_from"),
        time(row, "period_until"),
        step(row, "asked").orElseThrow(),
        step(row, "confirmed"),
        step(row, "lifting_asked"),
        step(row, "lifted"));
  }

  private static Optional<Step> step(Row row, String name) {
    return Optional.ofNullable(row.getString(name + "_by"))
        .map(by -> new Step(by, time(row, name + "_at").orElseThrow()));
  }

  private static Optional<Instant> time(Row row, String column) {
    return Optional.ofNullable(row.getOffsetDateTime(column)).map(OffsetDateTime::toInstant);
  }
}
