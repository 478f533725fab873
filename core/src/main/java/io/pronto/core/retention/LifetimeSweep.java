package io.pronto.core.retention;

import io.pronto.core.archive.ArchiveSweep;
import io.pronto.core.db.Database;
import io.pronto.core.db.Tx;
import io.pronto.core.destruction.Category;
import io.pronto.core.destruction.Destruction;
import io.pronto.core.destruction.DestructionCertificates;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Deletes what has a lifetime that nobody can choose, of all organisations, when that is over. */
final class LifetimeSweep {
  private final Database database;
  private final DataInventory inventory;
  private final ArchiveSweep archive;
  private final DestructionCertificates certificates;
  private final SweepPace pace;

  LifetimeSweep(
      Database database,
      DataInventory inventory,
      ArchiveSweep archive,
      DestructionCertificates certificates,
      SweepPace pace) {
    this.database = database;
    this.inventory = inventory;
    this.archive = archive;
    this.certificates = certificates;
    this.pace = pace;
  }

  /** Deletes what is over by {@code now}; returns how many rows of each table. */
  Map<String, Long> sweep(Instant now) {
    var gone = new LinkedHashMap<String, Long>();
    for (var table : inventory.lifetimes()) {
      gone.put(table, pace.sweep(() -> database.asStranger(tx -> batch(tx, table, now))));
    }
    return gone;
  }

  /** A certificate of each, in the operator's chain: it is of many organisations. */
  private SweepPace.Done batch(Tx tx, String table, Instant now) {
    RetentionRows.shareHolds(tx);
    var swept =
        table.equals("archived_record")
            ? archive.sweep(tx, now, pace.batch())
            : tx.one(
                    "select * from sweep_lifetime($1, $2, $3)",
                    table,
                    RetentionRows.utc(now),
                    pace.batch())
                .orElseThrow();
    long gone = swept.getLong("gone");
    if (gone > 0) {
      certificates.issue(tx, destruction(Category.of(table), swept));
    }
    return SweepPace.Done.all(gone);
  }

  private static Destruction destruction(Category category, Row swept) {
    return new Destruction(
        category,
        Optional.empty(),
        swept.getLong("gone"),
        List.of(),
        rule(category),
        Optional.of(swept.getOffsetDateTime("earliest").toInstant()),
        Optional.of(Certified.after(swept.getOffsetDateTime("latest").toInstant())),
        List.of());
  }

  private static String rule(Category category) {
    return switch (category) {
      case EVENT, OPERATOR_EVENT -> "30 days";
      case ARCHIVED_RECORD -> "the term of law (CPCE L.34-1, R.10-13)";
      case ERASURE_JOURNAL -> "40 days";
      case READING -> CallSweep.RULE;
      case CALL_CHARGE, FRAUD_ALARM, RECORDING_AUDIT -> "with its call's record, " + CallSweep.RULE;
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
          throw new IllegalArgumentException(category.text() + " has no lifetime of its own");
    };
  }
}
