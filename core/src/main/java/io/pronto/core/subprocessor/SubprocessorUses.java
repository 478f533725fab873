package io.pronto.core.subprocessor;

import io.pronto.core.calendar.WorkingDays;
import io.pronto.core.db.Database;
import io.pronto.core.db.Tx;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;

/**
 * What in the product uses a subprocessor, by what is set up at that moment: the same ways out that
 * ask {@link SubprocessorGate}. What nobody has named a subprocessor for is not among them, and of
 * what the product does not do by itself, such as hosting, the register knows alone.
 */
public final class SubprocessorUses {
  private final Database database;
  private final InstantSource clock;
  private final List<ConfiguredWay> configured;

  /**
   * Those of {@code database}.
   *
   * @param configured those of the settings
   */
  public SubprocessorUses(Database database, InstantSource clock, List<ConfiguredWay> configured) {
    this.database = database;
    this.clock = clock;
    this.configured = List.copyOf(configured);
  }

  /**
   * Something that uses it.
   *
   * @param id of a number provider or a carrier, or the key of a setting
   * @param name as the operator calls it, or what a setting leads to
   * @param organisations for how many it is used: of a number provider, how many rent from it; else
   *     for how many it may be
   */
  public record InUse(Use use, String id, String name, long organisations) {}

  /** All that use it today. */
  public List<InUse> of(String subprocessorId) {
    var today = WorkingDays.FRANCE.date(clock.instant());
    return database.asOperator(
        tx ->
            Stream.concat(stored(tx, subprocessorId, today), settings(tx, subprocessorId, today))
                .toList());
  }

  private static Stream<InUse> stored(Tx tx, String id, LocalDate today) {
    return tx.query("select * from subprocessor_uses($1, $2)", id, today).stream()
        .map(
            row ->
                new InUse(
                    Use.of(row.getString("use")),
                    row.getString("id"),
                    row.getString("name"),
                    row.getLong("organisations")));
  }

  private Stream<InUse> settings(Tx tx, String id, LocalDate today) {
    var named =
        configured.stream()
            .filter(way -> way.processedBy().equals(new ProcessedBy.Named(id)))
            .toList();
    if (named.isEmpty()) {
      return Stream.empty();
    }
    long organisations =
        tx.one("select organisations_permitted($1, $2) as permitted", id, today)
            .orElseThrow()
            .getLong("permitted");
    return named.stream().map(way -> new InUse(way.use(), way.key(), way.whereto(), organisations));
  }
}
