package io.pronto.core.rules;

import io.pronto.core.db.Database;
import io.pronto.core.db.Listing;
import io.pronto.core.db.Page;
import io.pronto.core.db.PageRequest;
import io.pronto.core.db.Tx;
import io.pronto.core.destruction.ByHand;
import io.pronto.core.destruction.Category;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The lists of callers of organisations and their users. */
public final class CallerListStore {
  /** How many callers an organisation and its users may list together. */
  public static final int MOST = 5_000;

  private static final String SELECT =
      """
      select id, user_id, list, number, match, reason, answer, outside_hours, expires_at,
             created_at from listed_caller\
      """;

  private static final String COUNT =
      "select count(*) from listed_caller where expires_at is null or expires_at > now()";

  /** How long an expired entry is still told to those who ask about a past moment. */
  private static final Duration MEMORY = Duration.ofDays(31);

  private final Database database;

  /** Keeps them in {@code database}. */
  public CallerListStore(Database database) {
    this.database = database;
  }

  /** A page of one of the lists, of {@code userId} or, without one, of all. */
  public Page<ListedCaller> list(
      OrganisationId organisation,
      ListedCaller.Kind kind,
      Optional<String> userId,
      PageRequest request) {
    return database.in(
        organisation,
        tx ->
            new Listing(SELECT, "id")
                .where("list = ?", code(kind))
                .where("user_id = ?", userId)
                .page(tx, request, CallerListStore::read, ListedCaller::id));
  }

  /** The one of that id on that list. */
  public Optional<ListedCaller> find(
      OrganisationId organisation, ListedCaller.Kind kind, String id) {
    return database.in(organisation, tx -> find(tx, kind, id, ""));
  }

  /**
   * Lists a caller; empty when {@link #MOST} are listed. Refused by {@code listed_caller_once} when
   * the list has the number already, by {@code listed_caller_user} when there is no such user.
   */
  public Optional<ListedCaller> add(OrganisationId organisation, ListedCaller listed) {
    return database.in(
        organisation,
        tx -> {
          tx.one("select from organisation where id = $1 for no key update", organisation.value());
          if (tx.one(COUNT).orElseThrow().getLong(0) >= MOST) {
            return Optional.empty();
          }
          insert(tx, organisation, listed);
          return find(tx, listed.kind(), listed.id(), "");
        });
  }

  /** Changes reason, treatment and expiry of the one of that id. */
  public Optional<ListedCaller> change(
      OrganisationId organisation,
      ListedCaller.Kind kind,
      String id,
      UnaryOperator<ListedCaller> change) {
    return database.in(
        organisation,
        tx -> find(tx, kind, id, " for update").map(change).map(after -> write(tx, after)));
  }

  /**
   * Deletes the one of that id; false when there is none.
   *
   * @param check sees it locked, and refuses by throwing
   * @param byHand certifies it
   */
  public boolean delete(
      OrganisationId organisation,
      ListedCaller.Kind kind,
      String id,
      Consumer<ListedCaller> check,
      ByHand byHand) {
    return database.in(
        organisation,
        tx -> {
          var leaving = find(tx, kind, id, " for update");
          leaving.ifPresent(check);
          leaving.ifPresent(
              _ -> {
                tx.update("delete from listed_caller where id = $1", id);
                byHand.certify(tx, organisation, Category.LISTED_CALLER, List.of(id));
              });
          return leaving.isPresent();
        });
  }

  /**
   * All that count at {@code now}, later, or within the month before; the transaction is their
   * organisation's.
   */
  public static CallerLists lists(Tx tx, Instant now) {
    return new CallerLists(
        tx
            .query(
                SELECT + " where expires_at is null or expires_at > $1",
                now.minus(MEMORY).atOffset(ZoneOffset.UTC))
            .stream()
            .map(CallerListStore::read)
            .toList());
  }

  private static void insert(Tx tx, OrganisationId organisation, ListedCaller listed) {
    tx.update(
        """
        delete from listed_caller where number = $1 and list = $2 and match = $3
           and user_id is not distinct from $4 and expires_at <= now()
        """,
        listed.number(),
        code(listed.kind()),
        listed.prefix() ? "prefix" : "exact",
        listed.userId().orElse(null));
    tx.update(
        """
        insert into listed_caller (id, organisation_id, user_id, list, number, match, reason,
          answer, outside_hours, expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """,
        listed.id(),
        organisation.value(),
        listed.userId().orElse(null),
        code(listed.kind()),
        listed.number(),
        listed.prefix() ? "prefix" : "exact",
        listed.reason(),
        answer(listed),
        outsideHours(listed),
        expiry(listed));
  }

  private static ListedCaller write(Tx tx, ListedCaller after) {
    tx.update(
        """
        update listed_caller set reason = $2, answer = $3, outside_hours = $4, expires_at = $5
         where id = $1
        """,
        after.id(),
        after.reason(),
        answer(after),
        outsideHours(after),
        expiry(after));
    return after;
  }

  private static String answer(ListedCaller listed) {
    return listed.treatment() instanceof ListedCaller.Treatment.Blocked(var answer)
        ? answer.code()
        : null;
  }

  private static Boolean outsideHours(ListedCaller listed) {
    return listed.treatment() instanceof ListedCaller.Treatment.Vip(var outsideHours)
        ? (Boolean) outsideHours
        : null;
  }

  private static OffsetDateTime expiry(ListedCaller listed) {
    return listed.expiresAt().map(at -> at.atOffset(ZoneOffset.UTC)).orElse(null);
  }

  private static Optional<ListedCaller> find(
      Tx tx, ListedCaller.Kind kind, String id, String lock) {
    return tx.one(SELECT + " where id = $1 and list = $2" + lock, id, code(kind))
        .map(CallerListStore::read);
  }

  private static ListedCaller read(Row row) {
    return new ListedCaller(
        row.getString("id"),
        Optional.ofNullable(row.getString("user_id")),
        row.getString("number"),
        row.getString("match").equals("prefix"),
        row.getString("reason"),
        row.getString("list").equals("blocked")
            ? new ListedCaller.Treatment.Blocked(Answer.of(row.getString("answer")))
            : new ListedCaller.Treatment.Vip(row.getBoolean("outside_hours")),
        Optional.ofNullable(row.getOffsetDateTime("expires_at")).map(OffsetDateTime::toInstant),
        row.getOffsetDateTime("created_at").toInstant());
  }

  private static String code(ListedCaller.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }
}
