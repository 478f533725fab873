package io.pronto.core.identity;

import io.pronto.core.db.Database;
import io.pronto.core.db.Tx;
import io.pronto.core.identity.TrunkIdentity.Verification;
import io.vertx.sqlclient.Row;
import java.util.Optional;
import java.util.function.Consumer;

/** What is done about identity on which trunk. */
public final class TrunkIdentityStore {
  private final Database database;

  /** Keeps it in {@code database}. */
  public TrunkIdentityStore(Database database) {
    this.database = database;
  }

  /** That of the trunk of that id; empty when there is no such trunk. */
  public Optional<TrunkIdentity> find(String trunkId) {
    return database.asOperator(tx -> read(tx, trunkId));
  }

  /**
   * Says what is done on a trunk; empty when there is no such one.
   *
   * @param check sees how it was, and refuses by throwing
   * @throws BadCredential when there is no such certificate
   */
  public Optional<TrunkIdentity> put(
      String trunkId, TrunkIdentity wanted, Consumer<TrunkIdentity> check) {
    return database.asOperator(
        tx -> {
          tx.one("select from trunk where id = $1 for update", trunkId);
          var before = read(tx, trunkId);
          before.ifPresent(check);
          return before.map(
              _ -> {
                wanted.certificateId().ifPresent(id -> requireCertificate(tx, id));
                tx.update(
                    """
                    insert into trunk_identity
                      (trunk_id, certificate_id, verification, shows_callers)
                    values ($1, $2, $3, $4)
                    on conflict (trunk_id)
                    do update set certificate_id = $2, verification = $3, shows_callers = $4
                    """,
                    trunkId,
                    wanted.certificateId().orElse(null),
                    wanted.verification().code(),
                    wanted.showsCallers());
                return wanted;
              });
        });
  }

  private static void requireCertificate(Tx tx, String id) {
    tx.one("select from signing_certificate where id = $1 for key share", id)
        .orElseThrow(() -> new BadCredential("certificate_id", "Is no certificate"));
  }

  private static Optional<TrunkIdentity> read(Tx tx, String trunkId) {
    return tx.one(
            """
            select i.certificate_id, coalesce(i.verification, 'off') as verification,
                   coalesce(i.shows_callers, false) as shows_callers
              from trunk t left join trunk_identity i on i.trunk_id = t.id where t.id = $1
            """,
            trunkId)
        .map(TrunkIdentityStore::identity);
  }

  static TrunkIdentity identity(Row row) {
    return new TrunkIdentity(
        Optional.ofNullable(row.getString("certificate_id")),
        row.getBoolean("shows_callers"),
        Verification.of(row.getString("verification")));
  }
}
