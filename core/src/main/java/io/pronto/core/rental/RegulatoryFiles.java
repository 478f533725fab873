package io.pronto.core.rental;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pronto.core.Id;
import io.pronto.core.audit.AuditLog;
import io.pronto.core.db.Database;
import io.pronto.core.db.Listing;
import io.pronto.core.db.Page;
import io.pronto.core.db.PageRequest;
import io.pronto.core.db.Tx;
import io.pronto.core.event.Outbox;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.seal.MasterKey;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What customers prove. Handed in sealed, opened by the operator's reviewers, noted when it is. */
public final class RegulatoryFiles {
  private static final String SELECT =
      """
      select id, organisation_id, country, type, documents, state, reason, created_at, reviewed_at
        from regulatory_file\
      """;

  private final Database database;
  private final MasterKey master;
  private final Outbox outbox;

  /** Keeps them in {@code database}, sealed by {@code master}; tells what was decided. */
  public RegulatoryFiles(Database database, MasterKey master, Outbox outbox) {
    this.database = database;
    this.master = master;
    this.outbox = outbox;
  }

  /** One with what is in it. */
  public record Opened(RegulatoryFile file, JsonObject contents) {}

  /**
   * Hands one in, to be reviewed.
   *
   * @param documents which are in {@code contents}
   */
  public RegulatoryFile handIn(
      OrganisationId organisation,
      String country,
      String type,
      Set<String> documents,
      JsonObject contents) {
    var id = Id.next("rgf");
    var sealed = master.seal(contents.encode().getBytes(UTF_8), context(id));
    return database.in(
        organisation,
        tx -> {
          tx.update(
              """
              insert into regulatory_file (id, organisation_id, country, type, documents, contents)
              values ($1, $2, $3, $4, $5, $6)
              """,
              id,
              organisation.value(),
              country,
              type,
              documents.stream().sorted().toArray(String[]::new),
              Buffer.buffer(sealed));
          return tell(tx, read(tx, id).orElseThrow());
        });
  }

  /** The one of that id. */
  public Optional<RegulatoryFile> find(OrganisationId organisation, String id) {
    return database.in(organisation, tx -> read(tx, id));
  }

  /** A page of those of {@code organisation}. */
  public Page<RegulatoryFile> list(OrganisationId organisation, PageRequest request) {
    return database.in(
        organisation,
        tx ->
            new Listing(SELECT, "id").page(tx, request, RegulatoryFiles::file, RegulatoryFile::id));
  }

  /** For the operator: a page of all customers', of one state or of all. */
  public Page<RegulatoryFile> listAll(Optional<String> state, PageRequest request) {
    return database.asOperator(
        tx ->
            new Listing(SELECT, "id")
                .where("state = ?", state)
                .page(tx, request, RegulatoryFiles::file, RegulatoryFile::id));
  }

  /** For the operator: one with what is in it; that it was opened is noted in the audit log. */
  public Optional<Opened> open(String id) {
    return database.asOperator(
        tx ->
            tx.one("select contents from regulatory_file where id = $1", id)
                .map(
                    row -> {
                      AuditLog.note(tx, "regulatory_file.opened", id);
                      return new Opened(
                          read(tx, id).orElseThrow(), contents(master, id, row.getBuffer(0)));
                    }));
  }

  /**
   * What is in the one of that id, which {@code master} has sealed.
   *
   * @throws io.pronto.core.seal.WrongMasterKey when another master key sealed it, or it was changed
   */
  public static JsonObject contents(MasterKey master, String id, Buffer sealed) {
    var plain = master.open(sealed.getBytes(), context(id), "A regulatory file");
    return new JsonObject(new String(plain, UTF_8));
  }

  /**
   * For the operator: approves one that is pending, or rejects it; empty when there is none.
   *
   * @param rejection why not; empty to approve it
   * @throws RentalRefused if it was decided before
   */
  public Optional<RegulatoryFile> decide(String id, Optional<String> rejection) {
    var owner =
        database.asOperator(
            tx -> tx.one("select organisation_id from regulatory_file where id = $1", id));
    return owner
        .map(row -> new OrganisationId(row.getString(0)))
        .map(organisation -> database.in(organisation, tx -> decided(tx, id, rejection)));
  }

  private RegulatoryFile decided(Tx tx, String id, Optional<String> rejection) {
    var state =
        rejection.isPresent() ? RegulatoryFile.State.REJECTED : RegulatoryFile.State.APPROVED;
    int changed =
        tx.update(
            """
            update regulatory_file set state = $2, reason = $3, reviewed_at = now()
             where id = $1 and state = 'pending'
            """,
            id,
            state.code(),
            rejection.orElse(""));
    if (changed == 0) {
      throw new RentalRefused(RentalRefused.Reason.WRONG_STATE, "It was decided before");
    }
    return tell(tx, read(tx, id).orElseThrow());
  }

  /** The documents that are approved for numbers of {@code country} and {@code type}. */
  static Set<String> approved(Tx tx, String country, String type) {
    return tx
        .query(
            """
            select distinct unnest(documents) from regulatory_file
             where country = $1 and type = $2 and state = 'approved'
            """,
            country,
            type)
        .stream()
        .map(row -> row.getString(0))
        .collect(Collectors.toSet());
  }

  private RegulatoryFile tell(Tx tx, RegulatoryFile file) {
    var data =
        new JsonObject()
            .put("regulatory_file_id", file.id())
            .put("country", file.country())
            .put("type", file.type());
    if (!file.reason().isEmpty()) {
      data.put("reason", file.reason());
    }
    outbox.append(tx, "regulatory_file." + file.state().code(), data);
    return file;
  }

  private static Optional<RegulatoryFile> read(Tx tx, String id) {
    return tx.one(SELECT + " where id = $1", id).map(RegulatoryFiles::file);
  }

  private static RegulatoryFile file(Row row) {
    return new RegulatoryFile(
        row.getString("id"),
        new OrganisationId(row.getString("organisation_id")),
        row.getString("country"),
        row.getString("type"),
        Set.copyOf(Arrays.asList(row.getArrayOfStrings("documents"))),
        RegulatoryFile.State.of(row.getString("state")),
        row.getString("reason"),
        row.getOffsetDateTime("created_at").toInstant(),
        Optional.ofNullable(row.getOffsetDateTime("reviewed_at")).map(OffsetDateTime::toInstant));
  }

  private static byte[] context(String id) {
    return ("regulatory file " + id).getBytes(UTF_8);
  }
}
