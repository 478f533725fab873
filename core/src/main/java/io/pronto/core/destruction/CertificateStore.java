package io.pronto.core.destruction;

import io.pronto.core.db.Database;
import io.pronto.core.db.Listing;
import io.pronto.core.db.Page;
import io.pronto.core.db.PageRequest;
import io.pronto.core.db.Tx;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** The certificates that were issued; they are kept for ever. */
public final class CertificateStore {
  private static final int BATCH = 500;

  private final Database database;

  /** Reads those of {@code database}. */
  public CertificateStore(Database database) {
    this.database = database;
  }

  /** A page of an organisation's. Their key is their id. */
  public Page<DestructionCertificate> page(
      OrganisationId organisation, CertificateFilter filter, PageRequest request) {
    return database.in(organisation, tx -> page(tx, filter, request));
  }

  /** A page of the operator's own. */
  public Page<DestructionCertificate> operators(CertificateFilter filter, PageRequest request) {
    return database.asOperator(tx -> page(tx, filter, request));
  }

  /** One of an organisation's. */
  public Optional<DestructionCertificate> find(OrganisationId organisation, String id) {
    return database.in(organisation, tx -> find(tx, id));
  }

  /** One of the operator's own. */
  public Optional<DestructionCertificate> findOperators(String id) {
    return database.asOperator(tx -> find(tx, id));
  }

  /** Those of {@code chain} that follow the one with that sequence, 500 of them at most. */
  static List<Row> rows(Tx tx, String chain, long after) {
    return tx.query(
        CertificateRow.SELECT + " where chain = $1 and sequence > $2 order by sequence limit $3",
        chain,
        after,
        BATCH);
  }

  private static Page<DestructionCertificate> page(
      Tx tx, CertificateFilter filter, PageRequest request) {
    return new Listing(CertificateRow.SELECT, "id")
        .where("category = ?", filter.category().map(Category::text))
        .where("issued_at >= ?", filter.from().map(CertificateStore::utc))
        .where("issued_at < ?", filter.until().map(CertificateStore::utc))
        .page(tx, request, CertificateRow::read, DestructionCertificate::id);
  }

  private static Optional<DestructionCertificate> find(Tx tx, String id) {
    return tx.one(CertificateRow.SELECT + " where id = $1", id).map(CertificateRow::read);
  }

  private static OffsetDateTime utc(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }
}
