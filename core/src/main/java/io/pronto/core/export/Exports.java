package io.pronto.core.export;

import io.pronto.core.Id;
import io.pronto.core.access.LinkEnded;
import io.pronto.core.access.Token;
import io.pronto.core.call.CdrStore;
import io.pronto.core.call.StoredCdr;
import io.pronto.core.db.Database;
import io.pronto.core.db.Listing;
import io.pronto.core.db.Page;
import io.pronto.core.db.PageRequest;
import io.pronto.core.db.Tx;
import io.pronto.core.mail.Letter;
import io.pronto.core.mail.MailQueue;
import io.pronto.core.mail.Recipient;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.people.EmailAddress;
import io.pronto.core.people.InvalidEmail;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/** Tables of call records that people take out by a link, each made while it is fetched. */
public final class Exports {
  /** How long a link works. */
  public static final Duration LIFE = Duration.ofHours(24);

  /** Where a table is fetched, but for the token at its end. */
  public static final String DOWNLOADS = "/v1/exports/downloads/";

  private static final int AT_ONCE = 1_000;
  private static final String SELECT =
      """
      select id, organisation_id, filter, asked_by, created_at, expires_at, fetched, last_fetched_at
        from export\
      """;

  private final Database database;
  private final CdrStore cdrs;
  private final Optional<MailQueue> mail;

  /**
   * Keeps what was asked for in {@code database}.
   *
   * @param mail empty where none is sent
   */
  public Exports(Database database, Optional<MailQueue> mail) {
    this.database = database;
    this.cdrs = new CdrStore(database);
    this.mail = mail;
  }

  /**
   * A new one.
   *
   * @param token the secret in its link, told once
   * @param mailed whether it was written to whoever asked
   */
  public record Made(Export export, String token, boolean mailed) {
    @Override
    public String toString() {
      return export.id();
    }
  }

  /**
   * Makes one.
   *
   * @param askedBy the id of a user or a key
   * @param mailed whether to write to that user
   */
  public Made make(
      OrganisationId organisation, ExportFilter filter, String askedBy, boolean mailed) {
    var token = Token.next("pronto_export_");
    var id = Id.next("exp");
    return database.in(
        organisation,
        tx -> {
          tx.update(
              """
              insert into export (id, organisation_id, kind, filter, asked_by, token_hash, expires_at)
              values ($1, $2, 'cdrs', $3, $4, $5, $6)
              """,
              id,
              organisation.value(),
              filter.json(),
              askedBy,
              token.hash(),
              OffsetDateTime.now(ZoneOffset.UTC).plus(LIFE));
          boolean written = mailed && write(tx, organisation, askedBy, token);
          return new Made(find(tx, id).orElseThrow(), token.value(), written);
        });
  }

  /** Writes to whoever asked; false when no mail is sent, or none can be sent there. */
  private boolean write(Tx tx, OrganisationId organisation, String user, Token token) {
    var recipient =
        mail.flatMap(
                _ ->
                    tx.one(
                        "select id, email, name, language from user_account where id = $1", user))
            .flatMap(row -> recipient(organisation, row));
    recipient.ifPresent(
        found ->
            mail.orElseThrow()
                .post(tx, found, new Letter.ExportReady(DOWNLOADS + token.value()), LIFE));
    return recipient.isPresent();
  }

  private static Optional<Recipient> recipient(OrganisationId organisation, Row row) {
    try {
      return Optional.of(
          new Recipient(
              Optional.of(organisation),
              row.getString("id"),
              new EmailAddress(row.getString("email")),
              row.getString("name"),
              row.getString("language")));
    } catch (InvalidEmail none) {
      return Optional.empty();
    }
  }

  /** A page of an organisation's, of the last 30 days. Their key is their id. */
  public Page<Export> page(OrganisationId organisation, PageRequest request) {
    return database.in(
        organisation, tx -> new Listing(SELECT, "id").page(tx, request, Exports::read, Export::id));
  }

  /** One of an organisation's. */
  public Optional<Export> find(OrganisationId organisation, String id) {
    return database.in(organisation, tx -> find(tx, id));
  }

  /** Ends the link of one of an organisation's; false when there is none. */
  public boolean delete(OrganisationId organisation, String id) {
    return database.in(organisation, tx -> tx.update("delete from export where id = $1", id) > 0);
  }

  /**
   * The one whose link holds {@code token}, which is noted as fetched; empty if it has ended.
   *
   * @throws LinkEnded where whoever asked for it may no longer take records out, or the contract
   *     has ended
   */
  public Optional<Export> fetch(String token) {
    var hash = new Token(token).hash();
    return database
        .asStranger(tx -> tx.one("select * from export_by_token($1)", hash))
        .map(LinkEnded::requireUsable)
        .flatMap(
            found ->
                database.in(
                    new OrganisationId(found.getString("organisation_id")),
                    tx -> fetched(tx, found.getString("id"))));
  }

  private static Optional<Export> fetched(Tx tx, String id) {
    tx.update("update export set fetched = fetched + 1, last_fetched_at = now() where id = $1", id);
    return find(tx, id);
  }

  /**
   * The records of {@code export}, the oldest first, a thousand at a time; not of whoever has had
   * their data restricted, since a table is made to leave the organisation (GDPR art. 18(2)).
   *
   * @param after where the page before has ended
   */
  public Page<StoredCdr> records(Export export, Optional<String> after) {
    return cdrs.unrestricted(
        export.organisation(),
        export.filter().cdrs(),
        new PageRequest(AT_ONCE, after, Optional.empty(), false));
  }

  private static Optional<Export> find(Tx tx, String id) {
    return tx.one(SELECT + " where id = $1", id).map(Exports::read);
  }

  private static Export read(Row row) {
    return new Export(
        row.getString("id"),
        new OrganisationId(row.getString("organisation_id")),
        ExportFilter.of((JsonObject) row.getJson("filter")),
        row.getString("asked_by"),
        row.getOffsetDateTime("created_at").toInstant(),
        row.getOffsetDateTime("expires_at").toInstant(),
        row.getInteger("fetched"),
        Optional.ofNullable(row.getOffsetDateTime("last_fetched_at")).map(Exports::instant));
  }

  private static Instant instant(OffsetDateTime time) {
    return time.toInstant();
  }
}
