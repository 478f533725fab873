package io.pronto.core.wholesale;

import io.pronto.core.Id;
import io.pronto.core.db.Database;
import io.pronto.core.db.Listing;
import io.pronto.core.db.Page;
import io.pronto.core.db.PageRequest;
import io.pronto.core.db.Tx;
import io.pronto.core.event.News;
import io.pronto.core.event.OperatorEvents;
import io.pronto.core.event.Outbox;
import io.pronto.core.numbering.E164;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where providers' numbers and ours differ, found by comparing them. */
public final class Drifts {
  private static final Logger LOG = LoggerFactory.getLogger(Drifts.class);
  private static final String SELECT =
      """
      select id, provider_id, number, kind, organisation_id, found_at, resolved_at
        from number_drift\
      """;

  private final Database database;
  private final Outbox outbox;

  /** Keeps them in {@code database}; whoever rents a number that is missing is told. */
  public Drifts(Database database, Outbox outbox) {
    this.database = database;
    this.outbox = outbox;
  }

  /** A page of them, of one provider or all, those that last or all. */
  public Page<Drift> list(Optional<String> providerId, boolean open, PageRequest request) {
    return database.asOperator(
        tx -> {
          var listing = new Listing(SELECT, "id").where("provider_id = ?", providerId);
          return (open ? listing.where("resolved_at is null") : listing)
              .page(tx, request, Drifts::drift, Drift::id);
        });
  }

  /**
   * Compares what is ours at {@code providerId} with what customers rent. Numbers on their way in
   * or out differ for a while, and are no drift.
   *
   * @param theirs what the provider says is ours
   * @param asked when it was asked
   */
  void compare(String providerId, Set<E164> theirs, Instant asked) {
    var missing = new ArrayList<Drift>();
    database.asOperator(
        tx -> {
          var ours = ours(tx, providerId, asked);
          var found = differences(providerId, ours, theirs, asked);
          resolve(tx, providerId, found, asked);
          found.forEach(
              drift -> {
                if (insert(tx, drift) && drift.organisation().isPresent()) {
                  missing.add(drift);
                }
              });
          return null;
        });
    missing.forEach(this::tell);
  }

  /** A number of ours: in which state, and who rents it. */
  private record Ours(String state, String organisation, boolean settled) {}

  private static Map<E164, Ours> ours(Tx tx, String providerId, Instant asked) {
    var ours = new HashMap<E164, Ours>();
    tx.query(
            """
            select r.number, r.state, r.organisation_id,
                   t.rental_id is null and (r.activated_at is null or r.activated_at < $2) as settled
              from number_rental r left join number_task t on t.rental_id = r.id
             where r.provider_id = $1
               and (r.state in ('reserving', 'reserved', 'ordered', 'active') or t.rental_id is not null)
             order by r.id
            """,
            providerId,
            sql(asked))
        .forEach(
            row ->
                ours.put(
                    new E164(row.getString("number")),
                    new Ours(
                        row.getString("state"),
                        row.getString("organisation_id"),
                        row.getBoolean("settled"))));
    return ours;
  }

  private static List<Drift> differences(
      String providerId, Map<E164, Ours> ours, Set<E164> theirs, Instant now) {
    var found = new ArrayList<Drift>();
    ours.forEach(
        (number, rented) -> {
          if (rented.state().equals("active") && rented.settled() && !theirs.contains(number)) {
            found.add(
                fresh(
                    providerId,
                    number,
                    Drift.Kind.MISSING_THERE,
                    Optional.of(new OrganisationId(rented.organisation())),
                    now));
          }
        });
    theirs.stream()
        .filter(number -> !ours.containsKey(number))
        .forEach(
            number ->
                found.add(
                    fresh(providerId, number, Drift.Kind.UNKNOWN_HERE, Optional.empty(), now)));
    return found;
  }

  private static Drift fresh(
      String providerId,
      E164 number,
      Drift.Kind kind,
      Optional<OrganisationId> organisation,
      Instant now) {
    return new Drift(Id.next("drf"), providerId, number, kind, organisation, now, Optional.empty());
  }

  private static void resolve(Tx tx, String providerId, List<Drift> found, Instant now) {
    var lasting = new HashSet<String>();
    found.forEach(drift -> lasting.add(drift.kind().code() + drift.number()));
    tx.update(
        """
        update number_drift set resolved_at = $2
         where provider_id = $1 and resolved_at is null and not (kind || number = any($3))
        """,
        providerId,
        sql(now),
        lasting.toArray(String[]::new));
  }

  private static boolean insert(Tx tx, Drift drift) {
    boolean news =
        tx.update(
                """
                insert into number_drift (id, provider_id, number, kind, organisation_id, found_at)
                values ($1, $2, $3, $4, $5, $6) on conflict do nothing
                """,
                drift.id(),
                drift.providerId(),
                drift.number().value(),
                drift.kind().code(),
                drift.organisation().map(OrganisationId::value).orElse(null),
                sql(drift.foundAt()))
            > 0;
    if (news) {
      OperatorEvents.append(
          tx,
          News.of(
              "number.drifted",
              new JsonObject()
                  .put("provider_id", drift.providerId())
                  .put("number", drift.number().value())
                  .put("kind", drift.kind().code())));
      LOG.atWarn()
          .addKeyValue("provider", drift.providerId())
          .addKeyValue("number", drift.number().masked())
          .addKeyValue("kind", drift.kind().code())
          .log("A provider's numbers and ours differ");
    }
    return news;
  }

  private void tell(Drift drift) {
    database.in(
        drift.organisation().orElseThrow(),
        tx -> {
          outbox.append(
              tx,
              "number.drifted",
              new JsonObject()
                  .put("number", drift.number().value())
                  .put("kind", drift.kind().code()));
          return null;
        });
  }

  private static Drift drift(Row row) {
    return new Drift(
        row.getString("id"),
        row.getString("provider_id"),
        new E164(row.getString("number")),
        Drift.Kind.of(row.getString("kind")),
        Optional.ofNullable(row.getString("organisation_id")).map(OrganisationId::new),
        row.getOffsetDateTime("found_at").toInstant(),
        Optional.ofNullable(row.getOffsetDateTime("resolved_at")).map(OffsetDateTime::toInstant));
  }

  private static OffsetDateTime sql(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }
}
