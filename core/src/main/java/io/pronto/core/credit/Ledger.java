package io.pronto.core.credit;

import io.pronto.core.Id;
import io.pronto.core.call.CallId;
import io.pronto.core.db.Database;
import io.pronto.core.db.Listing;
import io.pronto.core.db.Page;
import io.pronto.core.db.PageRequest;
import io.pronto.core.db.Tx;
import io.pronto.core.event.Outbox;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.math.BigDecimal;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The accounts of organisations, and every entry of their ledgers. */
public final class Ledger {
  private static final String ENTRY =
      "id, organisation_id, kind, amount, currency, balance, reference, note, created_at";
  private static final String CHARGE =
      """
      select call_id, started_at, seconds, billed_seconds, price, uncollected, currency,
             selling_prefix from call_charge\
      """;
  private static final String ACCOUNT =
      """
      select organisation_id, mode, currency, low_balance, balance,
             coalesce((select sum(amount) from credit_lease l
                        where l.organisation_id = a.organisation_id and expires_at > $2), 0) as leased
        from billing_account a where organisation_id = $1
      """;

  private final Database database;
  private final Outbox outbox;
  private final InstantSource clock;

  /** Keeps them in {@code database}, and tells of changes through {@code outbox}. */
  public Ledger(Database database, Outbox outbox, InstantSource clock) {
    this.database = database;
    this.outbox = outbox;
    this.clock = clock;
  }

  /** The account of {@code organisation}, as it sees it itself. */
  public Optional<BillingAccount> account(OrganisationId organisation) {
    return database.in(organisation, tx -> read(tx, organisation));
  }

  /** The same for the operator. */
  public Optional<BillingAccount> accountOf(OrganisationId organisation) {
    return database.asOperator(tx -> read(tx, organisation));
  }

  /**
   * Changes how {@code organisation} pays: mode, currency and the balance below which it is warned.
   *
   * @throws CurrencyInUse when the currency would change while there is a balance
   */
  public Optional<BillingAccount> change(
      OrganisationId organisation, UnaryOperator<BillingAccount> change) {
    return database.asOperator(
        tx -> {
          tx.one(
              "select 1 from billing_account where organisation_id = $1 for update",
              organisation.value());
          return read(tx, organisation).map(before -> write(tx, before, change.apply(before)));
        });
  }

  private static BillingAccount write(Tx tx, BillingAccount before, BillingAccount after) {
    if (!before.currency().equals(after.currency())
        && (before.balance().signum() != 0 || before.leased().signum() != 0)) {
      throw new CurrencyInUse();
    }
    tx.update(
        """
        update billing_account
           set mode = $2, currency = $3, low_balance = $4, warned = warned and balance < $4
         where organisation_id = $1
        """,
        after.organisation().value(),
        after.prepaid() ? "prepaid" : "postpaid",
        after.currency(),
        after.lowBalance());
    return after;
  }

  /**
   * Adds a top-up or an adjustment, and tells the organisation ({@code balance.changed}).
   *
   * @return empty when there is no such organisation
   */
  public Optional<LedgerEntry> add(
      OrganisationId organisation, LedgerEntry.Kind kind, BigDecimal amount, String note) {
    return database.together(
        () -> {
          var entry =
              database.asOperator(
                  tx -> add(tx, organisation, kind, amount, Optional.empty(), note));
          entry.ifPresent(
              added ->
                  database.in(
                      organisation,
                      tx -> {
                        outbox.append(tx, "balance.changed", json(added));
                        return null;
                      }));
          return entry;
        });
  }

  private static JsonObject json(LedgerEntry entry) {
    return new JsonObject()
        .put("entry_id", entry.id())
        .put("kind", entry.kind().code())
        .put("amount", entry.amount().toPlainString())
        .put("balance", entry.balance().toPlainString())
        .put("currency", entry.currency());
  }

  /**
   * Takes the rent of a number, in a transaction of the organisation; harmless when it was taken
   * for that reference already. It is taken though nothing is left: a prepaid account that goes
   * below zero by it is told so ({@code balance.overdrawn}).
   *
   * @param amount what is to be paid, not negative, in the account's currency
   * @param reference such as {@code +33123456789 2026-11-28}
   * @return false when it was taken before
   */
  public boolean rent(
      Tx tx, OrganisationId organisation, BigDecimal amount, String reference, String note) {
    var account = Credit.lock(tx, organisation);
    var taken =
        add(tx, organisation, LedgerEntry.Kind.RENT, amount.negate(), Optional.of(reference), note);
    taken.ifPresent(
        entry -> {
          Credit.warn(tx, outbox, account, entry.balance());
          if (account.prepaid()
              && account.balance().signum() >= 0
              && entry.balance().signum() < 0) {
            outbox.append(tx, "balance.overdrawn", json(entry).put("reference", reference));
          }
        });
    return taken.isPresent();
  }

  static Optional<LedgerEntry> add(
      Tx tx,
      OrganisationId organisation,
      LedgerEntry.Kind kind,
      BigDecimal amount,
      Optional<String> reference,
      String note) {
    return tx.one(
            "select "
                + ENTRY
                + " from add_ledger_entry($1, $2, $3, $4, $5, $6) where id is not null",
            Id.next("led"),
            organisation.value(),
            kind.code(),
            amount,
            reference.orElse(null),
            note)
        .map(Ledger::entry);
  }

  /** A page of an organisation's entries, as it sees them itself. */
  public Page<LedgerEntry> page(
      OrganisationId organisation, Optional<LedgerEntry.Kind> kind, PageRequest request) {
    return database.in(organisation, tx -> page(tx, organisation, kind, request));
  }

  /** The same for the operator. */
  public Page<LedgerEntry> pageOf(
      OrganisationId organisation, Optional<LedgerEntry.Kind> kind, PageRequest request) {
    return database.asOperator(tx -> page(tx, organisation, kind, request));
  }

  private static Page<LedgerEntry> page(
      Tx tx, OrganisationId organisation, Optional<LedgerEntry.Kind> kind, PageRequest request) {
    return new Listing("select " + ENTRY + " from ledger_entry", "id")
        .where("organisation_id = ?", organisation.value())
        .where("kind = ?", kind.map(LedgerEntry.Kind::code))
        .page(tx, request, Ledger::entry, LedgerEntry::id);
  }

  /** A page of what an organisation's calls were charged, or that of one call. */
  public Page<Charge> charges(
      OrganisationId organisation, Optional<CallId> call, PageRequest request) {
    return database.in(
        organisation,
        tx ->
            new Listing(CHARGE, "call_id")
                .where("organisation_id = ?", organisation.value())
                .where("call_id = ?", call.map(CallId::value))
                .page(tx, request, Ledger::charge, charge -> charge.call().value()));
  }

  private static Charge charge(Row row) {
    return new Charge(
        new CallId(row.getString("call_id")),
        row.getOffsetDateTime("started_at").toInstant(),
        row.getInteger("seconds"),
        row.getInteger("billed_seconds"),
        Optional.ofNullable(row.getBigDecimal("price")),
        row.getBigDecimal("uncollected"),
        row.getString("currency"),
        Optional.ofNullable(row.getString("selling_prefix")));
  }

  private Optional<BillingAccount> read(Tx tx, OrganisationId organisation) {
    return tx.one(ACCOUNT, organisation.value(), clock.instant().atOffset(ZoneOffset.UTC))
        .map(
            row ->
                new BillingAccount(
                    organisation,
                    row.getString("mode").equals("prepaid"),
                    row.getString("currency"),
                    row.getBigDecimal("low_balance"),
                    row.getBigDecimal("balance"),
                    row.getBigDecimal("leased")));
  }

  private static LedgerEntry entry(Row row) {
    return new LedgerEntry(
        row.getString("id"),
        new OrganisationId(row.getString("organisation_id")),
        LedgerEntry.Kind.of(row.getString("kind")),
        row.getBigDecimal("amount"),
        row.getString("currency"),
        row.getBigDecimal("balance"),
        Optional.ofNullable(row.getString("reference")),
        row.getString("note"),
        row.getOffsetDateTime("created_at").toInstant());
  }
}
