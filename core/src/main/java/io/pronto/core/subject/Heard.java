package io.pronto.core.subject;

import io.pronto.core.db.Tx;
import io.pronto.core.transcript.Party;
import java.util.EnumSet;
import java.util.Set;

/**
 * On which sides of a call somebody was, and so is heard in its recording. Whoever was tried, or
 * diverted the call, was on neither.
 */
record Heard(Set<Party> sides) {
  Heard {
    sides = Set.copyOf(sides);
  }

  /** What is known of a call of the acting organisation; nothing where its record is gone. */
  static Heard in(Tx tx, String call, Terms terms) {
    var sides = EnumSet.noneOf(Party.class);
    tx.one(
            """
            select coalesce(caller_number = any($2), false)
                     or coalesce(caller_user_id = any($3), false) as caller,
                   coalesce(called_number = any($2), false)
                     or coalesce(called_user_id = any($3), false) as called
              from cdr where id = $1
            """,
            call,
            terms.allArray(),
            terms.usersArray())
        .ifPresent(
            row -> {
              for (var party : Party.values()) {
                if (row.getBoolean(party.code())) {
                  sides.add(party);
                }
              }
            });
    return new Heard(sides);
  }

  boolean nowhere() {
    return sides.isEmpty();
  }

  /** Nobody else was on the call, or all that else was is theirs, too. */
  boolean everywhere() {
    return sides.size() == Party.values().length;
  }
}
