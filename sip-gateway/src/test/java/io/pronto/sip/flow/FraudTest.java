package io.pronto.sip.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.Waiting;
import io.pronto.core.call.HangupCause;
import io.pronto.core.db.PageRequest;
import io.pronto.core.event.Outbox;
import io.pronto.core.fraud.DestinationRuleStore;
import io.pronto.core.fraud.DestinationRules;
import io.pronto.core.fraud.FraudAlarm;
import io.pronto.core.fraud.FraudAlarmStore;
import io.pronto.core.numbering.NumberType;
import io.pronto.sip.phone.TestPhone;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whoever has stolen a phone's password calls where it pays. */
class FraudTest extends Telephony {
  private static final String PREMIUM = "089912";

  private final TestPhone carrier = exchange.carrier("127.0.0.41");
  private final FraudAlarmStore alarms =
      new FraudAlarmStore(Ground.database(), new Outbox(Ground.database()));
  private TestPhone phone;

  @BeforeEach
  void aPhoneThatMayCallOutside() {
    town.trunk("127.0.0.41", carrier.address().getPort());
    town.number(alice, "off", false);
    phone = exchange.phone(alice.credentials());
  }

  @Test
  void premiumNumbersAreClosedUntilSomebodyOpensThem() {
    var refused = phone.call(PREMIUM + "0001").awaitRefused();

    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.header("Reason")).contains("Q.850").contains("destination");
    assertThat(exchange.record().cause()).contains(HangupCause.DESTINATION_NOT_ALLOWED);

    openPremium();
    assertPasses("nodes have heard that it is open", PREMIUM + "0001");
  }

  @Test
  void aStolenPhoneIsStoppedWithinThreeCallsAndForLessThanTheLimit() {
    openPremium();

    var taken = 0;
    for (int i = 0; i < 200; i++) {
      var outgoing = phone.call(PREMIUM + "%04d".formatted(i));
      if (i < 3) {
        var conversation = new Conversation(outgoing, carrier.awaitCall().answer());
        outgoing.awaitAnswered();
        conversation.end();
        assertThat(exchange.record().cause()).contains(HangupCause.NORMAL);
        taken++;
      } else {
        var refused = outgoing.awaitRefused();
        assertThat(refused.status()).isEqualTo(403);
        assertThat(exchange.record().cause()).contains(HangupCause.BREAKER_TRIPPED);
      }
    }

    assertThat(taken).isEqualTo(3);
    // three minutes begun, at 3 € each, of the 10 € of user_spending_premium_hour
    var alarm = openAlarms().getFirst();
    assertThat(alarm.rule()).startsWith("user_").contains("_premium_hour");
    assertThat(alarm.userId()).contains(alice.userId());
    assertThat(alarm.number()).isEqualTo("+33899120003");

    talk("112").end();
    assertThat(exchange.record().cause()).contains(HangupCause.NORMAL);
    talk("0612345678").end();
    assertThat(exchange.record().cause()).contains(HangupCause.NORMAL);

    openAlarms().forEach(open -> alarms.release(town.organisation(), open.id(), "usr_x", _ -> {}));
    assertPasses("the breaker is released", PREMIUM + "0300");
  }

  @Test
  void aBreakerThatTripsEndsTheCallsThatItCovers() {
    openPremium();
    var others = List.of(talk(PREMIUM + "0001"), talk(PREMIUM + "0002"), talk(PREMIUM + "0003"));
    var plain = talk("0612345678");

    assertThat(phone.call(PREMIUM + "0004").awaitRefused().status()).isEqualTo(403);

    others.forEach(
        conversation -> {
          assertThat(conversation.caller().awaitEnded().header("Reason")).contains("breaker");
          conversation.called().awaitEnded();
          assertThat(exchange.record().cause()).contains(HangupCause.BREAKER_TRIPPED);
        });
    assertThat(exchange.record().cause()).contains(HangupCause.BREAKER_TRIPPED);
    plain.end();
    assertThat(exchange.record().cause()).contains(HangupCause.NORMAL);
  }

  private void assertPasses(String what, String number) {
    Thread.ofVirtual().start(() -> carrier.awaitCall().answer());
    Waiting.until(what, () -> passes(number));
  }

  /** Whether a call gets through, that somebody answers for whom it reaches. */
  private boolean passes(String number) {
    var outgoing = phone.call(number);
    if (outgoing.awaitFinal().status() != 200) {
      exchange.record();
      return false;
    }
    outgoing.hangUp();
    exchange.record();
    return true;
  }

  private Conversation talk(String number) {
    var outgoing = phone.call(number);
    var incoming = carrier.awaitCall().answer();
    outgoing.awaitAnswered();
    incoming.awaitAnswered();
    return new Conversation(outgoing, incoming);
  }

  private List<FraudAlarm> openAlarms() {
    Waiting.until(
        "an alarm is raised",
        () -> !alarms.list(town.organisation(), true, PageRequest.first(10)).items().isEmpty());
    return alarms.list(town.organisation(), true, PageRequest.first(10)).items();
  }

  private void openPremium() {
    new DestinationRuleStore(Ground.database())
        .replace(
            town.organisation(),
            _ -> new DestinationRules(Map.of(NumberType.PREMIUM, true), Map.of(), Map.of()));
  }
}
