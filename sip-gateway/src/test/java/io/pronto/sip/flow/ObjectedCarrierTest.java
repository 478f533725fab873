package io.pronto.sip.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.Waiting;
import io.pronto.core.call.CallDetailRecord;
import io.pronto.core.call.HangupCause;
import io.pronto.core.live.TrunkState.State;
import io.pronto.core.subprocessor.Announced;
import io.pronto.core.subprocessor.Subprocessor;
import io.pronto.sip.phone.PhoneCall;
import io.pronto.sip.phone.SipMessage;
import io.pronto.sip.phone.TestPhone;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Two carriers, of which the first is a subprocessor that the organisation objects to. */
class ObjectedCarrierTest extends Telephony {
  private static final String ABROAD = "0612345678";

  private final TestPhone first = exchange.carrier("127.0.0.11");
  private final TestPhone second = exchange.carrier("127.0.0.12");

  @Test
  void callsLeaveByAnotherCarrierUntilTheObjectionIsWithdrawn() {
    var subprocessor = Announced.inForce();
    var objection = Announced.objection(town.organisation(), subprocessor);
    var objected = trunk(first, subprocessor);
    town.trunk("127.0.0.12", second.address().getPort());
    var phone = caller();

    var record = talk(phone.call(ABROAD), second.awaitCall());

    assertThat(record.legs()).hasSize(3);
    assertThat(record.legs().get(1).reason()).isEqualTo("trunk_not_permitted");
    assertThat(record.legs().get(1).trunkId()).contains(objected);
    Announced.withdraw(objection);
    Waiting.until(
        "it may carry again",
        () -> exchange.directory().mayCarry(town.organisation(), carrier(objected)));
    talk(phone.call(ABROAD), first.awaitCall());
  }

  @Test
  void whereNoOtherCarrierIsACallForHelpLeavesAndNoOther() {
    var subprocessor = Announced.inForce();
    Announced.objection(town.organisation(), subprocessor);
    trunk(first, subprocessor);
    var phone = caller();

    assertThat(phone.call(ABROAD).awaitRefused().status()).isEqualTo(503);
    assertThat(exchange.record().cause()).contains(HangupCause.NO_ROUTE);

    talk(phone.call("112"), first.awaitCall());
  }

  @Test
  void aTrunkThatIsDownIsTriedWhereTheOnlyOneThatIsUpIsObjectedTo() {
    var subprocessor = Announced.inForce();
    Announced.objection(town.organisation(), subprocessor);
    trunk(first, subprocessor);
    var down = town.trunk("127.0.0.12", second.address().getPort());
    town.set(down, "health_interval = 1, health_failures = 1");
    second.answerBy(
        request -> Optional.of(SipMessage.responding(request, "503 Service Unavailable")));
    Waiting.until("it is down", () -> isDown(down));

    var record = talk(caller().call(ABROAD), second.awaitCall());

    assertThat(record.legs().get(1).reason()).isEqualTo("trunk_not_permitted");
    assertThat(record.legs().get(2).trunkId()).contains(down);
  }

  private String trunk(TestPhone far, Subprocessor subprocessor) {
    var trunk = town.trunk(far.address().getAddress().getHostAddress(), far.address().getPort());
    Ground.database()
        .asOperator(
            tx ->
                tx.update(
                    "update carrier set subprocessor_id = $2 where id = $1",
                    carrier(trunk),
                    subprocessor.id()));
    return trunk;
  }

  private boolean isDown(String trunk) {
    return exchange.seen(trunk).filter(seen -> seen.state() == State.DOWN).isPresent();
  }

  private static String carrier(String trunk) {
    return Ground.database()
        .asOperator(tx -> tx.one("select carrier_id from trunk where id = $1", trunk))
        .orElseThrow()
        .getString(0);
  }

  private TestPhone caller() {
    town.number(alice, "off", true);
    return exchange.phone(alice.credentials());
  }

  private CallDetailRecord talk(PhoneCall outgoing, PhoneCall incoming) {
    incoming.answer();
    outgoing.awaitAnswered();
    incoming.awaitAnswered();
    new Conversation(outgoing, incoming).end();
    return exchange.record();
  }
}
