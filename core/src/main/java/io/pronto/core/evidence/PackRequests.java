package io.pronto.core.evidence;

import io.pronto.core.Id;
import io.pronto.core.db.Database;
import io.pronto.core.db.Listing;
import io.pronto.core.db.Page;
import io.pronto.core.db.PageRequest;
import io.pronto.core.handover.Handover;
import io.pronto.core.handover.Handovers;
import io.pronto.core.handover.Offer;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Packs of evidence that organisations have asked for. */
public final class PackRequests {
  private static final String SELECT =
      "select id, since, until, language, made_by, created_at from evidence_pack";

  private final Database database;
  private final Handovers handovers;
  private final InstantSource clock;

  /** Keeps them in {@code database}, and offers them by {@code handovers}. */
  public PackRequests(Database database, Handovers handovers, InstantSource clock) {
    this.database = database;
    this.handovers = handovers;
    this.clock = clock;
  }

  /** A pack, and the link by which it is fetched. */
  public record Made(PackRequest pack, Offer offer) {}

  /**
   * Makes one.
   *
   * @param since before {@code until}
   * @param by the id of the account or API key
   */
  public Made make(
      OrganisationId organisation, Instant since, Instant until, String language, String by) {
    var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    var pack = new PackRequest(Id.next("evp"), since, until, language, by, now);
    return database.in(
        organisation,
        tx -> {
          tx.update(
              """
              insert into evidence_pack
                (id, organisation_id, since, until, language, made_by, created_at)
              values ($1, $2, $3, $4, $5, $6, $7)
              """,
              pack.id(),
              organisation.value(),
              since.atOffset(ZoneOffset.UTC),
              until.atOffset(ZoneOffset.UTC),
              language,
              by,
              now.atOffset(ZoneOffset.UTC));
          return new Made(
              pack,
              handovers.offer(tx, Optional.of(organisation), Handover.Kind.EVIDENCE, pack.id()));
        });
  }

  /** A page of an organisation's. */
  public Page<PackRequest> page(OrganisationId organisation, PageRequest request) {
    return database.in(
        organisation,
        tx -> new Listing(SELECT, "id").page(tx, request, PackRequests::read, PackRequest::id));
  }

  /** The one of that id. */
  Optional<PackRequest> find(OrganisationId organisation, String id) {
    return database.in(
        organisation, tx -> tx.one(SELECT + " where id = $1", id).map(PackRequests::read));
  }

  private static PackRequest read(Row row) {
    return new PackRequest(
        row.getString("id"),
        row.getOffsetDateTime("since").toInstant(),
        row.getOffsetDateTime("until").toInstant(),
        row.getString("language"),
        row.getString("made_by"),
        row.getOffsetDateTime("created_at").toInstant());
  }
}
