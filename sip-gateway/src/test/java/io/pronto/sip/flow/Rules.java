package io.pronto.sip.flow;

import io.pronto.core.Ground;
import io.pronto.core.Id;
import io.pronto.core.numbering.E164;

/** What the people of a town have said about calls, as they would have said it by HTTP. */
final class Rules {
  private final Town town;

  Rules(Town town) {
    this.town = town;
  }

  /** {@code column} is always, busy, no_answer or unreachable. */
  void forward(Town.Resident from, String column, Town.Resident to) {
    set(from, column + "_user_id", to.userId());
  }

  void forward(Town.Resident from, String column, String number) {
    set(from, column + "_number", number);
  }

  /** Sets a text column of the user's forwarding. */
  private void set(Town.Resident user, String column, String value) {
    update(
        """
        insert into forwarding (organisation_id, user_id, no_answer_seconds, %1$s)
        values ($1, $2, 5, $3) on conflict (user_id) do update set %1$s = excluded.%1$s
        """
            .formatted(column),
        town.organisation().value(),
        user.userId(),
        value);
  }

  /** Looks for the user at {@code places} too: JSON objects, parted by commas. */
  void findMe(Town.Resident user, String places) {
    update(
        """
        insert into forwarding (organisation_id, user_id, no_answer_seconds, find_me)
        values ($1, $2, 5, $3::text::jsonb)
        on conflict (user_id) do update set find_me = excluded.find_me
        """,
        town.organisation().value(),
        user.userId(),
        '[' + places + ']');
  }

  /** The organisation has proved a right to {@code number}, and calls of {@code user} show it. */
  void show(Town.Resident user, String number) {
    update(
        """
        insert into right_to_number (id, organisation_id, number, proof, state, since)
        values ($1, $2, $3, 'document', 'active', now())
        """,
        Id.next("rtn"),
        town.organisation().value(),
        number);
    update("update user_account set caller_id = $2 where id = $1", user.userId(), number);
  }

  /** The user is busy for everybody. */
  void doNotDisturb(Town.Resident user) {
    update(
        "insert into forwarding (organisation_id, user_id, do_not_disturb) values ($1, $2, true)",
        town.organisation().value(),
        user.userId());
  }

  /** A blocked caller of the organisation; {@code answer} is busy, decline or unwanted. */
  void block(String number, String match, String answer) {
    block(null, number, match, answer);
  }

  /** The same of one user. */
  void block(Town.Resident user, String number) {
    block(user.userId(), number, "exact", "decline");
  }

  private void block(String userId, String number, String match, String answer) {
    update(
        """
        insert into listed_caller (id, organisation_id, user_id, list, number, match, answer)
        values ($1, $2, $3, 'blocked', $4, $5, $6)
        """,
        Id.next("lst"),
        town.organisation().value(),
        userId,
        number,
        match,
        answer);
  }

  /** A VIP of the organisation who gets through outside the hours too. */
  void vip(String number) {
    update(
        """
        insert into listed_caller (id, organisation_id, list, number, match, outside_hours)
        values ($1, $2, 'vip', $3, 'exact', true)
        """,
        Id.next("lst"),
        town.organisation().value(),
        number);
  }

  /** {@code number} refuses callers of that presentation. */
  void refuse(E164 number, String presentation) {
    update(
        "insert into number_routing (id, organisation_id, number, %s) values ($1, $2, $3, 'reject')"
            .formatted(presentation),
        Id.next("rtv"),
        town.organisation().value(),
        number.value());
  }

  /** {@code number} refuses callers who hide, except those who key in {@code code}. */
  void refuseWithout(E164 number, String code) {
    update(
        """
        insert into number_routing (id, organisation_id, number, hidden, sealed_code)
        values ($1, $2, $3, 'reject', $4)
        """,
        Id.next("rtv"),
        town.organisation().value(),
        number.value(),
        Exchange.accessCodes().seal(number, code).sealed());
  }

  /** {@code number} is never open. */
  void close(E164 number) {
    var id = Id.next("sch");
    update(
        """
        insert into schedule (id, organisation_id, name, time_zone, hours)
        values ($1, $2, $1, 'Europe/Paris', '[]')
        """,
        id,
        town.organisation().value());
    update(
        """
        insert into number_routing (id, organisation_id, number, schedule_id)
        values ($1, $2, $3, $4)
        """,
        Id.next("rtv"),
        town.organisation().value(),
        number.value(),
        id);
  }

  private void update(String sql, Object... args) {
    Ground.database().in(town.organisation(), tx -> tx.update(sql, args));
  }
}
