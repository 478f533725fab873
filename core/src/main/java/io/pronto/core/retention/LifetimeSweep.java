package io.pronto.core.retention;

import io.pronto.core.db.Database;
import io.pronto.core.db.Tx;
import io.pronto.core.destruction.Category;
import io.pronto.core.destruction.Destruction;
import io.pronto.core.destruction.DestructionCertificates;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Deletes what has a lifetime that nobody can choose, of all organisations, when that is over. */
final class LifetimeSweep {
  private final Database database;
  private final DataInventory inventory;
  private final DestructionCertificates certificates;
  private final SweepPace pace;

  LifetimeSweep(
      Database database,
      DataInventory inventory,
      DestructionCertificates certificates,
      SweepPace pace) {
    this.database = database;
    this.inventory = inventory;
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

  private long batch(Tx tx, String table, Instant now) {
    long gone =
        tx.one(
                "select sweep_lifetime($1, $2, $3) as gone",
                table,
                RetentionRows.utc(now),
                pace.batch())
            .orElseThrow()
            .getLong("gone");
    if (gone > 0 && table.equals("recording_audit")) {
      certificates.issue(
          tx,
          new Destruction(
              Category.RECORDING_AUDIT,
              Optional.empty(),
              gone,
              List.of(),
              CallSweep.RULE,
              Optional.empty(),
              Optional.empty(),
              List.of()));
    }
    return gone;
  }
}
