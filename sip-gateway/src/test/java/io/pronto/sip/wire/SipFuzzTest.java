package io.pronto.sip.wire;

import static org.assertj.core.api.Assertions.assertThat;

import gov.nist.javax.sip.message.SIPRequest;
import io.pronto.core.Mutants;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A fuzz target: a datagram that has come to the port of SIP, until it is refused or handed on. */
class SipFuzzTest {
  private static final InetSocketAddress SOURCE =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 5_070);

  private static final String INVITE =
      """
      INVITE sip:bob@example.com;transport=udp SIP/2.0
      Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK776;rport
      Max-Forwards: 70
      To: "Bob" <sip:bob@example.com>
      From: Alice <sip:alice@example.com;user=phone>;tag=1928
      Call-ID: a84b4c76e66710@192.0.2.1
      CSeq: 314159 INVITE
      Contact: <sip:alice@192.0.2.1:5060;ob>;expires=60
      Allow: INVITE, ACK, BYE, CANCEL
      Require: 100rel
      Route: <sip:192.0.2.9;lr>
      Authorization: Digest username="alice", realm="r", nonce="n", uri="sip:r", response="0a"
      Content-Type: application/sdp
      Content-Length: 5

      v=0
      """;

  private static final String ANSWER =
      """
      SIP/2.0 200 OK
      v: SIP/2.0/TCP [2001:db8::1];branch=z9hG4bK1
      f: <tel:+33123456789>;tag=a
      t: <sip:b@[2001:db8::1]>;tag=b
      i: 1
      CSeq: 1 BYE
      l: 0

      """;

  @Test
  void messagesWhateverTheySayAreRefusedOrHandedOn() {
    Mutants.feed(seeds(), 10_000, SipFuzzTest::fuzzerTestOneInput);
  }

  /** Called for each input. */
  public static void fuzzerTestOneInput(byte[] input) {
    Stun.answer(input, input.length, SOURCE);
    ForHelp.mayBe(input, input.length);
    var bytes = Datagram.withoutLeadingLines(input, input.length);
    if (bytes.length == 0) {
      return;
    }
    var frame = Datagram.judged(bytes);
    var fault = frame.envelope().fault();
    if (fault.isPresent()) {
      refuse(frame, fault.get());
      return;
    }
    try {
      var message = new Parser().parse(Arrays.copyOf(frame.bytes(), frame.length()));
      assertThat(message.getTopmostVia()).isNotNull();
      if (message instanceof SIPRequest request) {
        Screening.check(request, Transport.UDP).ifPresent(found -> refuse(frame, found));
      }
    } catch (Parser.Malformed e) {
      refuse(frame, e.fault());
    }
  }

  private static void refuse(Framing.Frame frame, Fault fault) {
    Refusal.of(frame.bytes(), frame.length(), fault, SOURCE)
        .ifPresent(answer -> assertThat(answer).startsWith(wire("SIP/2.0 ")));
  }

  static List<byte[]> seeds() {
    return List.of(
        wire(INVITE),
        wire(INVITE.replace("INVITE", "REGISTER")),
        wire(INVITE.replace(";rport", ";rport (its end is escaped \\")),
        wire(ANSWER),
        new byte[] {0, 1, 0, 0, 0x21, 0x12, (byte) 0xA4, 0x42, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2});
  }

  static byte[] wire(String text) {
    return text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
  }
}
