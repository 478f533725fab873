package io.pronto.sip.flow;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the world sends (RFC 4475 and worse); afterwards a call goes through and nothing is left.
 */
class HostileSipTest extends Telephony {
  private final Stranger stranger = new Stranger(exchange.sip());

  HostileSipTest() {
    exchange.countNoRecords();
    town.trunk("127.1.0.1", 5060, null, "127.1.0.0/16");
  }

  /** A message that is right and calls a number that is nobody's, but for one line. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "X: 1                    | Subject: folded\\r\\n over lines | 404",
        "X: 1                    | s: compact                       | 404",
        "X: 1                    | Content-Length: 0                | 400",
        "X: 1                    | CSeq: 1 INVITE                   | 400",
        "X: 1                    | From: <sip:x@y>;tag=z            | 400",
        "X: 1                    | To: <sip:x@y>                    | 400",
        "X: 1                    | Call-ID: another                 | 400",
        "X: 1                    | Max-Forwards: 9                  | 400",
        "X: 1                    | Require: nothingSupportsThis     | 420",
        "X: 1                    | no colon                         | 400",
        "X: 1                    | Via: SIP/2.0/UDP a;branch=z9 (\\  | 400",
        "X: 1                    | v: SIP/2.0/UDP a;branch=z9 (no end \\ | 400",
        "CSeq: 1 INVITE          | CSeq: -1 INVITE                  | 400",
        "CSeq: 1 INVITE          | CSeq: 36893488147419103232 INVITE | 400",
        "CSeq: 1 INVITE          | CSeq: 1 BYE                      | 400",
        "CSeq: 1 INVITE          | X: 2                             | 400",
        "CSeq: 1 INVITE          | CSeq: INVITE                     | 400",
        "Call-ID: %c             | X: 2                             | 400",
        "To: <sip:x@pronto>      | X: 2                             | 400",
        "From: <sip:a@b>;tag=1   | X: 2                             | 400",
        "From: <sip:a@b>;tag=1   | From: <sip:a@b>;tag=\"1 2\"       | 400",
        "Contact: <sip:a@b>      | X: 2                             | 400",
        "Max-Forwards: 70        | Max-Forwards: 0                  | 483",
        "Max-Forwards: 70        | Max-Forwards: 300                | 400",
        "Max-Forwards: 70        | Max-Forwards: -1                 | 400",
        "INVITE sip              | DANCE sip                        | 501",
        "INVITE sip              | INVITE nobodyKnowsThisScheme     | 416",
        "SIP/2.0\\r\\nVia        | SIP/7.0\\r\\nVia                 | 505",
        "sip:+44000000000@pronto SIP | <sip:+44000000000@pronto> SIP | 400",
        "sip:+44000000000@pronto SIP | sip:+44000000000 @pronto SIP  | 400",
        "Content-Type: application/sdp | Content-Type: text/plain    | 415",
        "SIP/2.0/%t              | SIP/2.0/CARRIERPIGEON            | 400",
        "v=0                     | v=1                              | 400",
        "%l                      | 9999                             | 400",
        "%l                      | -5                               | 400",
      })
  void eachFaultHasItsAnswer(String right, String wrong, int status) throws IOException {
    var text = INVITE.replace(unescaped(right), unescaped(wrong));
    assertThat(text).isNotEqualTo(INVITE);

    assertThat(stranger.ask(filled(text, "UDP"), true)).as("over UDP").isEqualTo(status);
    boolean complete = !wrong.equals("9999");
    assertThat(stranger.askOverTcp(filled(text, "TCP"), complete))
        .as("over TCP")
        .isEqualTo(complete ? status : 0);
    aCallGoesThrough();
  }

  @Test
  void headersThatNeverEndAreTooLarge() throws IOException {
    var text = INVITE.replace("X: 1", "X: " + "x".repeat(60_000));

    assertThat(stranger.ask(filled(text, "UDP"), true)).isEqualTo(513);
    assertThat(stranger.askOverTcp(filled(text, "TCP"), true)).isEqualTo(513);
    aCallGoesThrough();
  }

  @ParameterizedTest
  @CsvSource({
    "hello",
    "SIP/2.0 200 OK\\r\\n\\r\\n",
    "SIP/2.0 999 What\\r\\nVia: SIP/2.0/UDP a;branch=z9hG4bK1\\r\\n\\r\\n",
    "\\r\\n\\r\\n",
    "ACK sip:a@b SIP/2.0\\r\\n\\r\\n",
    "GET / HTTP/1.1\\r\\n\\r\\n"
  })
  void whatIsNoRequestIsNotAnswered(String text) throws IOException {
    assertThat(stranger.ask(unescaped(text).getBytes(ISO_8859_1), false)).isZero();
    aCallGoesThrough();
  }

  @Test
  void bytesThatFellFromTheSkyDoNoHarm() throws IOException {
    var random = new Random(4475);
    for (int i = 0; i < 400; i++) {
      var bytes = new byte[random.nextInt(1, 1_400)];
      random.nextBytes(bytes);
      stranger.send(bytes);
    }
    awaitAttention();
    aCallGoesThrough();
  }

  @Test
  void messagesThatSufferedOnTheirWayDoNoHarm() throws IOException {
    var random = new Random(3261);
    for (int i = 0; i < 600; i++) {
      stranger.send(Damage.to(filled(INVITE, "UDP"), random));
    }
    awaitAttention();
    aCallGoesThrough();
  }

  @Test
  void descriptionsThatSufferedOnTheirWayDoNoHarm() throws IOException {
    var carol = town.resident("103");
    exchange.phone(carol.credentials());
    var number = town.number(carol, "off", true).value();
    var random = new Random(8866);
    for (int i = 0; i < 60; i++) {
      var sdp = Damage.to(SDP, random);
      stranger.send(filled(INVITE.replace(SDP, sdp).replace("+44000000000", number), "UDP"));
    }
    awaitAttention();
    aCallGoesThrough();
  }

  /** What was sent before may have filled the socket: a question may be lost, not all of them. */
  private void awaitAttention() throws IOException {
    var options = INVITE.replace("INVITE", "OPTIONS");
    for (int i = 0; i < 20 && stranger.ask(filled(options, "UDP"), false) != 200; i++) {
      assertThat(i).as("questions without an answer").isLessThan(19);
    }
  }

  private void aCallGoesThrough() {
    var conversation = conversation();
    conversation.hearEachOther();
    conversation.end();
  }

  private static String unescaped(String text) {
    return text.replace("\\r\\n", "\r\n");
  }

  private static byte[] filled(String text, String transport) {
    int body = text.indexOf("\r\n\r\n") + 4;
    var id = Long.toString(java.util.concurrent.ThreadLocalRandom.current().nextLong(1L << 50), 36);
    return text.replace("%t", transport)
        .replace("%c", id)
        .replace("%l", Integer.toString(text.length() - body))
        .getBytes(ISO_8859_1);
  }

  private static final String SDP =
      "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
          + "m=audio 4000 RTP/AVP 8 101\r\na=rtpmap:101 telephone-event/8000\r\n"
          + "a=fmtp:101 0-16\r\na=ptime:20\r\na=sendrecv\r\n";

  private static final String INVITE =
      "INVITE sip:+44000000000@pronto SIP/2.0\r\n"
          + "Via: SIP/2.0/%t 127.0.0.1:9;rport;branch=z9hG4bK%c\r\n"
          + "Max-Forwards: 70\r\n"
          + "From: <sip:a@b>;tag=1\r\n"
          + "To: <sip:x@pronto>\r\n"
          + "Call-ID: %c\r\n"
          + "CSeq: 1 INVITE\r\n"
          + "Contact: <sip:a@b>\r\n"
          + "X: 1\r\n"
          + "Content-Type: application/sdp\r\n"
          + "Content-Length: %l\r\n\r\n"
          + SDP;
}
