package io.pronto.core.contract;

import io.pronto.core.archive.ArchivedRecord;
import io.pronto.core.archive.ArchivedRecord.Kind;
import io.pronto.core.archive.FormerAccounts;
import io.pronto.core.archive.SealedArchive;
import io.pronto.core.db.Tx;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.rental.RegulatoryFiles;
import io.vertx.core.json.JsonArray;
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
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What law has the operator keep of an organisation that is erased (CPCE art. L.34-1 II bis and
 * R.10-13): it goes into the sealed archive, in the transaction that takes it away here.
 */
public final class KeptByLaw {
  private static final ZoneId PARIS = ZoneId.of("Europe/Paris");
  private static final Pattern NUMBER = Pattern.compile("\\+[1-9][0-9]{6,14}(?![0-9])");
  private static final int SUBSCRIBER_YEARS = 5;
  private static final int IN_ONE = 1_000;

  private static final String PEOPLE =
      """
      select to_jsonb(u) as it from (
        select id, name, email, role, extension, created_at from user_account order by id) u
      """;
  private static final String NUMBERS =
      """
      select to_jsonb(n) as it from (
        select number, state, rent_from, rent_to, created_at from number_rental
         where activated_at is not null or state in ('active', 'quarantined', 'available', 'ported')
         union all
        select number, 'active', null, null, rented_at from phone_number p
         where not exists (select from number_rental r where r.number = p.number)
         order by 1) n
      """;
  private static final String PAYMENTS =
      """
      select to_jsonb(l) as it from (
        select id, kind, amount, currency, balance, reference, note, created_at from ledger_entry
         where kind <> 'call' and id > $1 order by id limit $2) l
      """;
  private static final String CONNECTIONS =
      """
      select id, created_by, used_at, host(used_from) as address from api_key
       where used_from is not null order by id
      """;

  private final SealedArchive archive;
  private final FormerAccounts former;
  private final RegulatoryFiles files;

  /**
   * Keeps it in {@code archive}.
   *
   * @param files what organisations have handed in about who they are
   */
  public KeptByLaw(SealedArchive archive, RegulatoryFiles files) {
    this.archive = archive;
    this.former = new FormerAccounts(archive, InstantSource.system());
    this.files = files;
  }

  /** Keeps the record of a call, a row of {@code take_calls}, unless its day has come. */
  void call(Tx tx, OrganisationId organisation, Row row, Instant now) {
    var content = row.getJsonObject("call");
    keepOf(
        tx,
        FormerAccounts.ofCall(content),
        new ArchivedRecord(
            Kind.CALL_DETAIL_RECORD,
            organisation,
            row.getOffsetDateTime("started_at").toInstant(),
            row.getLocalDate("delete_after"),
            content,
            numbers(content)),
        now);
  }

  private static Set<String> numbers(JsonObject content) {
    return NUMBER
        .matcher(content.encode())
        .results()
        .map(found -> found.group())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Keeps who the organisation of {@code contract} was, what it paid, and how it connected. */
  void organisation(Tx tx, Contract contract, Instant now) {
    var subscriber = subscriber(tx, contract);
    keep(tx, subscriber, now);
    for (var row : tx.query("select id from user_account order by id")) {
      former.keep(tx, row.getString("id"), end(contract), contract.endsOn().orElseThrow());
    }
    signUp(tx, contract, subscriber.terms(), now);
    for (var row : tx.query(CONNECTIONS)) {
      keepOf(
          tx, Set.of(row.getString("created_by")), connection(contract.organisation(), row), now);
    }
  }

  private static ArchivedRecord subscriber(Tx tx, Contract contract) {
    var people = all(tx, PEOPLE);
    var numbers = all(tx, NUMBERS);
    var terms = new TreeSet<String>();
    people.forEach(one -> terms.add(one.getString("email").toLowerCase(Locale.ROOT)));
    numbers.forEach(one -> terms.add(one.getString("number")));
    var content =
        general(tx, contract)
            .put("people", new JsonArray(people))
            .put("numbers", new JsonArray(numbers));
    return new ArchivedRecord(
        Kind.SUBSCRIBER,
        contract.organisation(),
        end(contract),
        contract.endsOn().orElseThrow().plusYears(SUBSCRIBER_YEARS),
        content,
        terms);
  }

  private static JsonObject general(Tx tx, Contract contract) {
    return tx.one(
            """
            select id, name, country, label, created_at::text as since from organisation
             where id = $1
            """,
            contract.organisation().value())
        .orElseThrow()
        .toJson()
        .put("ended_on", contract.endsOn().orElseThrow().toString());
  }

  /** It is found as the subscriber is. */
  private void signUp(Tx tx, Contract contract, Set<String> terms, Instant now) {
    var account =
        tx.one("select to_jsonb(b) as it from billing_account b")
            .map(row -> row.getJsonObject("it"))
            .orElseGet(JsonObject::new);
    keep(tx, signUp(contract, general(tx, contract).put("billing_account", account), terms), now);
    for (var row : tx.query("select id from regulatory_file order by id")) {
      files
          .open(row.getString("id"))
          .ifPresent(
              opened ->
                  keep(
                      tx,
                      signUp(
                          contract,
                          new JsonObject()
                              .put("regulatory_file", opened.file().id())
                              .put("country", opened.file().country())
                              .put("type", opened.file().type())
                              .put("contents", opened.contents()),
                          terms),
                      now));
    }
    var payments = payments(tx, "");
    while (!payments.isEmpty()) {
      keep(
          tx,
          signUp(contract, new JsonObject().put("payments", new JsonArray(payments)), terms),
          now);
      payments = payments(tx, payments.getLast().getString("id"));
    }
  }

  private static List<JsonObject> payments(Tx tx, String after) {
    return all(tx, PAYMENTS, after, IN_ONE);
  }

  private static ArchivedRecord signUp(Contract contract, JsonObject content, Set<String> terms) {
    var all = numbers(content);
    all.addAll(terms);
    return new ArchivedRecord(
        Kind.SIGN_UP,
        contract.organisation(),
        end(contract),
        contract.endsOn().orElseThrow().plusYears(1),
        content,
        all);
  }

  private static ArchivedRecord connection(OrganisationId organisation, Row row) {
    var usedAt = row.getOffsetDateTime("used_at").toInstant();
    return new ArchivedRecord(
        Kind.CONNECTION,
        organisation,
        usedAt,
        LocalDate.ofInstant(usedAt, PARIS).plusYears(1),
        new JsonObject()
            .put("api_key_id", row.getString("id"))
            .put("used_at", usedAt.toString())
            .put("address", row.getString("address")),
        Set.of());
  }

  private static Instant end(Contract contract) {
    return contract.endsOn().orElseThrow().plusDays(1).atStartOfDay(PARIS).toInstant();
  }

  private void keep(Tx tx, ArchivedRecord record, Instant now) {
    keepOf(tx, Set.of(), record, now);
  }

  /**
   * What would be due on the day on which it comes stays out.
   *
   * @param accounts that it is found by
   */
  private void keepOf(Tx tx, Set<String> accounts, ArchivedRecord record, Instant now) {
    if (!record.lastDay().isBefore(LocalDate.ofInstant(now, PARIS))) {
      var id = archive.keep(tx, record);
      if (!accounts.isEmpty()) {
        archive.ofAccounts(tx, id, accounts, Set.of());
      }
    }
  }

  private static List<JsonObject> all(Tx tx, String sql, Object... args) {
    return tx.query(sql, args).stream().map(row -> row.getJsonObject("it")).toList();
  }
}
