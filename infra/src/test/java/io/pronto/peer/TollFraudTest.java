package io.pronto.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.Pronto;
import io.pronto.bench.Api;
import io.pronto.bench.Company;
import io.pronto.bench.Jvm;
import io.pronto.bench.Loopback;
import io.pronto.bench.Server;
import io.pronto.bench.Sipp;
import io.pronto.core.Waiting;
import io.pronto.core.call.HangupCause;
import io.pronto.sip.phone.PhoneCall;
import io.pronto.sip.phone.TestPhone;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A thief with the password of a phone calls where others earn, as fast as it can. */
class TollFraudTest {
  private static final int CALLS = 200;
  private static final int RATE = 20;
  private static final int PASS = 3;
  private static final String PREMIUM = "+33899";
  private static final String SPENDING = "user_spending_premium_hour";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Server server = Server.start(Jvm.command(Pronto.class, "start"), Map.of());
  private final TestPhone carrier =
      TestPhone.carrier(server.sip(), Loopback.carrier().getAddress());
  private final Company company =
      Company.found(
          server, carrier.address().getAddress().getHostAddress(), carrier.address().getPort());
  private final Api api = company.administrator();
  private final String user = company.hire();
  private final StolenPhone phone = new StolenPhone(server.sip(), company.equip(user).account());

  @BeforeAll
  static void needSipp() {
    Peers.need("sipp", "sip-tester");
  }

  @AfterEach
  void close() {
    phone.close();
    carrier.close();
    server.close();
  }

  @Test
  void aThiefIsStoppedWithinThreeCallsForLessThanTheLimitAndCallsForHelpStillPass() {
    company.rent(user);
    openPremium();
    assertReached("0612345678", "+33612345678");
    var theft = Instant.now();

    var taken = steal();

    assertThat(taken).hasSizeBetween(1, PASS).allMatch(call -> called(call).startsWith(PREMIUM));
    taken.forEach(PhoneCall::awaitEnded);
    assertRecords();
    assertAlarm();
    assertThat(cost(theft)).isPositive().isLessThan(limit());
    assertReached("112", "112");
  }

  /**
   * Returns the calls that got as far as the carrier, which answers them all. The thief is on the
   * line with the first already when it calls the others: those may be stopped while they ring.
   */
  private List<PhoneCall> steal() {
    var numbers = premiumNumbers();
    try (var first = phone.call(numbers.subList(0, 1), 1)) {
      var talk = carrier.awaitCall().answer();
      talk.awaitAnswered();
      var taken = new CopyOnWriteArrayList<>(List.of(talk));
      stealAtOnce(numbers.subList(1, CALLS), taken);
      assertWell(first, 1);
      return taken;
    }
  }

  private void stealAtOnce(List<String> numbers, List<PhoneCall> taken) {
    var answering = Thread.ofVirtual().name("carrier").start(() -> answer(taken));
    try (var thief = phone.call(numbers, RATE)) {
      assertWell(thief, numbers.size());
    } finally {
      end(answering);
    }
  }

  private void answer(List<PhoneCall> taken) {
    try {
      for (int i = 0; i < CALLS; i++) {
        taken.add(carrier.awaitCall().answer());
      }
    } catch (AssertionError nobodyCallsAnyMore) {
      return;
    }
  }

  private static void end(Thread answering) {
    try {
      answering.interrupt();
      answering.join();
    } catch (InterruptedException e) {
      throw new AssertionError("Interrupted while the carrier ends", e);
    }
  }

  /** The carrier is called for {@code expected}, answers, and hangs up. */
  private void assertReached(String dialled, String expected) {
    try (var caller = phone.call(List.of(dialled), 1)) {
      var call = carrier.awaitCall().answer();
      call.awaitAnswered();
      call.hangUp();

      assertWell(caller, 1);
      assertThat(called(call)).isEqualTo(expected);
    }
  }

  private static void assertWell(Sipp sipp, int calls) {
    var outcome = sipp.join(PATIENCE);
    assertThat(outcome.failed()).as(outcome.errors()).isZero();
    assertThat(outcome.successful()).as(outcome.errors()).isEqualTo(calls);
  }

  /** Those that were answered too end by the breaker, unless somebody hung up first. */
  private void assertRecords() {
    Waiting.until("every call is on record", () -> records("").size() >= CALLS);
    var normal = records("&cause=" + HangupCause.NORMAL.code());
    var stopped = records("&cause=" + HangupCause.BREAKER_TRIPPED.code());
    var answered =
        Stream.concat(normal.stream(), stopped.stream())
            .filter(cdr -> cdr.getString("answered_at") != null);

    assertThat(normal).hasSizeLessThanOrEqualTo(PASS);
    assertThat(normal.size() + stopped.size()).isEqualTo(CALLS);
    assertThat(answered).hasSizeBetween(1, PASS);
  }

  private void assertAlarm() {
    assertThat(items(api.get("/v1/fraud_alarms?open=true")))
        .anySatisfy(
            alarm -> {
              assertThat(alarm.getString("user_id")).isEqualTo(user);
              assertThat(alarm.getString("rule")).matches("user_.*_premium_hour");
              assertThat(alarm.getString("to")).startsWith(PREMIUM);
            });
  }

  /** What the calls since {@code from} cost, by the prices that the breakers count with. */
  private BigDecimal cost(Instant from) {
    var replay = api.post("/v1/fraud_rules/replay", new JsonObject().put("from", from.toString()));
    return new BigDecimal(replay.getString("cost"));
  }

  private BigDecimal limit() {
    return new BigDecimal(api.get("/v1/fraud_rules/" + SPENDING).getString("limit"));
  }

  private void openPremium() {
    api.put(
        "/v1/destination_rules",
        new JsonObject().put("classes", new JsonObject().put("premium", true)));
  }

  /** The records of the user's calls to premium numbers, of all pages. */
  private List<JsonObject> records(String filter) {
    var found = new ArrayList<JsonObject>();
    var after = "";
    for (int page = 0; page <= CALLS / 100 && after != null; page++) {
      var read = api.get("/v1/cdrs?limit=100&user_id=" + user + filter + after);
      found.addAll(items(read));
      var next = read.getJsonObject("page").getString("next");
      after = next == null ? null : "&after=" + next;
    }
    found.removeIf(cdr -> !cdr.getJsonObject("called").getString("number").startsWith(PREMIUM));
    return found;
  }

  private static List<JsonObject> items(JsonObject page) {
    JsonArray data = page.getJsonArray("data");
    return IntStream.range(0, data.size()).mapToObj(data::getJsonObject).toList();
  }

  private static List<String> premiumNumbers() {
    return IntStream.range(0, CALLS).mapToObj(i -> "0899120%03d".formatted(i)).toList();
  }

  /** The user part of the URI that the carrier was called by. */
  private static String called(PhoneCall call) {
    var uri = call.request().startLine().split(" ")[1];
    return uri.substring("sip:".length(), uri.indexOf('@'));
  }
}
