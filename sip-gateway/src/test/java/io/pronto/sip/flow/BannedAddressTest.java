package io.pronto.sip.flow;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.pronto.core.Waiting;
import io.pronto.sip.phone.TestPhone;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Phones that are not registered and share their address with whoever was banned. */
class BannedAddressTest extends Telephony {
  /** More than the failures for which a source is banned. */
  private static final int MANY = 130;

  private static final byte[] BROKEN =
      "INVITE sip:x@pronto SIP/2.0\r\nVia: SIP/2.0/UDP a;branch=z9hG4bK1\r\nCSeq: what\r\n\r\n"
          .getBytes(ISO_8859_1);

  private final TestPhone carrier = exchange.carrier("127.0.0.21");

  BannedAddressTest() {
    super(new Exchange(Exchange.Plan.USUAL.at("127.0.0.94"))); // no other test's, banned for long
    town.trunk("127.0.0.21", carrier.address().getPort());
    town.number(alice, "off", true);
  }

  @Test
  void aCallForHelpIsHeardToItsEndOverUdpAndTcp() throws IOException {
    isHelped(() -> TestPhone.udp(exchange.sip(), alice.credentials()));
    isHelped(() -> TestPhone.tcp(exchange.sip(), alice.credentials()));
  }

  private void isHelped(Supplier<TestPhone> phones) throws IOException {
    banAddress();
    try (var phone = phones.get()) {
      var outgoing = phone.call("112");
      var incoming = carrier.awaitCall().answer();
      outgoing.awaitAnswered();
      incoming.awaitAnswered();
      var conversation = new Conversation(outgoing, incoming);
      conversation.hearEachOther();
      conversation.end();
      exchange.record();
    }
  }

  private void banAddress() throws IOException {
    int before = exchange.dropped();
    try (var forger = new DatagramSocket(0, exchange.sip().getAddress())) {
      for (int i = 0; i < MANY; i++) {
        forger.send(new DatagramPacket(BROKEN, BROKEN.length, exchange.sip()));
        Thread.yield();
      }
      Waiting.until("the address is banned", () -> exchange.dropped() > before);
    }
  }
}
