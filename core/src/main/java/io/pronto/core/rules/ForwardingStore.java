package io.pronto.core.rules;

import io.pronto.core.db.Database;
import io.pronto.core.db.Tx;
import io.pronto.core.event.Outbox;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Where users have their calls go instead. */
public final class ForwardingStore {
  private static final String SELECT =
      """
      select f.* from user_account u left join forwarding f on f.user_id = u.id where u.id = $1\
      """;

  private final Database database;
  private final Outbox outbox;

  /** Keeps it in {@code database}, and tells of changes through {@code outbox}. */
  public ForwardingStore(Database database, Outbox outbox) {
    this.database = database;
    this.outbox = outbox;
  }

  /** The user's; empty when there is no such user. */
  public Optional<Forwarding> find(OrganisationId organisation, String userId) {
    return database.in(organisation, tx -> tx.one(SELECT, userId).map(ForwardingStore::read));
  }

  /**
   * Changes the user's; empty when there is no such user. Refused by {@code forwarding_always},
   * {@code forwarding_busy}, {@code forwarding_no_answer} and {@code forwarding_unreachable} when
   * the organisation has no such user to forward to.
   */
  public Optional<Forwarding> change(
      OrganisationId organisation, String userId, UnaryOperator<Forwarding> change) {
    return database.in(
        organisation,
        tx ->
            tx.one("select from user_account where id = $1 for update", userId)
                .flatMap(_ -> tx.one(SELECT, userId))
                .map(ForwardingStore::read)
                .map(change)
                .map(after -> write(tx, organisation, userId, after)));
  }

  private Forwarding write(Tx tx, OrganisationId organisation, String userId, Forwarding after) {
    tx.update(
        """
        insert into forwarding (organisation_id, user_id, do_not_disturb, always_user_id,
          always_number, busy_user_id, busy_number, no_answer_user_id, no_answer_number,
          no_answer_seconds, unreachable_user_id, unreachable_number, find_me)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        on conflict (user_id) do update set do_not_disturb = excluded.do_not_disturb,
          always_user_id = excluded.always_user_id, always_number = excluded.always_number,
          busy_user_id = excluded.busy_user_id, busy_number = excluded.busy_number,
          no_answer_user_id = excluded.no_answer_user_id,
          no_answer_number = excluded.no_answer_number,
          no_answer_seconds = excluded.no_answer_seconds,
          unreachable_user_id = excluded.unreachable_user_id,
          unreachable_number = excluded.unreachable_number, find_me = excluded.find_me
        """,
        organisation.value(),
        userId,
        after.doNotDisturb(),
        Targets.userId(after.always()),
        Targets.number(after.always()),
        Targets.userId(after.busy()),
        Targets.number(after.busy()),
        Targets.userId(after.noAnswer()),
        Targets.number(after.noAnswer()),
        after.noAnswerAfter().map(Duration::toSeconds).map(Long::intValue).orElse(null),
        Targets.userId(after.unreachable()),
        Targets.number(after.unreachable()),
        FindMe.json(after.findMe()));
    outbox.append(tx, "forwarding.changed", new JsonObject().put("user_id", userId));
    return after;
  }

  /** The user's, for calls; the transaction is the organisation's. */
  public static Forwarding of(Tx tx, String userId) {
    return tx.one(SELECT, userId).map(ForwardingStore::read).orElse(Forwarding.NONE);
  }

  private static Forwarding read(Row row) {
    return new Forwarding(
        Boolean.TRUE.equals(row.getBoolean("do_not_disturb")),
        Targets.read(row, "always"),
        Targets.read(row, "busy"),
        Targets.read(row, "no_answer"),
        Optional.ofNullable(row.getInteger("no_answer_seconds")).map(Duration::ofSeconds),
        Targets.read(row, "unreachable"),
        Optional.ofNullable(row.getJsonArray("find_me")).map(FindMe::read).orElse(List.of()));
  }
}
