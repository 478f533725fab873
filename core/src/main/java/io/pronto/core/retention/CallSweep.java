package io.pronto.core.retention;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.pronto.core.db.Database;
import io.pronto.core.db.DatabaseUnavailable;
import io.pronto.core.db.Tx;
import io.pronto.core.destruction.Category;
import io.pronto.core.destruction.Destruction;
import io.pronto.core.destruction.DestructionCertificate;
import io.pronto.core.destruction.DestructionCertificates;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Gatherers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes records of calls that are 12 months old: months of which every record is due by dropping
 * their partition, all others row by row.
 */
final class CallSweep {
  private static final Logger LOG = LoggerFactory.getLogger(CallSweep.class);

  static final String RULE = "12 months to the day (CPCE L.34-1, R.10-13)";

  /** So many's records of a month are counted by one query, and so many queries at once. */
  private static final int ORGANISATIONS = 20;

  private static final int QUERIES = 4;

  /**
   * So much more leaves at once than of anything else: of all that is due at midnight each
   * organisation has something, and in each page each has a certificate.
   */
  private static final int PAGES = 10;

  private final Database database;
  private final DestructionCertificates certificates;
  private final SweepPace pace;

  CallSweep(Database database, DestructionCertificates certificates, SweepPace pace) {
    this.database = database;
    this.certificates = certificates;
    this.pace = pace.times(PAGES);
  }

  /**
   * What came of it.
   *
   * @param calls how many records were deleted
   * @param busy the months that are left for the next time, since records were too busy for them to
   *     be dropped
   */
  record Gone(long calls, List<String> busy) {
    Gone {
      busy = List.copyOf(busy);
    }
  }

  /**
   * Deletes what is due by {@code now}. Months that are too busy to be dropped are left as they
   * are: row by row it would take hours. A month some of which is held, or of which that cannot be
   * told in time, leaves by row, but for what is held.
   */
  Gone sweep(Instant now) {
    long all = 0;
    var busy = new ArrayList<String>();
    var rest = Instant.EPOCH;
    for (var row : over(now)) {
      var month = Month.of(row);
      if (row.getBoolean("attached")) {
        if (isHeld(month)) {
          continue;
        }
        if (!detach(month, now)) {
          tooBusy(month, busy);
          all += tail(now, rest, month.since);
          rest = month.until;
          continue;
        }
      }
      var dropped = inTime(month, Dropped.NOTHING, () -> drop(month, now));
      all += dropped.calls;
      if (dropped.held && !inTime(month, false, () -> putBack(month))) {
        tooBusy(month, busy);
      }
    }
    return new Gone(all + tail(now, rest, now), busy);
  }

  private static void tooBusy(Month month, List<String> busy) {
    LOG.atError()
        .addKeyValue("month", month.name)
        .log("Records of calls were too busy for a month to leave; it is tried again");
    busy.add(month.name);
  }

  /** A month of which every record is due, between two times. */
  private record Month(String name, Instant since, Instant until) {
    static Month of(Row row) {
      return new Month(
          row.getString("partition_name"),
          row.getOffsetDateTime("since").toInstant(),
          row.getOffsetDateTime("until").toInstant());
    }
  }

  private List<Row> over(Instant now) {
    return database.asStranger(
        tx -> tx.query("select * from months_of_calls_over($1)", RetentionRows.utc(now)));
  }

  private boolean isHeld(Month month) {
    return inTime(
        month,
        true,
        () ->
            database
                .asStranger(tx -> tx.one("select is_month_held($1) as held", month.name))
                .orElseThrow()
                .getBoolean("held"));
  }

  /**
   * What {@code work} says, or {@code otherwise} where that takes the database too long: no month
   * stands in another's way. Without the database nothing goes on.
   */
  private <T> T inTime(Month month, T otherwise, Supplier<T> work) {
    try {
      return work.get();
    } catch (DatabaseUnavailable slow) {
      if (Thread.currentThread().isInterrupted() || !database.reachable()) {
        throw slow;
      }
      LOG.atWarn()
          .addKeyValue("month", month.name)
          .setCause(slow)
          .log("A month of calls cannot leave as a whole in time; it leaves by row");
      return otherwise;
    }
  }

  private boolean detach(Month month, Instant now) {
    return database
        .asStranger(
            tx ->
                tx.one(
                    "select detach_month_of_calls($1, $2) as detached",
                    RetentionRows.utc(now),
                    month.name))
        .orElseThrow()
        .getBoolean("detached");
  }

  /**
   * How many records were dropped; or that they were not, since some of them are held by now, or
   * may be.
   */
  private record Dropped(long calls, boolean held) {
    static final Dropped NOTHING = new Dropped(0, true);
  }

  /**
   * Nobody writes in it any longer, so that what is counted is what is dropped. Whoever sets a hold
   * meanwhile waits until it has gone; a hold that was set before is looked for once more.
   */
  private Dropped drop(Month month, Instant now) {
    var calls = counted(month);
    long all = calls.values().stream().mapToLong(Long::longValue).sum();
    return database.asStranger(
        tx -> {
          RetentionRows.shareHolds(tx);
          var found =
              tx.one(
                  "select * from drop_month_of_calls($1, $2)", RetentionRows.utc(now), month.name);
          boolean held = found.filter(row -> row.getBoolean("held")).isPresent();
          if (found.isEmpty() || held) {
            return new Dropped(0, held);
          }
          certify(tx, found.get(), calls);
          return new Dropped(all, false);
        });
  }

  private boolean putBack(Month month) {
    return database
        .asStranger(tx -> tx.one("select put_month_of_calls_back($1) as back", month.name))
        .orElseThrow()
        .getBoolean("back");
  }

  /** How many records there are for each chain. */
  private SortedMap<String, Long> counted(Month month) {
    var calls = new TreeMap<String, Long>();
    count(month, List.of()).forEach(row -> calls.put(chain(row), row.getLong("calls")));
    organisationsIn(month).stream()
        .gather(Gatherers.windowFixed(ORGANISATIONS))
        .gather(Gatherers.mapConcurrent(QUERIES, some -> count(month, some)))
        .flatMap(List::stream)
        .forEach(row -> calls.put(chain(row), row.getLong("calls")));
    return calls;
  }

  private List<String> organisationsIn(Month month) {
    return database
        .asStranger(tx -> tx.query("select id from organisations_in_month($1) id", month.name))
        .stream()
        .map(row -> row.getString("id"))
        .toList();
  }

  private List<Row> count(Month month, List<String> some) {
    return database.asStranger(
        tx ->
            tx.query("select * from count_calls($1, $2)", month.name, some.toArray(String[]::new)));
  }

  /** One for each organisation, in the order of their chains. */
  private void certify(Tx tx, Row month, SortedMap<String, Long> calls) {
    certificates.issue(
        tx,
        calls.entrySet().stream()
            .map(
                each ->
                    new Destruction(
                        Category.CALL_DETAIL_RECORD,
                        organisation(each.getKey()),
                        each.getValue(),
                        List.of(month.getString("partition_name")),
                        RULE,
                        Optional.of(month.getOffsetDateTime("since").toInstant()),
                        Optional.of(month.getOffsetDateTime("until").toInstant()),
                        List.of()))
            .toList());
  }

  /** The same of {@code gone}, by their ids: of whoever has more than one can name, by several. */
  private void certify(Tx tx, List<Row> gone) {
    var chains = gone.stream().collect(groupingBy(CallSweep::chain, TreeMap::new, toList()));
    for (int from = 0; !chains.isEmpty(); from += Destruction.OBJECTS) {
      int first = from;
      certificates.issue(
          tx,
          chains.entrySet().stream()
              .map(each -> named(each.getKey(), each.getValue(), first))
              .toList());
      int next = from + Destruction.OBJECTS;
      chains.values().removeIf(rows -> rows.size() <= next);
    }
  }

  private static Destruction named(String chain, List<Row> rows, int from) {
    int to = Math.min(rows.size(), from + Destruction.OBJECTS);
    return Certified.of(
        Category.CALL_DETAIL_RECORD,
        organisation(chain),
        rows.subList(from, to),
        "call_id",
        "started_at",
        RULE);
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

  private long tail(Instant now, Instant since, Instant until) {
    var place = new Place(since);
    return pace.sweep(() -> rows(now, place, until));
  }

  private SweepPace.Done rows(Instant now, Place place, Instant until) {
    return database.asStranger(
        tx -> {
          RetentionRows.shareHolds(tx);
          var page =
              tx.query(
                  "select * from sweep_calls($1, $2, $3, $4, $5)",
                  RetentionRows.utc(now),
                  place.time(),
                  RetentionRows.utc(until),
                  place.id(),
                  pace.batch());
          place.after(page, "started_at", "call_id");
          var gone = Place.notHeld(page);
          certify(tx, gone);
          return new SweepPace.Done(page.size(), gone.size());
        });
  }
}
