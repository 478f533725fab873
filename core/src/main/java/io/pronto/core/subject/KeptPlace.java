package io.pronto.core.subject;

import io.pronto.core.db.Tx;
import io.pronto.core.subject.Erasure.Kept;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A place where somebody is found whom an erasure leaves there: each of {@code subject/places.txt}
 * that is searched and stays is one.
 *
 * @param table {@code legal_hold}
 * @param reason why it stays, as {@link SubjectWords} know it
 * @param condition in SQL, of the acting organisation's rows: $1 what somebody is found by, $2 the
 *     ids of their accounts
 */
record KeptPlace(String table, String reason, String condition) {
  private static final String IN_REASON = "reason ~* ways_to_write($1)";

  /** All of them. A hold that nobody has confirmed yet names somebody as well as any. */
  static final List<KeptPlace> ALL =
      List.of(
          new KeptPlace("number_routing", "in_use", "closed_number = any($1)"),
          new KeptPlace("phone_number", "own_number", "number = any($1)"),
          new KeptPlace("number_rental", "own_number", "number = any($1)"),
          new KeptPlace("port_order", "own_number", "number = any($1)"),
          new KeptPlace(
              "legal_hold",
              "held_by_name",
              "number = any($1) or person = any($1) or person_numbers && $1 or person_users && $2"
                  + " or "
                  + IN_REASON),
          new KeptPlace(
              "recording_exclusion",
              "excluded",
              "type = 'number' and subject = any($1) or type = 'user' and subject = any($2) or "
                  + IN_REASON));

  /** What there is of somebody at each of them, where there is anything. */
  static Stream<Kept> of(Tx tx, Terms terms) {
    return ALL.stream().map(place -> place.kept(tx, terms)).flatMap(Optional::stream);
  }

  private Optional<Kept> kept(Tx tx, Terms terms) {
    long count =
        tx.one(
                """
                with typed as (select $1::text[], $2::text[])
                select count(*) as n from %s where %s
                """
                    .formatted(table, condition),
                terms.allArray(),
                terms.usersArray())
            .orElseThrow()
            .getLong("n");
    return count > 0 ? Optional.of(new Kept(table, Optional.of(count), reason)) : Optional.empty();
  }
}
