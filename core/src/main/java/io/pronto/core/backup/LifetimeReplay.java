package io.pronto.core.backup;

import io.pronto.core.archive.ArchiveSweep;
import io.pronto.core.db.Database;
import io.pronto.core.db.Tx;
import io.pronto.core.destruction.Category;
import java.time.Instant;
import java.time.ZoneOffset;

/**
 * Sweeps again, in a database that was set back, what has a lifetime that nobody can choose: its
 * certificates say of no row which it was. What a legal hold kept then stays, as it did.
 */
final class LifetimeReplay {
  private static final int BATCH = 1_000;

  private final Database database;
  private final ArchiveSweep archive;

  LifetimeReplay(Database database, ArchiveSweep archive) {
    this.database = database;
    this.archive = archive;
  }

  /** Deletes all of {@code category} that was due {@code at} that time, if it has a lifetime. */
  void sweep(Category category, Instant at) {
    if (!hasLifetime(category)) {
      return;
    }
    long gone = BATCH;
    while (gone == BATCH) {
      gone = database.asStranger(tx -> batch(tx, category, at));
    }
  }

  private long batch(Tx tx, Category category, Instant at) {
    var swept =
        category == Category.ARCHIVED_RECORD
            ? archive.sweep(tx, at, BATCH)
            : tx.one(
                    "select gone from sweep_lifetime($1, $2, $3)",
                    category.text(),
                    at.atOffset(ZoneOffset.UTC),
                    BATCH)
                .orElseThrow();
    return swept.getLong("gone");
  }

  private static boolean hasLifetime(Category category) {
    return switch (category) {
      case EVENT,
          OPERATOR_EVENT,
          CALL_CHARGE,
          FRAUD_ALARM,
          RECORDING_AUDIT,
          ARCHIVED_RECORD,
          ERASURE_JOURNAL,
          READING ->
          true;
      case RECORDING,
          TRANSCRIPT,
          VOICEMAIL,
          NOTE,
          CONTACT,
          CALL_DETAIL_RECORD,
          CALL_DETAIL_RECORD_SEALED,
          CALL_TRACE,
          MONTH_KEY,
          LISTED_CALLER,
          USER,
          NUMBER_SETTING,
          ORGANISATION_DATA ->
          false;
    };
  }
}
