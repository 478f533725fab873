package io.pronto.core.fraud;

import io.pronto.core.call.CallDetailRecord;
import io.pronto.core.db.Tx;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** To which countries an organisation has talked, be it by calls that it forwarded there. */
public final class CalledCountries {
  private static final String PUT =
      """
      insert into called_country (organisation_id, country, first_called_at, last_called_at)
      values ($1, $2, $3, $4)
      on conflict (organisation_id, country) do update set
        first_called_at = least(called_country.first_called_at, excluded.first_called_at),
        last_called_at = greatest(called_country.last_called_at, excluded.last_called_at)
      """;

  /** Nobody calls more numbers abroad in 90 days than are looked through. */
  private static final String PAST =
      """
      select called_number, min(started_at) as first, max(started_at) as last from cdr
       where organisation_id = $1 and called_trunk_id is not null and answered_at is not null
         and called_number like '+%' and started_at > now() - interval '90 days'
       group by called_number limit 200000
      """;

  private CalledCountries() {}

  /** Notes where a call went that was answered, in the transaction of its CDR. */
  public static void note(Tx tx, CallDetailRecord cdr) {
    var number = cdr.called().number();
    if (cdr.organisation().isPresent()
        && cdr.called().trunkId().isPresent()
        && cdr.answeredAt().isPresent()
        && number.startsWith("+")) {
      var country = Attempt.where(number, "").country();
      tx.update(
          PUT,
          cdr.organisation().get().value(),
          country,
          utc(cdr.startedAt()),
          utc(cdr.startedAt()));
    }
  }

  /** Those known; before the first question, what the CDRs of 90 days tell is noted. */
  static Map<String, KnownCountry> read(Tx tx, OrganisationId organisation) {
    if (!isLearnt(tx, organisation)) {
      learn(tx, organisation);
    }
    return noted(tx, organisation);
  }

  /** The same; but what the CDRs tell is not noted. */
  static Map<String, KnownCountry> look(Tx tx, OrganisationId organisation) {
    var countries = noted(tx, organisation);
    if (!isLearnt(tx, organisation)) {
      past(tx, organisation)
          .forEach(
              (country, span) ->
                  countries.putIfAbsent(
                      country,
                      new KnownCountry(
                          Optional.of(span[0]), Optional.of(span[1]), Optional.empty())));
    }
    return countries;
  }

  private static boolean isLearnt(Tx tx, OrganisationId organisation) {
    return tx.one(
            "select from called_country_known where organisation_id = $1", organisation.value())
        .isPresent();
  }

  private static Map<String, KnownCountry> noted(Tx tx, OrganisationId organisation) {
    var countries = new HashMap<String, KnownCountry>();
    tx.query(
            """
            select country, first_called_at, last_called_at, confirmed_at from called_country
             where organisation_id = $1
            """,
            organisation.value())
        .forEach(
            row ->
                countries.put(
                    row.getString("country"),
                    new KnownCountry(
                        time(row, "first_called_at"),
                        time(row, "last_called_at"),
                        time(row, "confirmed_at"))));
    return countries;
  }

  /** The first and the last call to each country. */
  private static Map<String, Instant[]> past(Tx tx, OrganisationId organisation) {
    var spans = new HashMap<String, Instant[]>();
    for (var row : tx.query(PAST, organisation.value())) {
      var first = row.getOffsetDateTime("first").toInstant();
      var last = row.getOffsetDateTime("last").toInstant();
      spans.merge(
          Attempt.where(row.getString("called_number"), "").country(),
          new Instant[] {first, last},
          (one, other) ->
              new Instant[] {
                one[0].isBefore(other[0]) ? one[0] : other[0],
                one[1].isAfter(other[1]) ? one[1] : other[1]
              });
    }
    return spans;
  }

  private static void learn(Tx tx, OrganisationId organisation) {
    List<Object[]> rows = new ArrayList<>();
    past(tx, organisation)
        .forEach(
            (country, span) ->
                rows.add(new Object[] {organisation.value(), country, utc(span[0]), utc(span[1])}));
    tx.batch(PUT, rows);
    tx.update(
        "insert into called_country_known (organisation_id) values ($1) on conflict do nothing",
        organisation.value());
  }

  private static Optional<Instant> time(Row row, String column) {
    return Optional.ofNullable(row.getOffsetDateTime(column)).map(OffsetDateTime::toInstant);
  }

  private static OffsetDateTime utc(Instant at) {
    return at.atOffset(ZoneOffset.UTC);
  }
}
