package io.pronto.sip.flow;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.call.HangupCause;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.Test;

/** Who is not listened to any more, and who always is. */
class BanTest extends Telephony {
  /** More than the failures for which a source is banned. */
  private static final int MANY = 130;

  private static final String BROKEN =
      "INVITE sip:x@pronto SIP/2.0\r\nVia: SIP/2.0/UDP a;branch=z9hG4bK1\r\nCSeq: what\r\n\r\n";

  @Test
  void whoSendsWhatIsBrokenIsNotAnsweredAnyMore() throws IOException {
    try (var stranger = socket("127.0.0.91")) {
      assertThat(ask(stranger, "SUBSCRIBE")).contains(" 405 ");

      send(stranger, BROKEN, MANY);

      assertThat(ask(stranger, "SUBSCRIBE")).isEmpty();
    }
  }

  @Test
  void whoAsksForWhatIsNotDoneHereIsAlwaysAnswered() throws IOException {
    try (var phone = socket("127.0.0.92")) {
      for (int i = 0; i < MANY; i++) {
        assertThat(ask(phone, "SUBSCRIBE")).contains(" 405 ");
      }
    }
  }

  @Test
  void whatIsBrokenInTheNameOfACarrierDoesNotShutItOut() throws IOException {
    try (var forger = socket("127.0.0.93")) {
      var carrier = exchange.carrier("127.0.0.93");
      town.trunk("127.0.0.93", carrier.address().getPort());
      var number = town.number(bob, "off", false);

      send(forger, BROKEN, MANY);

      talk(Conversation.between(carrier, exchange.phone(bob.credentials()), number.value()));
    }
  }

  @Test
  void whatIsBrokenInTheNameOfAnOfficeDoesNotShutItOut() throws IOException {
    var alices = exchange.phone(alice.credentials());
    var bobs = exchange.phone(bob.credentials());
    try (var forger = socket("127.0.0.1")) {
      send(forger, BROKEN, MANY);

      talk(Conversation.between(alices, bobs, "102"));
    }
  }

  private void talk(Conversation conversation) {
    conversation.hearEachOther();
    conversation.end();
    assertThat(exchange.record().cause()).contains(HangupCause.NORMAL);
  }

  /** Sends {@code text} so often, each time when the one before has been read. */
  private void send(DatagramSocket from, String text, int times) throws IOException {
    var bytes = text.getBytes(ISO_8859_1);
    for (int i = 0; i < times; i++) {
      from.send(new DatagramPacket(bytes, bytes.length, exchange.sip()));
      Thread.yield();
    }
  }

  /** What is answered to a request of {@code method}; nothing, where nobody answers. */
  private String ask(DatagramSocket from, String method) throws IOException {
    var here = from.getLocalAddress().getHostAddress() + ":" + from.getLocalPort();
    var id = "ask" + System.nanoTime();
    var request =
        ("%1$s sip:x@pronto SIP/2.0\r\nVia: SIP/2.0/UDP %2$s;branch=z9hG4bK%3$s\r\n"
                + "Max-Forwards: 70\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:x@pronto>\r\n"
                + "Call-ID: %3$s\r\nCSeq: 1 %1$s\r\nContact: <sip:a@%2$s>\r\n"
                + "Content-Length: 0\r\n\r\n")
            .formatted(method, here, id)
            .getBytes(ISO_8859_1);
    from.send(new DatagramPacket(request, request.length, exchange.sip()));
    from.setSoTimeout(2_000);
    var packet = new DatagramPacket(new byte[4_096], 4_096);
    var answer = "";
    try {
      while (!answer.contains(id)) {
        from.receive(packet);
        answer = new String(packet.getData(), 0, packet.getLength(), ISO_8859_1);
      }
      return answer;
    } catch (SocketTimeoutException silence) {
      return "";
    }
  }

  private static DatagramSocket socket(String address) throws IOException {
    return new DatagramSocket(0, InetAddress.ofLiteral(address));
  }
}
