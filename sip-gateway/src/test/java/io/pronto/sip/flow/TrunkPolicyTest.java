package io.pronto.sip.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.call.HangupCause;
import io.pronto.sip.phone.Invite;
import io.pronto.sip.phone.PhoneCall;
import io.pronto.sip.phone.TestPhone;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a trunk carries, and how it is spoken to. */
class TrunkPolicyTest extends Telephony {
  private static final String ABROAD = "0612345678";

  private final TestPhone first = exchange.carrier("127.0.0.11");
  private final TestPhone second = exchange.carrier("127.0.0.12");

  @Test
  void onlyWhatMayBeSpokenIsOffered() {
    town.set(trunk(first), "codecs = array['G729', 'PCMA']");
    town.number(alice, "off", true);

    var outgoing = exchange.phone(alice.credentials()).call(ABROAD);
    var incoming = first.awaitCall();

    assertThat(incoming.request().body())
        .containsPattern("m=audio \\d+ RTP/AVP 8 101\r\n")
        .doesNotContain("PCMU");
    talk(outgoing, incoming.answer());
    assertThat(exchange.record().legs()).allMatch(leg -> leg.codec().equals("PCMA"));
  }

  @Test
  void aCallWithoutACodecThatMayBeSpokenGoesOnToTheNextTrunk() {
    town.set(trunk(first), "codecs = array['G729']");
    trunk(second);
    town.number(alice, "off", true);

    var outgoing = exchange.phone(alice.credentials()).call(ABROAD);
    talk(outgoing, second.awaitCall().answer());

    assertThat(exchange.record().legs().get(1).reason()).isEqualTo("trunk_without_codec");
  }

  @Test
  void whatMayBeSpokenWithTheCarrierIsOfferedFirst() {
    town.set(trunk(first), "codecs = array['PCMA']");
    var number = town.number(bob, "off", true);
    var phone = exchange.phone(bob.credentials());

    var outgoing = first.call(Invite.to(number.value()).from("+33612345678"));
    var incoming = phone.awaitCall();

    assertThat(incoming.request().body()).contains(" RTP/AVP 8 ");
    talk(outgoing, incoming.answer());
    assertThat(exchange.record().legs()).allMatch(leg -> leg.codec().equals("PCMA"));
  }

  @Test
  void aCarrierThatOffersNothingThatMayBeSpokenIsToldSo() {
    town.set(trunk(first), "codecs = array['G722']");
    var number = town.number(bob, "off", true);

    var outgoing = first.call(Invite.to(number.value()).from("+33612345678"));

    assertThat(outgoing.awaitRefused().status()).isEqualTo(488);
  }

  @Test
  void numbersAreWrittenAndReadInTheCarriersWay() {
    town.set(
        trunk(first),
        """
        numbers = '{"country": "FR", "called": {"style": "digits", "prefix": "00"},
          "caller": {"style": "national", "prefix": ""},
          "inbound": {"style": "national", "prefix": ""}}'
        """);
    var number = town.number(alice, "off", true);
    var national = "0" + number.value().substring(3);
    var phone = exchange.phone(alice.credentials());

    var outgoing = phone.call(ABROAD);
    var incoming = first.awaitCall();
    assertThat(incoming.request().startLine()).contains("sip:0033612345678@127.0.0.11");
    assertThat(incoming.request().header("From")).contains("sip:" + national + "@");
    assertThat(incoming.request().header("P-Asserted-Identity")).contains(national);
    talk(outgoing, incoming.answer());
    assertThat(exchange.record().called().number()).isEqualTo("+33612345678");

    talk(first.call(Invite.to(national).from("0612345678")), phone.awaitCall().answer());
    var record = exchange.record();
    assertThat(record.called().number()).isEqualTo(number.value());
    assertThat(record.caller().number()).isEqualTo("+33612345678");
  }

  @Test
  void asManyCallsASecondLeaveAsMayAndTheOthersByTheNextTrunk() {
    town.set(trunk(first), "max_calls_per_second = 1");
    trunk(second);
    town.number(alice, "off", true);
    var phone = exchange.phone(alice.credentials());

    var one = phone.call(ABROAD);
    var two = phone.call(ABROAD);
    var byFirst = first.awaitCall().answer();
    var bySecond = second.awaitCall().answer();

    for (var call : new PhoneCall[] {one, two, byFirst, bySecond}) {
      call.awaitAnswered();
    }
    one.hangUp();
    two.hangUp();
    var records = List.of(exchange.record(), exchange.record());
    assertThat(records).anyMatch(record -> record.legs().size() == 2);
    assertThat(records)
        .anyMatch(
            record ->
                record.legs().size() == 3
                    && record.legs().get(1).reason().equals("trunk_too_fast"));
  }

  @Test
  void aCallForHelpIsNeverOneTooMany() {
    town.set(trunk(first), "max_channels = 1, max_calls_per_second = 1");
    town.number(alice, "off", true);
    var phone = exchange.phone(alice.credentials());
    var up = phone.call(ABROAD);
    first.awaitCall().answer();
    up.awaitAnswered();
    assertThat(phone.call(ABROAD).awaitRefused().status()).isEqualTo(503);
    assertThat(exchange.record().cause()).contains(HangupCause.CONGESTION);

    var help = phone.call("112");
    talk(help, first.awaitCall().answer());

    exchange.record();
    up.hangUp();
    exchange.record();
  }

  private String trunk(TestPhone carrier) {
    var address = carrier.address();
    return town.trunk(address.getAddress().getHostAddress(), address.getPort());
  }

  private static void talk(PhoneCall outgoing, PhoneCall incoming) {
    outgoing.awaitAnswered();
    incoming.awaitAnswered();
    var conversation = new Conversation(outgoing, incoming);
    conversation.hearEachOther();
    conversation.end();
  }
}
