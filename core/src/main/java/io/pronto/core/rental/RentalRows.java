package io.pronto.core.rental;

import io.pronto.core.db.Tx;
import io.pronto.core.numbering.E164;
import io.pronto.core.numbering.NumberUse;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/** Rentals as rows. */
final class RentalRows {
  static final String SELECT =
      """
      select id, organisation_id, number, country, type, use, block_id, provider_id, state, reason,
             until, monthly_price, currency, offer_ref, reservation_ref, order_ref, created_at,
             rent_from, rent_to from number_rental\
      """;

  private RentalRows() {}

  static Optional<Rental> locked(Tx tx, String id) {
    return tx.one(SELECT + " where id = $1 for update", id).map(RentalRows::rental);
  }

  static void insert(Tx tx, Rental rental) {
    tx.update(
        """
        insert into number_rental (id, organisation_id, number, country, type, use, block_id,
          provider_id, state, reason, until, monthly_price, currency, offer_ref, reservation_ref,
          order_ref, created_at, rent_from, rent_to, activated_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
          $19, case when $9 = 'active' then now() end)
        """,
        rental.id(),
        rental.organisation().value(),
        rental.number().value(),
        rental.country(),
        rental.type(),
        rental.use().code(),
        rental.source().blockId().orElse(null),
        rental.source().providerId().orElse(null),
        rental.state().code(),
        rental.reason(),
        rental.until().map(RentalRows::sql).orElse(null),
        rental.price().map(MonthlyPrice::amount).orElse(null),
        rental.price().map(MonthlyPrice::currency).orElse(null),
        rental.references().offer(),
        rental.references().reservation(),
        rental.references().order(),
        sql(rental.createdAt()),
        rental.rent().from().orElse(null),
        rental.rent().to().orElse(null));
  }

  static void update(Tx tx, Rental rental) {
    tx.update(
        """
        update number_rental set block_id = $2, provider_id = $3, state = $4, reason = $5,
               until = $6, offer_ref = $7, reservation_ref = $8, order_ref = $9, rent_from = $10,
               rent_to = $11,
               activated_at = case when $4 = 'active' then coalesce(activated_at, now())
                                   else activated_at end
         where id = $1
        """,
        rental.id(),
        rental.source().blockId().orElse(null),
        rental.source().providerId().orElse(null),
        rental.state().code(),
        rental.reason(),
        rental.until().map(RentalRows::sql).orElse(null),
        rental.references().offer(),
        rental.references().reservation(),
        rental.references().order(),
        rental.rent().from().orElse(null),
        rental.rent().to().orElse(null));
  }

  static Rental rental(Row row) {
    return new Rental(
        row.getString("id"),
        new OrganisationId(row.getString("organisation_id")),
        new E164(row.getString("number")),
        row.getString("country"),
        row.getString("type"),
        NumberUse.of(row.getString("use")),
        new Rental.Source(
            Optional.ofNullable(row.getString("block_id")),
            Optional.ofNullable(row.getString("provider_id"))),
        RentalState.of(row.getString("state")),
        row.getString("reason"),
        Optional.ofNullable(row.getOffsetDateTime("until")).map(OffsetDateTime::toInstant),
        NumberPolicies.price(row),
        new Rental.References(
            row.getString("offer_ref"),
            row.getString("reservation_ref"),
            row.getString("order_ref")),
        row.getOffsetDateTime("created_at").toInstant(),
        new Rental.RentDays(
            Optional.ofNullable(row.getLocalDate("rent_from")),
            Optional.ofNullable(row.getLocalDate("rent_to"))));
  }

  static OffsetDateTime sql(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }
}
