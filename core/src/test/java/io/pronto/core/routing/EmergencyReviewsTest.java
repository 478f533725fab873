package io.pronto.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.event.Event;
import io.pronto.core.event.EventStore;
import io.pronto.core.event.Outbox;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EmergencyReviewsTest {
  private final Firm firm = Firm.found();
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
  private final Outbox outbox = new Outbox(Ground.database());
  private final EmergencyReviews reviews = reviews();

  private EmergencyReviews reviews() {
    return new EmergencyReviews(Ground.database(), Firm.DOMAIN, outbox, now::get);
  }

  @AfterEach
  void close() {
    outbox.close();
  }

  @Test
  void eachMonthOnceADeviceWithoutAPlaceIsToldOf() {
    var ann = firm.user("101");
    firm.rent();
    var placed = firm.device(ann, "placed");
    var lost = firm.device(ann, "lost");
    firm.stands("placed", "FR");

    reviews.review();
    reviews().review();

    assertThat(told()).hasSize(1);
    var report = told().getFirst();
    var month = YearMonth.from(now.get().atOffset(ZoneOffset.UTC));
    assertThat(report.getString("month")).isEqualTo(month.toString());
    assertThat(report.getInteger("devices")).isEqualTo(2);
    assertThat(faults(report, lost)).contains("no_location");
    assertThat(faults(report, placed)).doesNotContain("no_location");

    now.set(month.plusMonths(1).atDay(2).atStartOfDay(ZoneOffset.UTC).toInstant());
    reviews.review();
    assertThat(told()).hasSize(2);
  }

  @Test
  void aPlaceThatNobodyHasConfirmedForAYearIsToldOf() {
    var device = firm.device(firm.user("101"), "desk");
    firm.stands("desk", "FR");
    now.set(Instant.now().plus(Duration.ofDays(400)));

    reviews.review();

    assertThat(faults(told().getFirst(), device)).contains("location_old", "no_caller_id");
  }

  @Test
  void whoHasNoDevicesIsToldNothing() {
    reviews.review();

    assertThat(told()).isEmpty();
  }

  private static JsonArray faults(JsonObject report, String device) {
    return report.getJsonArray("faults").stream()
        .map(JsonObject.class::cast)
        .filter(entry -> entry.getString("device_id").equals(device))
        .map(entry -> entry.getJsonArray("faults"))
        .findFirst()
        .orElseGet(JsonArray::new);
  }

  private List<JsonObject> told() {
    return new EventStore(Ground.database())
        .after(firm.organisation(), 0, 100).stream()
            .filter(event -> event.type().equals("emergency.reviewed"))
            .map(Event::data)
            .toList();
  }
}
