package io.pronto.core.retention;

import io.pronto.core.db.Database;
import io.pronto.core.db.Tx;
import io.pronto.core.destruction.Category;
import io.pronto.core.destruction.Destruction;
import io.pronto.core.destruction.DestructionCertificates;
import io.pronto.core.seal.MonthKeys;
import io.pronto.core.seal.MonthKeys.Emptied;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/**
 * Destroys the keys of months of which no recording is left nor can come that would stay: whatever
 * copy of a file is somewhere is noise from then on, with whatever row of an older backup.
 */
final class MonthKeySweep {
  private static final String RULE = "no recording of the month is left";

  private final Database database;
  private final DestructionCertificates certificates;

  MonthKeySweep(Database database, DestructionCertificates certificates) {
    this.database = database;
    this.certificates = certificates;
  }

  /** Destroys them, each in a transaction with its certificate; returns how many. */
  long sweep() {
    return MonthKeys.emptied(database).stream()
        .filter(month -> database.in(month.organisation(), tx -> destroyed(tx, month)))
        .count();
  }

  private boolean destroyed(Tx tx, Emptied emptied) {
    var key = MonthKeys.destroy(tx, emptied.month());
    key.ifPresent(id -> certificates.issue(tx, destruction(emptied, id)));
    return key.isPresent();
  }

  private static Destruction destruction(Emptied emptied, String key) {
    return new Destruction(
        Category.MONTH_KEY,
        Optional.of(emptied.organisation()),
        1,
        List.of(),
        RULE,
        Optional.of(begin(emptied.month())),
        Optional.of(begin(emptied.month().plusMonths(1))),
        List.of(key));
  }

  private static Instant begin(YearMonth month) {
    return month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
  }
}
