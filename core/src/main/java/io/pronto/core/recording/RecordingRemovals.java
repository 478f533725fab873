package io.pronto.core.recording;

import io.pronto.core.db.Database;
import io.pronto.core.db.Tx;
import java.io.IOException;
import java.util.List;

/**
 * The files of deleted recordings at one place: an object store, or a server's disk. Each is
 * deleted at once and, a day later, again: a server may have been about to put it there, and have
 * died before it could look back.
 */
final class RecordingRemovals {
  /** The object store, as a place. */
  static final String OBJECT_STORE = "";

  /** Whoever takes one and dies has it for so long. */
  private static final int LEASE_SECONDS = 120;

  private final Database database;
  private final String place;
  private final Deletion deletion;

  /** Deletes a file; harmless when there is none. */
  @FunctionalInterface
  interface Deletion {
    void delete(String path) throws IOException;
  }

  /**
   * A file to be deleted.
   *
   * @param place a server's name, or {@link #OBJECT_STORE}
   */
  record Removal(String path, String place) {}

  RecordingRemovals(Database database, String place, Deletion deletion) {
    this.database = database;
    this.place = place;
    this.deletion = deletion;
  }

  /** Has files, as far as there are any, deleted once {@code tx} lasts. */
  static void ask(Tx tx, List<Removal> removals) {
    tx.update(
        """
        insert into recording_removal (path, place, organisation_id)
        select path, place, acting_organisation() from unnest($1::text[], $2::text[]) r(path, place)
            on conflict do nothing
        """,
        removals.stream().map(Removal::path).toArray(String[]::new),
        removals.stream().map(Removal::place).toArray(String[]::new));
  }

  /** Whether somebody has asked for that of the recording at {@code path} within a day. */
  static boolean isAsked(Tx tx, String path) {
    return tx.one("select 1 from recording_removal where path = $1 limit 1", path).isPresent();
  }

  /** Deletes those that are due; one that cannot be deleted now stays. */
  void go() throws IOException {
    while (true) {
      var path =
          database
              .ask("select path from claim_recording_removal($1, $2) path", place, LEASE_SECONDS)
              .map(row -> row.getString("path"));
      if (path.isEmpty()) {
        return;
      }
      deletion.delete(path.get());
      database.ask("select end_recording_removal($1, $2)", place, path.get());
    }
  }
}
