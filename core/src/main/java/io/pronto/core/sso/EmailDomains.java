package io.pronto.core.sso;

import io.pronto.core.DomainName;
import io.pronto.core.Id;
import io.pronto.core.access.Token;
import io.pronto.core.db.Database;
import io.pronto.core.db.Listing;
import io.pronto.core.db.Page;
import io.pronto.core.db.PageRequest;
import io.pronto.core.db.Tx;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.Optional;

/** The domains of organisations' e-mail addresses. */
public final class EmailDomains {
  private static final String SELECT =
      "select id, domain, token, created_at, verified_at from email_domain";

  private final Database database;

  /** Keeps them in {@code database}. */
  public EmailDomains(Database database) {
    this.database = database;
  }

  /** Adds one, to be verified. Refused by {@code email_domain_own} when it is there already. */
  public EmailDomain create(OrganisationId organisation, DomainName domain) {
    return database.in(
        organisation,
        tx ->
            tx.one(
                    """
                    insert into email_domain (id, organisation_id, domain, token)
                    values ($1, $2, $3, $4)
                    returning id, domain, token, created_at, verified_at
                    """,
                    Id.next("dom"),
                    organisation.value(),
                    domain.ascii(),
                    Token.next("").value())
                .map(EmailDomains::domain)
                .orElseThrow());
  }

  /** A page of all. */
  public Page<EmailDomain> list(OrganisationId organisation, PageRequest request) {
    return database.in(
        organisation,
        tx -> new Listing(SELECT, "id").page(tx, request, EmailDomains::domain, EmailDomain::id));
  }

  /** The one of that id. */
  public Optional<EmailDomain> find(OrganisationId organisation, String id) {
    return database.in(organisation, tx -> read(tx, id));
  }

  /**
   * Notes that the one of that id is the organisation's own. Refused by {@code
   * email_domain_verified} when it is another's.
   */
  public Optional<EmailDomain> verified(OrganisationId organisation, String id) {
    return database.in(
        organisation,
        tx -> {
          tx.update(
              "update email_domain set verified_at = now() where id = $1 and verified_at is null",
              id);
          return read(tx, id);
        });
  }

  /**
   * Removes the one of that id; false when there is none.
   *
   * @throws CannotEnforce if it is the last verified one while single sign-on is enforced
   */
  public boolean delete(OrganisationId organisation, String id) {
    return database.in(
        organisation,
        tx -> {
          boolean enforced =
              IdentityProviders.lock(tx).map(IdentityProvider::enforced).orElse(false);
          boolean deleted = tx.update("delete from email_domain where id = $1", id) > 0;
          if (deleted && enforced && !anyVerified(tx)) {
            throw new CannotEnforce(CannotEnforce.Reason.NO_VERIFIED_DOMAIN);
          }
          return deleted;
        });
  }

  static boolean anyVerified(Tx tx) {
    return tx.one("select from email_domain where verified_at is not null limit 1").isPresent();
  }

  /** Whether {@code email} is an address of a verified domain of the organisation of {@code tx}. */
  static boolean covers(Tx tx, String email) {
    return DomainName.ofEmail(email)
        .flatMap(
            domain ->
                tx.one(
                    "select from email_domain where domain = $1 and verified_at is not null",
                    domain.ascii()))
        .isPresent();
  }

  private static Optional<EmailDomain> read(Tx tx, String id) {
    return tx.one(SELECT + " where id = $1", id).map(EmailDomains::domain);
  }

  private static EmailDomain domain(Row row) {
    return new EmailDomain(
        row.getString("id"),
        new DomainName(row.getString("domain")),
        row.getString("token"),
        row.getOffsetDateTime("created_at").toInstant(),
        Optional.ofNullable(row.getOffsetDateTime("verified_at")).map(OffsetDateTime::toInstant));
  }
}
