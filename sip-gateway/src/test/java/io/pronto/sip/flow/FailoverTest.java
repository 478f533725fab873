package io.pronto.sip.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.Waiting;
import io.pronto.core.call.CallDetailRecord;
import io.pronto.core.call.HangupCause;
import io.pronto.core.call.LegRecord;
import io.pronto.core.db.PageRequest;
import io.pronto.core.event.OperatorEvents;
import io.pronto.core.live.TrunkState.State;
import io.pronto.sip.phone.PhoneCall;
import io.pronto.sip.phone.SipMessage;
import io.pronto.sip.phone.Sound;
import io.pronto.sip.phone.TestPhone;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two trunks, of which the first dies in every way that trunks die in. */
class FailoverTest extends Telephony {
  private static final String ABROAD = "0612345678";
  private static final Duration WORST = Duration.ofSeconds(4);

  private final TestPhone first = exchange.carrier("127.0.0.11");
  private final TestPhone second = exchange.carrier("127.0.0.12");

  @Test
  void aTrunkThatIsSilentIsLeftInTime() {
    trunk(first);
    trunk(second);
    first.vanish();

    var record = goesOutByTheSecond();

    assertThat(record.legs().get(1).sipStatus()).isZero();
    assertThat(record.legs().get(1).reason()).isEqualTo(HangupCause.UNREACHABLE.code());
  }

  @Test
  void aTrunkThatIsOverloadedIsLeftAtOnceAndRestsAsItAsksTo() {
    var overloaded = trunk(first);
    trunk(second);
    var phone = caller();

    var outgoing = phone.call(ABROAD);
    first.awaitCall().reject("503 Service Unavailable", new SipMessage.Header("Retry-After", "60"));
    var record = talk(outgoing, second.awaitCall());

    assertThat(record.legs().get(1).sipStatus()).isEqualTo(503);
    assertLeftInTime(record);
    Waiting.until("it rests", () -> state(overloaded) == State.RESTING);
    var again = talk(phone.call(ABROAD), second.awaitCall());
    assertThat(again.legs().get(1).reason()).isEqualTo("trunk_resting");
  }

  @ParameterizedTest
  @ValueSource(strings = {"500 Server Internal Error", "504 Server Time-out"})
  void aTrunkThatFailsIsLeftAtOnceAndStaysUp(String status) {
    var failing = trunk(first);
    trunk(second);
    var phone = caller();

    var outgoing = phone.call(ABROAD);
    first.awaitCall().reject(status);
    var record = talk(outgoing, second.awaitCall());

    assertThat(record.legs().get(1).sipStatus()).isEqualTo(Integer.parseInt(status.split(" ")[0]));
    assertThat(record.legs().get(1).reason()).isEqualTo(HangupCause.NETWORK_FAILURE.code());
    assertLeftInTime(record);
    assertThat(state(failing)).isEqualTo(State.UP);
  }

  @Test
  void aTrunkThatResetsItsConnectionIsLeftAtOnce() throws IOException {
    try (var server = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.11"))) {
      var trunk = town.trunk("127.0.0.11", server.getLocalPort());
      town.set(trunk, "transport = 'tcp'");
      trunk(second);
      Thread.ofVirtual().start(() -> reset(server));

      var record = goesOutByTheSecond();

      assertThat(record.legs().get(1).reason()).isEqualTo(HangupCause.NETWORK_FAILURE.code());
      assertThat(record.legs().get(1).transport()).isEqualTo("tcp");
    }
  }

  @Test
  void aTrunkThatRefusesConnectionsIsLeftAtOnce() throws IOException {
    int closed;
    try (var server = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.11"))) {
      closed = server.getLocalPort();
    }
    town.set(town.trunk("127.0.0.11", closed), "transport = 'tcp'");
    trunk(second);

    goesOutByTheSecond();
  }

  @Test
  void aTrunkThatAnswersNoOptionsIsPassedOverUntilItDoesAgain() {
    var trunk = trunk(first);
    town.set(trunk, "health_interval = 1, health_failures = 2, health_successes = 2");
    trunk(second);
    first.answerBy(_ -> Optional.empty());
    Waiting.until("it is down", () -> state(trunk) == State.DOWN);

    var record = goesOutByTheSecond();

    var passedOver = record.legs().get(1);
    assertThat(passedOver.reason()).isEqualTo("trunk_down");
    assertThat(passedOver.trunkId()).contains(trunk);
    first.answerBy(
        request -> Optional.of(SipMessage.responding(request, "405 Method Not Allowed")));
    Waiting.until("it is up again", () -> state(trunk) == State.UP);
    Waiting.until("the operator is told", () -> isTold("trunk.up", trunk));
    assertThat(isTold("trunk.down", trunk)).isTrue();
    talk(caller().call(ABROAD), first.awaitCall());
  }

  @Test
  void aTrunkThatSaysTryingHasItsTime() {
    trunk(first);
    trunk(second);

    var outgoing = caller().call(ABROAD);
    var incoming = first.awaitCall();
    incoming.respond(incoming.response("100 Trying"));
    outgoing.awaitStatus(183); // our ringback, after two seconds
    outgoing.awaitHeard(1_500);

    var record = talk(outgoing, incoming);
    assertThat(record.legs()).hasSize(2);
  }

  @Test
  void aTrunkThatHasRungIsTheLast() {
    trunk(first);
    trunk(second);

    var outgoing = caller().call(ABROAD);
    var incoming = first.awaitCall().ring();
    outgoing.awaitStatus(180);
    incoming.reject("500 Server Internal Error");

    assertThat(outgoing.awaitRefused().status()).isEqualTo(500);
    assertThat(exchange.record().legs()).hasSize(2);
  }

  @Test
  void aTrunkWithoutARouteIsFollowedByTheNextAndANumberOfNobodyIsNot() {
    trunk(first);
    trunk(second);
    var phone = caller();

    var outgoing = phone.call(ABROAD);
    first.awaitCall().reject("404 Not Found", new SipMessage.Header("Reason", "Q.850;cause=3"));
    talk(outgoing, second.awaitCall());

    var nobody = phone.call(ABROAD);
    first.awaitCall().reject("404 Not Found", new SipMessage.Header("Reason", "Q.850;cause=1"));
    assertThat(nobody.awaitRefused().status()).isEqualTo(404);
    assertThat(exchange.record().cause()).contains(HangupCause.UNALLOCATED_NUMBER);
  }

  @Test
  void theOnlyTrunkIsTriedThoughItIsDown() {
    var trunk = trunk(first);
    town.set(trunk, "health_interval = 1, health_failures = 1");
    first.answerBy(
        request -> Optional.of(SipMessage.responding(request, "503 Service Unavailable")));
    Waiting.until("it is down", () -> state(trunk) == State.DOWN);

    talk(caller().call(ABROAD), first.awaitCall());
  }

  @Test
  void aCarrierThatAnswersAndSendsNoSoundIsNotedAndEndedAndCountsAsFailed() {
    var trunk = trunk(first);
    var phone = caller();

    var outgoing = phone.call(ABROAD);
    var incoming = first.awaitCall();
    incoming.silence();
    incoming.answer();
    outgoing.awaitAnswered();
    outgoing.say(Sound.tone(440, 4_000));
    incoming.awaitEnded();

    var record = exchange.record();
    assertThat(record.cause()).contains(HangupCause.MEDIA_TIMEOUT);
    assertThat(record.legs().get(1).notes()).contains(LegRecord.NO_MEDIA, LegRecord.ONE_WAY);
    assertThat(record.legs().get(0).notes()).isEmpty();
    var measure = exchange.quality().of(trunk, record.called().number());
    assertThat(measure.attempts()).isEqualTo(1);
    assertThat(measure.failed()).isEqualTo(1_000);
    assertThat(measure.answered()).isZero();
  }

  private String trunk(TestPhone carrier) {
    var address = carrier.address();
    return town.trunk(address.getAddress().getHostAddress(), address.getPort());
  }

  private TestPhone caller() {
    town.number(alice, "off", true);
    return exchange.phone(alice.credentials());
  }

  private CallDetailRecord goesOutByTheSecond() {
    var outgoing = caller().call(ABROAD);
    var record = talk(outgoing, second.awaitCall());
    assertLeftInTime(record);
    return record;
  }

  private CallDetailRecord talk(PhoneCall outgoing, PhoneCall incoming) {
    incoming.answer();
    outgoing.awaitAnswered();
    incoming.awaitAnswered();
    var conversation = new Conversation(outgoing, incoming);
    conversation.hearEachOther();
    conversation.end();
    return exchange.record();
  }

  /** The record tells both: when the first was tried or passed over, and when the second was. */
  private static void assertLeftInTime(CallDetailRecord record) {
    assertThat(record.legs()).hasSize(3);
    var left = record.legs().get(1);
    var taken = record.legs().get(2);
    assertThat(left.trunkId()).isPresent();
    assertThat(left.endedAt()).isPresent();
    assertThat(taken.trunkId()).isPresent().isNotEqualTo(left.trunkId());
    assertThat(taken.sipStatus()).isEqualTo(200);
    assertThat(Duration.between(record.startedAt(), taken.startedAt())).isLessThan(WORST);
  }

  private State state(String trunk) {
    return exchange.seen(trunk).map(seen -> seen.state()).orElse(State.UP);
  }

  private static boolean isTold(String type, String trunk) {
    return new OperatorEvents(Ground.database())
        .list(Optional.of(type), PageRequest.first(100)).items().stream()
            .anyMatch(news -> trunk.equals(news.data().getString("trunk_id")));
  }

  /** Reads a little and breaks off, as often as somebody comes. */
  private static void reset(ServerSocket server) {
    while (!server.isClosed()) {
      try (var socket = server.accept()) {
        socket.getInputStream().read();
        socket.setSoLinger(true, 0);
      } catch (IOException closed) {
        return;
      }
    }
  }
}
