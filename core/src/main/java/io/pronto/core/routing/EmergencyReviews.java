package io.pronto.core.routing;

import io.pronto.core.Rounds;
import io.pronto.core.db.Database;
import io.pronto.core.db.DatabaseUnavailable;
import io.pronto.core.db.PageRequest;
import io.pronto.core.db.Tx;
import io.pronto.core.device.Device;
import io.pronto.core.device.DeviceStore;
import io.pronto.core.event.Outbox;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks once a month, as {@link EmergencyChecks} does without a call, at what would become of calls
 * for help from every device, and tells each organisation by the event {@code emergency.reviewed}
 * which devices lack something: a way out, a number to call back, a place. Every process of a
 * cluster may run one; whoever writes the month down first tells.
 */
public final class EmergencyReviews implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmergencyReviews.class);
  private static final Duration PAUSE = Duration.ofHours(1);
  private static final int AT_ONCE = 100;

  /** More nobody reads in one event: what is missing is mended where it is, and seen next month. */
  private static final int MOST_TOLD = 100;

  private final Database database;
  private final DeviceStore devices;
  private final EmergencyChecks checks;
  private final Outbox outbox;
  private final InstantSource clock;
  private Rounds rounds;

  /**
   * One that does nothing yet, by {@code clock}.
   *
   * @param domain {@code sip.domain}
   */
  public EmergencyReviews(Database database, String domain, Outbox outbox, InstantSource clock) {
    this.database = database;
    this.devices = new DeviceStore(database, domain);
    this.checks = new EmergencyChecks(new Directory(database, domain));
    this.outbox = outbox;
    this.clock = clock;
  }

  /** Looks every hour from now on whether somebody's month has begun, until closed. */
  public EmergencyReviews start() {
    rounds =
        Rounds.start("emergency-reviews", "Calls for help were not reviewed", PAUSE, this::review);
    return this;
  }

  /** Reviews every organisation that was not reviewed this month, by UTC. */
  public void review() {
    var now = clock.instant();
    var month = YearMonth.from(now.atOffset(ZoneOffset.UTC)).atDay(1);
    for (var organisation : notReviewed(month)) {
      try {
        review(organisation, month, now);
      } catch (DatabaseUnavailable away) {
        throw away;
      } catch (RuntimeException e) { // which is no reason not to look at the others
        LOG.atError()
            .addKeyValue("org", organisation)
            .setCause(e)
            .log("Calls for help of an organisation could not be reviewed");
      }
    }
  }

  private List<OrganisationId> notReviewed(LocalDate month) {
    return database.asOperator(
        tx ->
            tx
                .query(
                    """
                    select id from organisation o
                     where not exists (select from emergency_review r
                                        where r.organisation_id = o.id and r.month = $1)
                       and in_service(o.id)
                    """,
                    month)
                .stream()
                .map(row -> new OrganisationId(row.getString("id")))
                .toList());
  }

  private void review(OrganisationId organisation, LocalDate month, Instant now) {
    var report = report(organisation, month, now);
    database.in(
        organisation,
        tx -> {
          if (isFirst(tx, organisation, month) && report.getInteger("devices") > 0) {
            outbox.append(tx, "emergency.reviewed", report);
          }
          return null;
        });
  }

  private static boolean isFirst(Tx tx, OrganisationId organisation, LocalDate month) {
    tx.update("delete from emergency_review where month < $1", month);
    return tx.one(
            """
            insert into emergency_review (organisation_id, month) values ($1, $2)
                on conflict do nothing returning month
            """,
            organisation.value(),
            month)
        .isPresent();
  }

  private JsonObject report(OrganisationId organisation, LocalDate month, Instant now) {
    int looked = 0;
    int lacking = 0;
    var told = new JsonArray();
    var page = PageRequest.first(AT_ONCE);
    while (true) {
      var found = devices.list(organisation, Optional.empty(), page);
      for (var device : found.items()) {
        var faults = faults(device, now);
        looked++;
        lacking += faults.isEmpty() ? 0 : 1;
        if (!faults.isEmpty() && told.size() < MOST_TOLD) {
          told.add(new JsonObject().put("device_id", device.id()).put("faults", faults));
        }
      }
      if (found.next().isEmpty()) {
        return new JsonObject()
            .put("month", YearMonth.from(month).toString())
            .put("devices", looked)
            .put("devices_with_faults", lacking)
            .put("faults", told);
      }
      page = new PageRequest(AT_ONCE, found.next(), Optional.empty(), true);
    }
  }

  /** What is missing for any of the emergency numbers of where the device stands, each once. */
  private JsonArray faults(Device device, Instant now) {
    return new JsonArray(
        checks.of(device.addressOfRecord(), now).stream()
            .flatMap(check -> check.faults().stream())
            .distinct()
            .sorted()
            .map(EmergencyChecks.Fault::code)
            .toList());
  }

  /** Stops. */
  @Override
  public void close() {
    if (rounds != null) {
      rounds.close();
    }
  }
}
