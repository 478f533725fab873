package io.pronto.core.subject;

import io.pronto.core.db.Database;
import io.pronto.core.db.Listing;
import io.pronto.core.db.Page;
import io.pronto.core.db.PageRequest;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What was erased of people, for the organisation that has wanted it. */
public final class Erasures {
  private static final String SELECT =
      """
      select * from (
        select e.id, e.request_id, e.state, e.instructed_by, e.instructed_at, e.pseudonym, e.erased,
               e.kept, e.done_at, e.scrubbed_at,
               array(select before.id from erasure before
                      where before.organisation_id = e.organisation_id
                        and before.subject_hash = e.subject_hash and before.id < e.id
                      order by 1) as earlier
          from erasure e) each\
      """;

  private final Database database;

  /** Reads those of {@code database}. */
  public Erasures(Database database) {
    this.database = database;
  }

  /** A page of an organisation's. */
  public Page<Erasure> list(OrganisationId organisation, PageRequest request) {
    return database.in(
        organisation,
        tx -> new Listing(SELECT, "id").page(tx, request, Erasures::read, Erasure::id));
  }

  /** An organisation's of that id. */
  public Optional<Erasure> find(OrganisationId organisation, String id) {
    return database.in(
        organisation, tx -> tx.one(SELECT + " where id = $1", id).map(Erasures::read));
  }

  private static Erasure read(Row row) {
    return new Erasure(
        row.getString("id"),
        row.getString("request_id"),
        Erasure.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
        row.getString("instructed_by"),
        row.getOffsetDateTime("instructed_at").toInstant(),
        row.getString("pseudonym"),
        Tally.of(row.getJsonObject("erased")).counts(),
        KeptList.read(row.getJsonArray("kept")),
        List.of(row.getArrayOfStrings("earlier")),
        time(row, "done_at"),
        time(row, "scrubbed_at"));
  }

  private static Optional<Instant> time(Row row, String column) {
    return Optional.ofNullable(row.getOffsetDateTime(column)).map(OffsetDateTime::toInstant);
  }
}
