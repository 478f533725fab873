package io.pronto.core.fraud;

import io.pronto.core.db.Database;
import io.pronto.core.db.Tx;
import io.pronto.core.organisation.OrganisationId;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Reads what must be known of an organisation to judge its calls. */
final class FraudFactsReader {
  private final Database database;

  FraudFactsReader(Database database) {
    this.database = database;
  }

  /** All of it, as it is now. */
  FraudFacts read(OrganisationId organisation) {
    return database.in(
        organisation, tx -> read(tx, organisation, CalledCountries.read(tx, organisation)));
  }

  /** The same, and nothing is learnt from past calls for good. */
  FraudFacts look(OrganisationId organisation) {
    return database.in(
        organisation, tx -> read(tx, organisation, CalledCountries.look(tx, organisation)));
  }

  private static FraudFacts read(
      Tx tx, OrganisationId organisation, Map<String, KnownCountry> countries) {
    var country =
        tx.one("select country from organisation where id = $1", organisation.value())
            .map(row -> row.getString("country"))
            .orElse("");
    var tripped = new HashMap<Breaker, Instant>();
    var epochs = new HashMap<Breaker.Kin, String>();
    // what was released longer ago than the longest span does not count any more in any case
    for (var row :
        tx.query(
            """
            select id, rule, subject, ends_at, released_at, released_by from fraud_alarm
             where organisation_id = $1
               and (released_at is null or released_at > now() - interval '2 days')
             order by released_at nulls last
            """,
            organisation.value())) {
      var name = RuleName.of(row.getString("rule"));
      if (name.isEmpty()) {
        continue;
      }
      var breaker = new Breaker(name.get(), row.getString("subject"));
      if (row.getOffsetDateTime("released_at") == null) {
        tripped.put(
            breaker,
            Optional.ofNullable(row.getOffsetDateTime("ends_at"))
                .map(OffsetDateTime::toInstant)
                .orElse(Instant.MAX));
      } else if (row.getString("released_by") != null) {
        epochs.put(breaker.kin(), row.getString("id"));
      }
    }
    return new FraudFacts(
        organisation,
        country,
        FraudFacts.acting(
            FraudRuleStore.read(tx, organisation), FraudRuleStore.users(tx, organisation)),
        DestinationRuleStore.read(tx, organisation, "organisation"),
        DestinationRuleStore.read(tx, organisation, "operator"),
        tripped,
        epochs,
        countries);
  }
}
