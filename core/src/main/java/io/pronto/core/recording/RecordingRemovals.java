package io.pronto.core.recording;

import io.pronto.core.db.Database;
import io.pronto.core.db.Tx;
import io.pronto.core.object.StoreAway;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of deleted recordings at one place: an object store, or a server's disk. Each is
 * deleted at once and, a day later, again: a server may have been about to put it there, and have
 * died before it could look back.
 */
final class RecordingRemovals {
  /** The object store, as a place. */
  static final String OBJECT_STORE = "";

  private static final Logger LOG = LoggerFactory.getLogger(RecordingRemovals.class);

  /** So many that cannot be deleted end a round; the next one begins with others. */
  private static final int MOST_IN_A_ROW = 5;

  /** Whoever takes some and dies has them for so long. */
  private static final int LEASE_SECONDS = 120;

  private static final int AT_ONCE = 100;

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

  /**
   * Deletes those that are due, half of the time at most: what calls write goes to the same disk.
   * One that cannot be deleted now stays, is said to the log, and keeps no other from being
   * deleted.
   *
   * @throws IOException of the last ones, when several in a row could not be deleted, or at once
   *     when a store is away: the place itself is out of reach, it seems
   */
  void go() throws IOException {
    while (true) {
      long begin = System.nanoTime();
      var due = claim();
      if (due.isEmpty()) {
        return;
      }
      delete(due);
      rest(System.nanoTime() - begin);
    }
  }

  private List<String> claim() {
    return database
        .asStranger(
            tx ->
                tx.query(
                    "select path from claim_recording_removals($1, $2, $3) path",
                    place,
                    LEASE_SECONDS,
                    AT_ONCE))
        .stream()
        .map(row -> row.getString("path"))
        .toList();
  }

  /** What was deleted of {@code due} is ended, also where the last of it could not be. */
  private void delete(List<String> due) throws IOException {
    var done = new ArrayList<String>();
    int failed = 0;
    try {
      for (var path : due) {
        try {
          deletion.delete(path);
          done.add(path);
          failed = 0;
        } catch (ClosedByInterruptException | StoreAway stopping) {
          throw stopping;
        } catch (IOException e) {
          if (++failed == MOST_IN_A_ROW) {
            throw e;
          }
          stays(e);
        } catch (IllegalArgumentException e) { // no path, or none of this folder
          stays(e);
        }
      }
    } finally {
      if (!done.isEmpty()) {
        database.ask(
            "select end_recording_removals($1, $2)", place, (Object) done.toArray(String[]::new));
      }
    }
  }

  private static void rest(long nanos) throws IOException {
    try {
      TimeUnit.NANOSECONDS.sleep(nanos);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new ClosedByInterruptException();
    }
  }

  private static void stays(Exception why) {
    LOG.atError().setCause(why).log("A file of a deleted recording stays for now");
  }
}
