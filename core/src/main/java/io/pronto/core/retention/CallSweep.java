package io.pronto.core.retention;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.pronto.core.db.Database;
import io.pronto.core.db.Tx;
import io.pronto.core.destruction.Category;
import io.pronto.core.destruction.Destruction;
import io.pronto.core.destruction.DestructionCertificate;
import io.pronto.core.destruction.DestructionCertificates;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes records of calls that are 12 months old: months of which every record is due by dropping
 * their partition, all others row by row.
 */
final class CallSweep {
  private static final Logger LOG = LoggerFactory.getLogger(CallSweep.class);

  static final String RULE = "12 months to the day (CPCE L.34-1, R.10-13)";

  /** A month of ten million is counted before it goes. */
  private static final String PATIENCE = "select set_config('statement_timeout', '14s', true)";

  private final Database database;
  private final DestructionCertificates certificates;
  private final SweepPace pace;

  CallSweep(Database database, DestructionCertificates certificates, SweepPace pace) {
    this.database = database;
    this.certificates = certificates;
    this.pace = pace;
  }

  /**
   * Deletes what is due by {@code now}; returns how many records. Where records are too busy for a
   * month to be dropped, all is left for the next time: row by row it would take hours.
   */
  long sweep(Instant now) {
    long all = 0;
    while (true) {
      var month = database.asStranger(tx -> month(tx, now));
      if (month.isEmpty()) {
        return all + pace.sweep(() -> tail(now));
      }
      if (month.get().getBoolean("busy")) {
        LOG.atWarn().log("Records of calls were too busy to drop a month; it is tried again");
        return all;
      }
      all += month.get().getLong("calls");
    }
  }

  private Optional<Row> month(Tx tx, Instant now) {
    tx.query(PATIENCE);
    var dropped = tx.one("select * from drop_month_of_calls($1)", RetentionRows.utc(now));
    dropped.filter(row -> row.getLong("calls") > 0).ifPresent(row -> certify(tx, row, calls(row)));
    return dropped;
  }

  /** How many there were for each chain. */
  private static SortedMap<String, Long> calls(Row month) {
    var counted = month.getJsonObject("by_organisation");
    var calls = new TreeMap<String, Long>();
    counted.fieldNames().forEach(chain -> calls.put(chain, counted.getLong(chain)));
    return calls;
  }

  /** One for each organisation, in the order of their chains. */
  private void certify(Tx tx, Row month, SortedMap<String, Long> calls) {
    calls.forEach(
        (chain, count) ->
            certificates.issue(
                tx,
                new Destruction(
                    Category.CALL_DETAIL_RECORD,
                    organisation(chain),
                    count,
                    List.of(month.getString("partition_name")),
                    RULE,
                    Optional.of(month.getOffsetDateTime("since").toInstant()),
                    Optional.of(month.getOffsetDateTime("until").toInstant()),
                    List.of())));
  }

  /** The same of {@code gone}, by their ids. */
  private void certify(Tx tx, List<Row> gone) {
    gone.stream()
        .collect(groupingBy(CallSweep::chain, TreeMap::new, toList()))
        .forEach(
            (chain, each) ->
                certificates.issue(
                    tx,
                    Certified.of(
                        Category.CALL_DETAIL_RECORD,
                        organisation(chain),
                        each,
                        "call_id",
                        "started_at",
                        RULE)));
  }

  /** Of calls that were nobody's, the operator's. */
  private static String chain(Row call) {
    return Objects.requireNonNullElse(
        call.getString("organisation_id"), DestructionCertificate.OPERATOR);
  }

  private static Optional<OrganisationId> organisation(String chain) {
    return Optional.of(chain)
        .filter(id -> !id.equals(DestructionCertificate.OPERATOR))
        .map(OrganisationId::new);
  }

  private long tail(Instant now) {
    return database.asStranger(
        tx -> {
          var gone =
              tx.query("select * from sweep_calls($1, $2)", RetentionRows.utc(now), pace.batch());
          certify(tx, gone);
          return (long) gone.size();
        });
  }
}
