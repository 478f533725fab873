package io.pronto.core.numbering;

import io.pronto.core.Id;
import io.pronto.core.db.Database;
import io.pronto.core.db.Listing;
import io.pronto.core.db.Page;
import io.pronto.core.db.PageRequest;
import io.pronto.core.db.Tx;
import io.pronto.core.numbering.RecordingExclusion.Type;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.sqlclient.Row;
import java.util.HashSet;
import java.util.Optional;

/** Whose calls organisations never record. Calls know of a change within a second. */
public final class RecordingExclusionStore {
  private final Database database;

  /** Keeps them in {@code database}. */
  public RecordingExclusionStore(Database database) {
    this.database = database;
  }

  /** A page of those of {@code organisation}. */
  public Page<RecordingExclusion> list(OrganisationId organisation, PageRequest request) {
    return database.in(
        organisation,
        tx ->
            new Listing("select * from recording_exclusion", "id")
                .page(tx, request, RecordingExclusionStore::read, RecordingExclusion::id));
  }

  /** That of {@code organisation} with that id. */
  public Optional<RecordingExclusion> find(OrganisationId organisation, String id) {
    return database.in(organisation, tx -> find(tx, id));
  }

  /**
   * Excludes {@code wanted}; empty where there is no such user or team, or where it is no whole
   * number. Refused by {@code recording_exclusion_once} when it is excluded already.
   *
   * @param wanted the id of a user or a team, or a number as the organisation's country dials it,
   *     or as E.164
   * @param by the id of whoever says so
   */
  public Optional<RecordingExclusion> add(
      OrganisationId organisation, Type type, String wanted, String reason, String by) {
    return database.in(
        organisation,
        tx ->
            subject(tx, type, wanted).map(found -> add(tx, organisation, type, found, reason, by)));
  }

  private static RecordingExclusion add(
      Tx tx, OrganisationId organisation, Type type, String subject, String reason, String by) {
    var id = Id.next("rex");
    tx.update(
        """
        insert into recording_exclusion (id, organisation_id, type, subject, reason, created_by)
        values ($1, $2, $3, $4, $5, $6)
        """,
        id,
        organisation.value(),
        type.code(),
        subject,
        reason,
        by);
    return find(tx, id).orElseThrow();
  }

  /** Ends one; false when there is none. */
  public boolean remove(OrganisationId organisation, String id) {
    return database.in(
        organisation, tx -> tx.update("delete from recording_exclusion where id = $1", id) > 0);
  }

  /** Those of the organisation of {@code tx}, as calls need to know them. */
  public static RecordingExclusions all(Tx tx) {
    var numbers = new HashSet<String>();
    var users = new HashSet<String>();
    tx.query(
            """
            select type, subject from recording_exclusion where type <> 'team'
             union all
            select 'user', m.user_id from recording_exclusion e join team_member m on m.team_id = e.subject
             where e.type = 'team'
            """)
        .forEach(
            row ->
                (row.getString("type").equals("number") ? numbers : users)
                    .add(row.getString("subject")));
    return new RecordingExclusions(numbers, users);
  }

  private static Optional<String> subject(Tx tx, Type type, String wanted) {
    return switch (type) {
      case NUMBER ->
          tx.one("select country from organisation where id = acting_organisation()")
              .flatMap(row -> E164.dialled(wanted, row.getString("country")))
              .map(E164::value);
      case USER ->
          tx.one("select id from user_account where id = $1", wanted)
              .map(row -> row.getString("id"));
      case TEAM ->
          tx.one("select id from team where id = $1", wanted).map(row -> row.getString("id"));
    };
  }

  private static Optional<RecordingExclusion> find(Tx tx, String id) {
    return tx.one("select * from recording_exclusion where id = $1", id)
        .map(RecordingExclusionStore::read);
  }

  private static RecordingExclusion read(Row row) {
    return new RecordingExclusion(
        row.getString("id"),
        Type.of(row.getString("type")),
        row.getString("subject"),
        row.getString("reason"),
        row.getString("created_by"),
        row.getOffsetDateTime("created_at").toInstant());
  }
}
