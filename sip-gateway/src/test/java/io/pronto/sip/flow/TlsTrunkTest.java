package io.pronto.sip.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.sip.phone.Certified;
import io.pronto.sip.phone.Invite;
import io.pronto.sip.phone.PhoneCall;
import io.pronto.sip.phone.TestPhone;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trunks over connections that we open: TCP, and TLS with a carrier that shows who it is. */
class TlsTrunkTest extends Telephony {
  private static final String ABROAD = "0612345678";

  @Test
  void callsGoOutAndComeInOverTls() throws IOException {
    var identity = Certified.of("127.0.0.11");
    var carrier = exchange.tlsCarrier("127.0.0.11", identity.context());
    var trunk = trunk(carrier, "tls");
    town.set(trunk, "authority = $2", identity.pem());

    bothWays(carrier, "tls");
  }

  @Test
  void callsGoOutAndComeInOverTcp() {
    var carrier = exchange.tcpCarrier("127.0.0.11");
    trunk(carrier, "tcp");

    bothWays(carrier, "tcp");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.11", "127.0.0.99"})
  void aCarrierThatNobodyVouchesForOrThatIsAnotherIsLeft(String named) throws IOException {
    var identity = Certified.of(named);
    var impostor = exchange.tlsCarrier("127.0.0.11", identity.context());
    var trunk = trunk(impostor, "tls");
    if (!named.equals("127.0.0.11")) { // then it is vouched for, but for another host
      town.set(trunk, "authority = $2", identity.pem());
    }
    var second = exchange.carrier("127.0.0.12");
    town.trunk("127.0.0.12", second.address().getPort());
    town.number(alice, "off", true);

    var outgoing = exchange.phone(alice.credentials()).call(ABROAD);
    talk(outgoing, second.awaitCall().answer());

    var record = exchange.record();
    assertThat(record.legs()).hasSize(3);
    assertThat(record.legs().get(1).sipStatus()).isEqualTo(503);
  }

  private void bothWays(TestPhone carrier, String transport) {
    town.number(alice, "off", true);
    var number = town.number(bob, "off", true);
    var bobs = exchange.phone(bob.credentials());

    var outgoing = exchange.phone(alice.credentials()).call(ABROAD);
    talk(outgoing, carrier.awaitCall().answer());
    assertThat(exchange.record().legs().get(1).transport()).isEqualTo(transport);

    talk(carrier.call(Invite.to(number.value())), bobs.awaitCall().answer());
    assertThat(exchange.record().legs().getFirst().transport()).isEqualTo(transport);
  }

  /** One whose calls are known by the connection alone. */
  private String trunk(TestPhone carrier, String transport) {
    var address = carrier.address();
    var host = address.getAddress().getHostAddress();
    var trunk = town.trunk(host, address.getPort(), null, "192.0.2.1");
    town.set(trunk, "transport = $2", transport);
    return trunk;
  }

  private static void talk(PhoneCall outgoing, PhoneCall incoming) {
    outgoing.awaitAnswered();
    incoming.awaitAnswered();
    var conversation = new Conversation(outgoing, incoming);
    conversation.hearEachOther();
    conversation.end();
  }
}
