package io.pronto.core.archive;

import io.pronto.core.db.Tx;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes what is due out of the sealed archive. What a legal hold is about stays there until it is
 * lifted, as the call's record does: its numbers are found by the hashes that the archive has.
 */
public final class ArchiveSweep {
  private final SealedArchive archive;

  /** Sweeps {@code archive}. */
  public ArchiveSweep(SealedArchive archive) {
    this.archive = archive;
  }

  /** Numbers of holds as the archive knows them: of each hold as many terms as it has. */
  private static final class Sought {
    private final List<String> holds = new ArrayList<>();
    private final List<Buffer> terms = new ArrayList<>();

    private String[] ids() {
      return holds.toArray(String[]::new);
    }

    private Buffer[] hashes() {
      return terms.toArray(Buffer[]::new);
    }
  }

  /**
   * Deletes what is due by {@code now}, at most {@code most} rows, in {@code tx}, of nobody, which
   * shares the lock of legal holds.
   *
   * @return a row of how many are {@code gone}, and the {@code earliest} and {@code latest} time
   *     that they were of
   */
  public Row sweep(Tx tx, Instant now, int most) {
    var numbers = new Sought();
    var persons = new Sought();
    for (var hold : tx.query("select * from holds_on_archive($1)", utc(now))) {
      var number = hold.getString("number");
      add(numbers, hold, number == null ? List.of() : List.of(number));
      add(persons, hold, List.of(hold.getArrayOfStrings("person_numbers")));
    }
    return tx.one(
            "select * from sweep_archive($1, $2, $3, $4, $5, $6)",
            utc(now),
            most,
            numbers.ids(),
            numbers.hashes(),
            persons.ids(),
            persons.hashes())
        .orElseThrow();
  }

  private void add(Sought sought, Row hold, List<String> numbers) {
    for (var number : numbers) {
      sought.holds.add(hold.getString("hold_id"));
      sought.terms.add(archive.term(number));
    }
  }

  private static OffsetDateTime utc(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }
}
