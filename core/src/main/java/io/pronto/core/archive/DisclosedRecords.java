package io.pronto.core.archive;

import io.pronto.core.db.Database;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.seal.MasterKey;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The one way into the sealed archive: what an authority asked for that two people have approved.
 * The database looks whether they have, and finds nothing else.
 */
public final class DisclosedRecords {
  private static final int AT_ONCE = 200;

  private final Database database;
  private final SealedArchive archive;

  /** Opens what {@code master} has sealed in {@code database}. */
  public DisclosedRecords(Database database, MasterKey master) {
    this.database = database;
    archive = new SealedArchive(master);
  }

  /** A record with its id, {@code arc_…}. The terms that it was found by are not told. */
  public record Opened(String id, ArchivedRecord record) {}

  /**
   * What a request is found by: a keyed hash of each number (E.164) and e-mail address (lower
   * case).
   */
  public Buffer[] terms(Collection<String> plain) {
    return plain.stream().sorted().map(archive::term).toArray(Buffer[]::new);
  }

  /**
   * The next of what {@code request} may see, in the order of their ids; empty where there is no
   * more, or it is not approved.
   *
   * @param past the id of the last one before; empty for the first
   * @throws io.pronto.core.seal.WrongMasterKey when another master key sealed one, or it was
   *     changed
   */
  public List<Opened> next(String request, Optional<String> past) {
    return database
        .asOperator(
            tx ->
                tx.query(
                    "select * from disclosed_records($1, $2, $3)",
                    request,
                    past.orElse(""),
                    AT_ONCE))
        .stream()
        .map(this::open)
        .toList();
  }

  private Opened open(Row row) {
    var id = row.getString("id");
    return new Opened(
        id,
        new ArchivedRecord(
            ArchivedRecord.Kind.of(row.getString("kind")),
            new OrganisationId(row.getString("organisation_id")),
            instant(row),
            row.getLocalDate("delete_after"),
            archive.open(id, row.getBuffer("sealed")),
            Set.of()));
  }

  private static Instant instant(Row row) {
    return row.getOffsetDateTime("occurred_at").toInstant();
  }
}
