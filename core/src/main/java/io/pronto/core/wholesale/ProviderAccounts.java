package io.pronto.core.wholesale;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pronto.core.Id;
import io.pronto.core.db.Database;
import io.pronto.core.db.Listing;
import io.pronto.core.db.Page;
import io.pronto.core.db.PageRequest;
import io.pronto.core.db.StorableText;
import io.pronto.core.db.Tx;
import io.pronto.core.seal.MasterKey;
import io.pronto.core.subprocessor.ProcessedBy;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The wholesale APIs from which the operator buys numbers. */
public final class ProviderAccounts {
  private static final int LONGEST_ERROR = 500;
  private static final String SELECT =
      """
      select id, carrier_id, name, kind, base_url, credentials, enabled, subprocessor_id,
             reconciled_at, reconcile_error, created_at from number_provider\
      """;

  private final Database database;
  private final MasterKey master;

  /** Keeps them in {@code database}, their secrets sealed by {@code master}. */
  public ProviderAccounts(Database database, MasterKey master) {
    this.database = database;
    this.master = master;
  }

  /**
   * One, and how it was compared with ours the last time.
   *
   * @param error why that failed
   */
  public record Kept(
      ProviderAccount account,
      Optional<Instant> reconciledAt,
      Optional<String> error,
      Instant createdAt) {}

  /**
   * Keeps a new one; its id is given. Refused by {@code number_provider_name}, and by {@code
   * number_provider_carrier} and {@code number_provider_subprocessor} when there is no such carrier
   * or subprocessor.
   */
  public Kept create(ProviderAccount wanted, Instant reconcileAt) {
    var id = Id.next("npr");
    return database.asOperator(
        tx -> {
          tx.update(
              """
              insert into number_provider (id, carrier_id, name, kind, base_url, credentials,
                enabled, subprocessor_id, reconcile_at)
              values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
              """,
              id,
              wanted.carrierId(),
              wanted.name(),
              wanted.kind(),
              wanted.baseUrl(),
              sealed(id, wanted.credentials()),
              wanted.enabled(),
              subprocessor(wanted),
              sql(reconcileAt));
          return read(tx, id, "").orElseThrow();
        });
  }

  /** A page of all. */
  public Page<Kept> list(PageRequest request) {
    return database.asOperator(
        tx -> new Listing(SELECT, "id").page(tx, request, this::kept, kept -> kept.account().id()));
  }

  /** The one of that id. */
  public Optional<Kept> find(String id) {
    return database.asOperator(tx -> read(tx, id, ""));
  }

  /** Changes name, address, secrets, whether more is bought there, and whose it is. */
  public Optional<Kept> change(String id, UnaryOperator<Kept> change) {
    return database.asOperator(
        tx ->
            read(tx, id, " for update")
                .map(change)
                .map(
                    after -> {
                      var account = after.account();
                      tx.update(
                          """
                          update number_provider set name = $2, base_url = $3, credentials = $4,
                                 enabled = $5, subprocessor_id = $6 where id = $1
                          """,
                          id,
                          account.name(),
                          account.baseUrl(),
                          sealed(id, account.credentials()),
                          account.enabled(),
                          subprocessor(account));
                      return read(tx, id, "").orElseThrow();
                    }));
  }

  /** Forgets one; refused by {@code number_rental_provider} when anything was bought there. */
  public boolean delete(String id, Consumer<Kept> check) {
    return database.asOperator(
        tx -> {
          read(tx, id, " for update").ifPresent(check);
          return tx.update("delete from number_provider where id = $1", id) > 0;
        });
  }

  /** Those that customers may buy from. */
  public List<ProviderAccount> enabled() {
    return database.asStranger(
        tx ->
            tx.query("select * from number_provider_account(null) where enabled").stream()
                .map(this::account)
                .toList());
  }

  /** The one of that id, in use or not. */
  public Optional<ProviderAccount> account(String id) {
    return database.asStranger(
        tx -> tx.one("select * from number_provider_account($1)", id).map(this::account));
  }

  /** Has its numbers compared with ours at once; false when there is none. */
  public boolean reconcileNow(String id, Instant now) {
    return database.asOperator(
        tx ->
            tx.update("update number_provider set reconcile_at = $2 where id = $1", id, sql(now))
                > 0);
  }

  /** One that is to be compared; from now on it is due at {@code next}. */
  Optional<String> claimReconciliation(Instant now, Instant next) {
    return database.asStranger(
        tx ->
            tx.one("select claim_reconciliation($1, $2)", sql(now), sql(next))
                .map(row -> row.getString(0)));
  }

  /** It was compared; {@code error} says why it could not be. */
  void reconciled(Tx tx, String id, Instant at, Optional<String> error) {
    tx.update(
        """
        update number_provider
           set reconciled_at = case when $3::text is null then $2 else reconciled_at end,
               reconcile_error = $3 where id = $1
        """,
        id,
        sql(at),
        error.map(text -> StorableText.of(text, LONGEST_ERROR)).orElse(null));
  }

  private Optional<Kept> read(Tx tx, String id, String lock) {
    return tx.one(SELECT + " where id = $1" + lock, id).map(this::kept);
  }

  private Kept kept(Row row) {
    return new Kept(
        account(row),
        Optional.ofNullable(row.getOffsetDateTime("reconciled_at")).map(OffsetDateTime::toInstant),
        Optional.ofNullable(row.getString("reconcile_error")),
        row.getOffsetDateTime("created_at").toInstant());
  }

  private ProviderAccount account(Row row) {
    var id = row.getString("id");
    var plain =
        master.open(
            row.getBuffer("credentials").getBytes(), context(id), "A number provider's secrets");
    return new ProviderAccount(
        id,
        row.getString("carrier_id"),
        row.getString("name"),
        row.getString("kind"),
        row.getString("base_url"),
        new JsonObject(new String(plain, UTF_8)),
        row.getBoolean("enabled"),
        ProcessedBy.of(Optional.ofNullable(row.getString("subprocessor_id"))));
  }

  private static String subprocessor(ProviderAccount account) {
    return account.processedBy() instanceof ProcessedBy.Named(var id) ? id : null;
  }

  private Buffer sealed(String id, JsonObject credentials) {
    return Buffer.buffer(master.seal(credentials.encode().getBytes(UTF_8), context(id)));
  }

  private static byte[] context(String id) {
    return ("number provider " + id).getBytes(UTF_8);
  }

  private static OffsetDateTime sql(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }
}
