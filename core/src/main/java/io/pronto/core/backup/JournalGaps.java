package io.pronto.core.backup;

import io.pronto.core.db.Database;
import java.io.IOException;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;

/** What of a journal is missing that a backup needs, in one line for the operator. */
public final class JournalGaps {
  private JournalGaps() {}

  /**
   * Says what of {@code files} is missing, as far as that shows without a database.
   *
   * @param since as for {@link ErasureReplay#run}
   * @param from the time that the backup itself is of
   * @param until the time that the newest of the backup is of
   */
  public static Optional<String> of(ErasureFiles files, long since, Instant from, Instant until)
      throws IOException {
    var reach = files.reach();
    if (reach.isEmpty()) {
      return Optional.of("%s has no journal of erasures".formatted(files.folder()));
    }
    if (from.isBefore(reach.get().start().content())) {
      return older(files, reach.get().start().content(), from);
    }
    var numbers = files.numbers();
    for (long number = since + 1; number <= reach.get().last(); number++) {
      if (Collections.binarySearch(numbers, number) < 0) {
        return numbers.isEmpty() || number > numbers.getFirst()
            ? Optional.of(
                "file %d of the journal of erasures is missing in %s"
                    .formatted(number, files.folder()))
            : older(files, files.wholeSince(), from);
      }
    }
    if (reach.get().last() < since || reach.get().at().isBefore(until)) {
      return Optional.of(
          "the journal of erasures reaches to %s, the backup to %s"
              .formatted(reach.get().at(), until));
    }
    return Optional.empty();
  }

  /**
   * Says that {@code database}, which was set back by other means, is from before {@code files}
   * have what was erased.
   */
  public static Optional<String> of(ErasureFiles files, Database database) throws IOException {
    var whole = files.wholeSince();
    var moment =
        database
            .asOperator(tx -> tx.one("select newest_moment() as at"))
            .orElseThrow()
            .getOffsetDateTime("at")
            .toInstant();
    return moment.isBefore(whole) ? older(files, whole, moment) : Optional.empty();
  }

  private static Optional<String> older(ErasureFiles files, Instant whole, Instant moment) {
    return Optional.of(
        "%s has only what was erased since %s, and the backup is older, of %s"
            .formatted(files.folder(), whole, moment));
  }
}
