package io.pronto.core.identity;

import io.pronto.core.Id;
import io.pronto.core.db.Database;
import io.pronto.core.db.Listing;
import io.pronto.core.db.Page;
import io.pronto.core.db.PageRequest;
import io.pronto.core.db.Tx;
import io.pronto.core.seal.MasterKey;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The operator's certificates by which calls are signed, their keys sealed. */
public final class SigningCertificateStore {
  private static final String SELECT =
      "select id, name, x5u, chain, expires_at, created_at from signing_certificate";

  private final Database database;
  private final MasterKey master;
  private final InstantSource clock;

  /** Keeps them in {@code database}, keys sealed by {@code master}. */
  public SigningCertificateStore(Database database, MasterKey master, InstantSource clock) {
    this.database = database;
    this.master = master;
    this.clock = clock;
  }

  /**
   * Keeps a new one. Refused by {@code signing_certificate_name} when another has that name.
   *
   * @param x5u where the chain of the certificate with that id is found
   * @param chain in PEM, the certificate itself first
   * @param key PKCS #8 in PEM
   * @throws BadCredential when calls could not be signed by it
   */
  public SigningCertificate create(
      String name, UnaryOperator<String> x5u, String chain, String key) {
    var certificates = Credentials.chain(chain, clock.instant());
    var secret = Credentials.key(key, certificates.leaf());
    var id = Id.next("sgc");
    return database.asOperator(
        tx -> {
          tx.update(
              """
              insert into signing_certificate (id, name, x5u, chain, private_key, expires_at)
              values ($1, $2, $3, $4, $5, $6)
              """,
              id,
              name,
              x5u.apply(id),
              chain,
              Buffer.buffer(master.seal(secret.getEncoded(), context(id))),
              certificates.leaf().getNotAfter().toInstant().atOffset(ZoneOffset.UTC));
          return read(tx, id).orElseThrow();
        });
  }

  /** A page of them. */
  public Page<SigningCertificate> list(PageRequest request) {
    return database.asOperator(
        tx ->
            new Listing(SELECT, "id")
                .page(tx, request, SigningCertificateStore::certificate, SigningCertificate::id));
  }

  /** The one of that id. */
  public Optional<SigningCertificate> find(String id) {
    return database.asOperator(tx -> read(tx, id));
  }

  /** Changes name and address of the one of that id. */
  public Optional<SigningCertificate> change(String id, UnaryOperator<SigningCertificate> change) {
    return database.asOperator(
        tx ->
            locked(tx, id)
                .map(change)
                .map(
                    after -> {
                      tx.update(
                          "update signing_certificate set name = $2, x5u = $3 where id = $1",
                          id,
                          after.name(),
                          after.x5u());
                      return after;
                    }));
  }

  /**
   * Deletes the one of that id; false when there is none. Refused by {@code
   * trunk_identity_certificate} while a trunk's calls are signed by it.
   *
   * @param check sees it locked, and refuses by throwing
   */
  public boolean delete(String id, Consumer<SigningCertificate> check) {
    return database.asOperator(
        tx -> {
          locked(tx, id).ifPresent(check);
          return tx.update("delete from signing_certificate where id = $1", id) > 0;
        });
  }

  static byte[] context(String id) {
    return ("signing key " + id).getBytes(StandardCharsets.UTF_8);
  }

  private static Optional<SigningCertificate> read(Tx tx, String id) {
    return tx.one(SELECT + " where id = $1", id).map(SigningCertificateStore::certificate);
  }

  private static Optional<SigningCertificate> locked(Tx tx, String id) {
    return tx.one(SELECT + " where id = $1 for update", id)
        .map(SigningCertificateStore::certificate);
  }

  private static SigningCertificate certificate(Row row) {
    return new SigningCertificate(
        row.getString("id"),
        row.getString("name"),
        row.getString("x5u"),
        row.getString("chain"),
        row.getOffsetDateTime("expires_at").toInstant(),
        row.getOffsetDateTime("created_at").toInstant());
  }
}
