package io.pronto.core.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pronto.core.Ground;
import io.pronto.core.Waiting;
import io.pronto.core.db.Conflict;
import io.pronto.core.db.PageRequest;
import io.pronto.core.event.Event;
import io.pronto.core.event.EventStore;
import io.pronto.core.event.News;
import io.pronto.core.event.OperatorEvents;
import io.pronto.core.event.Outbox;
import io.pronto.core.numbering.E164;
import io.pronto.core.porting.InvalidRio;
import io.pronto.core.porting.PortClock;
import io.pronto.core.porting.PortOrder;
import io.pronto.core.porting.PortOrders;
import io.pronto.core.porting.PortRefused;
import io.pronto.core.porting.PortState;
import io.pronto.core.porting.PortStep;
import io.pronto.core.porting.Rio;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * Numbers that come and go, from the order to the calls after the switch, by a clock of its own.
 */
class PortingTest {
  private static final Outbox OUTBOX = new Outbox(Ground.database());

  /** A Monday, far from holidays. */
  private static final Instant MONDAY = Instant.parse("2026-11-30T09:00:00Z");

  private static final LocalDate FRIDAY = LocalDate.of(2026, 12, 4);
  private static final Instant SWITCH = Instant.parse("2026-12-04T07:00:00Z");

  private final AtomicReference<Instant> now = new AtomicReference<>(MONDAY);
  private final PortOrders orders = new PortOrders(Ground.database(), OUTBOX, now::get);
  private final PortClock clock = new PortClock(Ground.database(), OUTBOX, now::get);
  private final Directory directory = new Directory(Ground.database(), Firm.DOMAIN, now::get);
  private final Firm firm = Firm.found();
  private final E164 number =
      new E164("+3318" + ThreadLocalRandom.current().nextInt(1_000_000, 9_999_999));

  @AfterAll
  static void close() {
    OUTBOX.close();
  }

  @Test
  void aNumberComesWithItsDestinationPreparedAndNobodyHearsAGap() {
    var anna = firm.user("101");
    var order = brought();

    firm.assign(number, anna, "off");

    assertThat(directory.number(number)).isEmpty();
    assertThat(directory.arriving(number)).isEmpty();
    scheduled(order);
    until(() -> directory.arriving(number).isPresent());
    assertThat(directory.arriving(number).orElseThrow().userId()).contains(anna);
    now.set(SWITCH.minusMillis(1));
    assertThat(directory.number(number)).as("calls from inside go outside").isEmpty();
    now.set(SWITCH);
    assertThat(directory.number(number).orElseThrow().userId()).contains(anna);
    assertThat(orders.find(order.id()).orElseThrow().state()).isEqualTo(PortState.SCHEDULED);

    clock.tick();
    clock.tick();

    assertThat(orders.find(order.id()).orElseThrow().state()).isEqualTo(PortState.DONE);
    assertThat(events())
        .containsExactly(
            "port.requested",
            "port.checked",
            "port.sent",
            "port.accepted",
            "port.scheduled",
            "port.done",
            "number.activated");
  }

  @Test
  void callsFromInsideGoOutsideUpToTheSwitchAndStayInsideFromThenOn() {
    var anna = firm.user("101");
    firm.device(anna, "anna-desk");
    firm.assign(firm.rent(), anna, "off");
    var bruno = firm.user("102");
    scheduled(brought());
    firm.assign(number, bruno, "off");
    var router = new CallRouter(directory);
    until(() -> directory.arriving(number).filter(n -> n.userId().isPresent()).isPresent());

    now.set(SWITCH.minusMillis(1));
    assertThat(router.route(caller(anna), number.value()).destination())
        .isInstanceOf(Destination.Outside.class);
    now.set(SWITCH);
    assertThat(router.route(caller(anna), number.value()).destination())
        .isInstanceOf(Destination.RingUser.class);
  }

  private Caller.OfDevice caller(String user) {
    return new Caller.OfDevice(
        directory.account(firm.addressOfRecord("anna-desk")).orElseThrow(),
        directory.line(firm.organisation(), user).orElseThrow(),
        Optional.empty(),
        false);
  }

  @Test
  void aNumberThatGoesIsOursUpToItsMomentAndIsNotRentedAgain() {
    var rented = firm.rent();
    var order = orders.takeAway(rented, Optional.empty(), "Orange", FRIDAY).orElseThrow();
    step(order, new PortStep.Accept());
    step(order, new PortStep.Schedule(FRIDAY, LocalTime.of(8, 0)));

    now.set(SWITCH.minusMillis(1));
    until(() -> directory.number(rented).isPresent());
    now.set(SWITCH);
    until(() -> directory.number(rented).isEmpty());
    assertThat(directory.arriving(rented)).isEmpty();
    clock.tick();

    assertThat(events()).contains("port.done", "number.released");
    refused(
        "phone_number_ported_away",
        () ->
            Ground.database()
                .in(firm.organisation(), tx -> tx.one("select rent_number($1)", rented.value())));
  }

  @Test
  void twoNodesCompleteAPortOnce() throws InterruptedException {
    scheduled(brought());
    now.set(SWITCH.plusSeconds(1));
    var other = Thread.ofVirtual().start(clock::tick);

    clock.tick();
    other.join();

    assertThat(events()).filteredOn("port.done"::equals).hasSize(1);
    assertThat(events()).filteredOn("number.activated"::equals).hasSize(1);
  }

  @Test
  void itIsCancelledUntilItIsTooLate() {
    var order = scheduled(brought());
    assertThat(order.cancelUntil()).contains(Instant.parse("2026-12-03T15:00:00Z"));

    now.set(order.cancelUntil().orElseThrow().plusMillis(1));
    assertThatThrownBy(() -> step(order, new PortStep.Cancel(Optional.empty())))
        .isInstanceOfSatisfying(
            PortRefused.class,
            e -> assertThat(e.reason()).isEqualTo(PortRefused.Reason.CANCELLATION_TOO_LATE))
        .hasMessageContaining("2026-12-03T15:00:00Z");
    now.set(order.cancelUntil().orElseThrow());
    step(order, new PortStep.Cancel(Optional.of("kept")));

    now.set(SWITCH.plusSeconds(60));
    clock.tick();
    until(() -> directory.arriving(number).isEmpty());
    assertThat(orders.find(order.id()).orElseThrow().state()).isEqualTo(PortState.CANCELLED);
    now.set(MONDAY);
    assertThat(brought().number()).as("it can be ordered anew").isEqualTo(number);
  }

  @Test
  void whatIsForgottenGivesAlarmOnceBeforeAndOnceAfterItsDeadline() {
    var order = brought();

    clock.tick();
    assertThat(events()).containsExactly("port.requested");
    now.set(order.dueAt().minusSeconds(24 * 3600));
    clock.tick();
    clock.tick();
    assertThat(events()).containsExactly("port.requested", "port.deadline_near");
    now.set(order.dueAt().plusMillis(1));
    clock.tick();
    clock.tick();
    assertThat(events()).containsExactly("port.requested", "port.deadline_near", "port.overdue");
  }

  @Test
  void theOperatorsStaffAreToldOfWhatTheyForgetAndOfNothingElseOfTheCustomers() {
    var order = brought();

    now.set(order.dueAt().minusSeconds(24 * 3600));
    clock.tick();
    clock.tick();
    now.set(order.dueAt().plusMillis(1));
    clock.tick();
    clock.tick();

    assertThat(toldToStaff("port.deadline_near", order)).containsExactly(overdue(order));
    assertThat(toldToStaff("port.overdue", order)).containsExactly(overdue(order));
  }

  private JsonObject overdue(PortOrder order) {
    return new JsonObject()
        .put("port_order_id", order.id())
        .put("organisation_id", firm.organisation().value())
        .put("state", "requested")
        .put("due_at", order.dueAt().toString());
  }

  private static List<JsonObject> toldToStaff(String type, PortOrder order) {
    return new OperatorEvents(Ground.database())
        .list(Optional.of(type), PageRequest.first(100)).items().stream()
            .map(News::data)
            .filter(data -> order.id().equals(data.getString("port_order_id")))
            .toList();
  }

  @Test
  void aPortWithADayInTimeGivesNoAlarm() {
    var order = scheduled(brought());
    now.set(SWITCH.minusSeconds(60));
    clock.tick();
    now.set(order.dueAt().plusSeconds(60));
    clock.tick();

    assertThat(events()).doesNotContain("port.deadline_near", "port.overdue");
    assertThat(toldToStaff("port.deadline_near", order)).isEmpty();
    assertThat(toldToStaff("port.overdue", order)).isEmpty();
  }

  @Test
  void whatDoesNotFollowIsRefused() {
    var order = brought();

    assertThatThrownBy(() -> step(order, new PortStep.Complete())).isInstanceOf(PortRefused.class);
    step(order, new PortStep.Refuse("The contract has ended"));
    for (var step :
        List.of(new PortStep.Check(), new PortStep.Accept(), new PortStep.Refuse("again"))) {
      assertThatThrownBy(() -> step(order, step)).isInstanceOf(PortRefused.class);
    }
    assertThat(orders.find(order.id()).orElseThrow().reason()).contains("The contract has ended");
  }

  @Test
  void aNumberIsPortedOnceAtATimeAndNotWhenItIsHere() {
    var order = brought();
    refused("port_order_open", this::brought);
    step(order, new PortStep.Cancel(Optional.empty()));
    var here = firm.rent();

    refused("port_order_own_number", () -> bring(here));
  }

  @Test
  void aNumberThatIsBeingPortedIsNotReleased() {
    brought();

    refused(
        "phone_number_porting",
        () ->
            Ground.database()
                .in(
                    firm.organisation(),
                    tx -> tx.update("delete from phone_number where number = $1", number.value())));
  }

  @Test
  void aNumberThatLeftComesBackByAnotherPort() {
    var rented = firm.rent();
    var out = orders.takeAway(rented, Optional.empty(), "Orange", FRIDAY).orElseThrow();
    step(out, new PortStep.Accept());
    step(out, new PortStep.Schedule(FRIDAY, LocalTime.of(8, 0)));
    now.set(SWITCH);
    clock.tick();

    var back = LocalDate.of(2026, 12, 9);
    var in = orders.bring(firm.organisation(), rented, rio(rented), back);
    step(in, new PortStep.Accept());
    step(in, new PortStep.Schedule(back, LocalTime.of(8, 0)));
    now.set(Instant.parse("2026-12-09T07:00:00Z"));
    clock.tick();

    until(() -> directory.number(rented).isPresent());
  }

  private PortOrder brought() {
    return bring(number);
  }

  private PortOrder bring(E164 wanted) {
    return orders.bring(firm.organisation(), wanted, rio(wanted), FRIDAY);
  }

  private static Rio rio(E164 number) {
    for (int key = 0; key < 37 * 37 * 37; key++) {
      var rio = new Rio("FT", 'F', "000001", text(key));
      try {
        rio.require(number);
        return rio;
      } catch (InvalidRio wrong) {
        continue;
      }
    }
    throw new AssertionError();
  }

  private static String text(int key) {
    var places = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+";
    return "" + places.charAt(key / 1369) + places.charAt(key / 37 % 37) + places.charAt(key % 37);
  }

  private PortOrder scheduled(PortOrder order) {
    step(order, new PortStep.Check());
    step(order, new PortStep.Dispatch(Optional.of("Orange")));
    step(order, new PortStep.Accept());
    return step(order, new PortStep.Schedule(FRIDAY, LocalTime.of(8, 0)));
  }

  private PortOrder step(PortOrder order, PortStep step) {
    return orders.step(order.id(), step, _ -> {}).orElseThrow();
  }

  private List<String> events() {
    return new EventStore(Ground.database())
        .after(firm.organisation(), 0, 100).stream().map(Event::type).toList();
  }

  private static void refused(String constraint, Runnable work) {
    assertThatThrownBy(work::run)
        .isInstanceOfSatisfying(
            Conflict.class, e -> assertThat(e.constraint()).isEqualTo(constraint));
  }

  private static void until(BooleanSupplier known) {
    Waiting.until("the directory knows", known);
  }
}
