package io.pronto.core.backup;

import io.pronto.core.db.Database;
import java.util.List;

/**
 * Puts back, in a database that was set back, what binds whoever uses and deletes data:
 * restrictions, legal holds, whom not to record, and objections to subprocessors, each as it stood
 * last. What was founded after the backup has none, and what is over stays so.
 */
final class BindingReplay {
  private final Database database;

  BindingReplay(Database database) {
    this.database = database;
  }

  /** Puts back all of {@code bound}, in its order; returns how many were not there so. */
  long putBack(List<JournalEntry> bound) {
    return bound.stream().filter(this::putBack).count();
  }

  private boolean putBack(JournalEntry entry) {
    return switch (entry) {
      case JournalEntry.Bound it ->
          database
              .in(
                  it.organisation(),
                  tx ->
                      tx.one(
                          "select bind_again($1, $2, $3) as done", it.id(), it.kind(), it.state()))
              .orElseThrow()
              .getBoolean("done");
      case JournalEntry.Unbound it ->
          database
              .asStranger(tx -> tx.one("select bind_again($1, null, null) as done", it.id()))
              .orElseThrow()
              .getBoolean("done");
      case JournalEntry.Certified _, JournalEntry.Deleted _, JournalEntry.Erased _ -> false;
    };
  }

  /**
   * Has restrictions in force know the calls of whoever has had a pseudonym since, once records of
   * calls bear it again.
   */
  void noteCalls(List<JournalEntry> bound) {
    for (var entry : bound) {
      if (entry instanceof JournalEntry.Bound it && it.kind().equals("restriction")) {
        database.in(
            it.organisation(),
            tx ->
                tx.query(
                    "select begin_restriction(id) from restriction where id = $1 and lifted_at is"
                        + " null",
                    it.id()));
      }
    }
  }
}
