package io.pronto.core.archive;

import io.pronto.core.archive.ArchivedRecord.Kind;
import io.pronto.core.db.Tx;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.seal.MasterKey;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who somebody was outlives their account: it is sealed for the five years that law demands (CPCE
 * art. L.34-1 II bis 1°), from the day on which the account went or, where that is what took it
 * away, from the end of the contract. Calls that went into the archive are found by it too.
 */
public final class FormerAccounts {
  private static final ZoneId PARIS = ZoneId.of("Europe/Paris");
  private static final int YEARS = 5;

  private static final String ACCOUNT =
      """
      select u.organisation_id, u.email, u.work_email, n.numbers, jsonb_build_object(
               'account_id', u.id, 'organisation_id', o.id, 'organisation', o.name,
               'country', o.country, 'email', u.email, 'work_email', u.work_email, 'name', u.name,
               'role', u.role, 'extension', u.extension, 'since', u.created_at,
               'numbers', to_jsonb(n.numbers)) as account
        from user_account u join organisation o on o.id = u.organisation_id
        cross join lateral (
          select coalesce(array_agg(p.number order by p.number), '{}') as numbers
            from phone_number p
           where p.organisation_id = u.organisation_id and p.destination_user_id = u.id) n
       where u.id = $1
      """;

  private final SealedArchive archive;
  private final InstantSource clock;

  /** Keeps them in the archive that {@code master} seals. */
  public FormerAccounts(MasterKey master, InstantSource clock) {
    this(new SealedArchive(master), clock);
  }

  /** Keeps them in {@code archive}. */
  public FormerAccounts(SealedArchive archive, InstantSource clock) {
    this.archive = archive;
    this.clock = clock;
  }

  /** Keeps who has the account of that id, in the transaction that is about to delete it. */
  public void keep(Tx tx, String user) {
    var now = clock.instant();
    keep(tx, user, now, LocalDate.ofInstant(now, PARIS));
  }

  /**
   * The same for one that goes with a contract.
   *
   * @param endedAt when that ended
   * @param endedOn the day of it, in Europe/Paris
   */
  public void keep(Tx tx, String user, Instant endedAt, LocalDate endedOn) {
    tx.one(ACCOUNT, user).ifPresent(row -> keep(tx, user, row, endedAt, endedOn.plusYears(YEARS)));
  }

  private void keep(Tx tx, String user, Row row, Instant endedAt, LocalDate lastDay) {
    var id =
        archive.keep(
            tx,
            new ArchivedRecord(
                Kind.SUBSCRIBER,
                new OrganisationId(row.getString("organisation_id")),
                endedAt,
                lastDay,
                row.getJsonObject("account").put("ended_at", endedAt.toString()),
                new TreeSet<>(List.of(row.getArrayOfStrings("numbers")))));
    archive.ofAccounts(tx, id, Set.of(user), addresses(row));
  }

  private static Set<String> addresses(Row row) {
    return Stream.of(row.getString("email"), row.getString("work_email"))
        .filter(address -> address != null && !address.isEmpty())
        .map(address -> address.toLowerCase(Locale.ROOT))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The accounts that took part in a call, by its record as a row in JSON. */
  public static Set<String> ofCall(JsonObject call) {
    return Stream.of(call.getString("caller_user_id"), call.getString("called_user_id"))
        .filter(account -> account != null && !account.isEmpty())
        .collect(Collectors.toUnmodifiableSet());
  }
}
