package io.pronto.core.recording;

import io.pronto.core.db.Database;
import io.pronto.core.db.Tx;
import io.pronto.core.object.ObjectStore;
import java.io.IOException;

/**
 * The objects of recordings that were deleted. Each is deleted at once and, a day later, again:
 * another server may have been about to put it there, and have died before it could look back.
 */
final class RecordingRemovals {
  /** Whoever takes one and dies has it for so long. */
  private static final int LEASE_SECONDS = 120;

  private final Database database;
  private final ObjectStore objects;

  RecordingRemovals(Database database, ObjectStore objects) {
    this.database = database;
    this.objects = objects;
  }

  /** Has the object {@code path}, if there is one, deleted once {@code tx} lasts. */
  static void ask(Tx tx, String path) {
    tx.update(
        """
        insert into recording_removal (path, organisation_id) values ($1, acting_organisation())
            on conflict do nothing
        """,
        path);
  }

  /** Whether somebody has asked for that of the recording at {@code path} within a day. */
  static boolean isAsked(Tx tx, String path) {
    return tx.one("select 1 from recording_removal where path = $1", path).isPresent();
  }

  /** Deletes those that are due; one that cannot be deleted now stays. */
  void go() throws IOException {
    while (true) {
      var path =
          database
              .ask("select path from claim_recording_removal($1) path", LEASE_SECONDS)
              .map(row -> row.getString("path"));
      if (path.isEmpty()) {
        return;
      }
      objects.delete(path.get());
      database.ask("select end_recording_removal($1)", path.get());
    }
  }
}
