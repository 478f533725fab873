package io.pronto.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.bench.Company.Phone;
import io.pronto.core.Waiting;
import io.pronto.peer.Baresip.Encryption;
import io.pronto.peer.Baresip.Spoken;
import io.pronto.sip.phone.Sound;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Phones that people really have call each other by their extensions. */
class SoftphonesTest {
  private static final double LOW = 440;
  private static final double HIGH = 1_000;
  private static final double AUDIBLE = -45;
  private static final double MOSTLY = 0.8;

  private Phone anna;
  private Phone bruno;

  @BeforeEach
  void hire() {
    anna = equipped();
    bruno = equipped();
  }

  @ParameterizedTest
  @ValueSource(strings = {"udp", "tcp", "tls"})
  void twoBaresipsCallEachOtherBothWays(String transport) throws InterruptedException {
    Peers.need("baresip", "baresip");
    talkOverBaresip(anna, bruno, transport);
    talkOverBaresip(bruno, anna, transport);
  }

  @ParameterizedTest
  @ValueSource(strings = {"udp", "tcp", "tls"})
  void baresipHoldsAndResumes(String transport) throws InterruptedException {
    Peers.need("baresip", "baresip");
    try (var caller = calling(anna, transport);
        var called = answering(bruno, transport)) {
      caller.dial(uri(bruno, anna));
      caller.await("CALL_ESTABLISHED");
      caller.listen(1_500);
      caller.hold();
      called.await("CALL_REMOTE_SDP");
      caller.listen(1_000);

      caller.resume();
      called.await("CALL_REMOTE_SDP");
      hearEachOtherAgain(caller, called);
      caller.listen(2_000);
      caller.hangUp();
      called.await("CALL_CLOSED");

      bothSpokeBeforeAndAfterTheHold(anna);
      assertThat(Heard.share(called.heard(), LOW)).isGreaterThan(MOSTLY);
      assertThat(Heard.share(caller.heard(), HIGH)).isGreaterThan(MOSTLY);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "WELCOME, NONE, optional",
    "DEMANDED, NONE, optional",
    "NONE, WELCOME, required",
    "NONE, DEMANDED, required",
    "DEMANDED, DEMANDED, required"
  })
  void baresipsThatEncryptAndThatDoNotHearEachOtherAfterAHoldToo(
      Encryption callers, Encryption calleds, String policy) throws InterruptedException {
    Peers.need("baresip", "baresip");
    encrypt(bruno, policy);
    try (var caller = Baresip.calling(anna.account(), PeerServer.sip(), "udp", callers, tone(LOW));
        var called =
            Baresip.answering(bruno.account(), PeerServer.sip(), "udp", calleds, tone(HIGH))) {
      caller.dial(uri(bruno, anna));
      caller.await("CALL_ESTABLISHED");
      caller.listen(1_500);
      caller.hold();
      called.await("CALL_REMOTE_SDP");
      caller.listen(1_000);

      caller.resume();
      called.await("CALL_REMOTE_SDP");
      hearEachOtherAgain(caller, called);
      caller.listen(2_000);
      caller.hangUp();
      called.await("CALL_CLOSED");

      bothSpokeBeforeAndAfterTheHold(anna);
      assertThat(Heard.share(called.heard(), LOW)).isGreaterThan(MOSTLY);
      assertThat(Heard.share(caller.heard(), HIGH)).isGreaterThan(MOSTLY);
    }
  }

  @ParameterizedTest
  @CsvSource({"OPUS, G711", "G711, OPUS", "OPUS, G722", "G722, G711"})
  void baresipsWithoutACommonCodecHearEachOther(Spoken callers, Spoken calleds)
      throws InterruptedException {
    Peers.need("baresip", "baresip");
    try (var caller = Baresip.calling(anna.account(), PeerServer.sip(), callers, tone(LOW));
        var called = Baresip.answering(bruno.account(), PeerServer.sip(), calleds, tone(HIGH))) {
      caller.dial(uri(bruno, anna));
      caller.await("CALL_ESTABLISHED");
      caller.listen(3_000);
      caller.hangUp();
      called.await("CALL_CLOSED");

      assertThat(Heard.share(called.heard(), LOW)).isGreaterThan(MOSTLY);
      assertThat(Heard.share(caller.heard(), HIGH)).isGreaterThan(MOSTLY);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"udp", "tcp", "tls"})
  void linphoneAndBaresipHearEachOther(String transport) throws InterruptedException {
    Peers.need("linphonec", "linphone-cli");
    Peers.need("baresip", "baresip");
    try (var caller =
            Linphone.calling(anna.account(), PeerServer.sip(transport), transport, tone(LOW));
        var called = answering(bruno, transport)) {

      caller.call(uri(bruno, anna));
      called.listen(1_500);
      caller.hold();
      called.listen(1_000);
      caller.resume();
      called.listen(2_000);
      called.echo();
      called.awaitSays(LOW);
      caller.hangUp();
      called.await("CALL_CLOSED");

      bothSpokeBeforeAndAfterTheHold(anna);
      assertThat(Heard.share(caller.heard(), HIGH)).isGreaterThan(MOSTLY);
      assertThat(Heard.share(called.heard(), LOW)).isGreaterThan(MOSTLY);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"udp", "tcp", "tls"})
  void baresipIsAnsweredByLinphone(String transport) throws InterruptedException {
    Peers.need("linphonec", "linphone-cli");
    Peers.need("baresip", "baresip");
    try (var caller = calling(anna, transport);
        var called =
            Linphone.answering(bruno.account(), PeerServer.sip(transport), transport, tone(HIGH))) {

      caller.dial(uri(bruno, anna));
      called.awaitAnswered();
      caller.listen(2_000);
      caller.hangUp();
      called.awaitOver();

      // Linphone begins with a sound of its own when it answers, so only that it is heard is
      // certain.
      assertThat(caller.heard().level()).isGreaterThan(AUDIBLE);
      assertThat(Heard.share(called.heard(), LOW)).isGreaterThan(MOSTLY);
    }
  }

  /** Each says what it hears in its turn. */
  private static void hearEachOtherAgain(Baresip caller, Baresip called) {
    caller.echo();
    caller.awaitSays(HIGH);
    caller.speak();
    called.echo();
    called.awaitSays(LOW);
  }

  /**
   * How much each has sent is seen in the call's record: 1.5 s before the hold, perhaps 1 s in it,
   * 2 s after it, in packets of 20 ms.
   */
  private static void bothSpokeBeforeAndAfterTheHold(Phone caller) {
    var administrator = PeerServer.company().administrator();
    var path = "/v1/cdrs?number=" + caller.extension();
    Waiting.until(
        "the call's record is there",
        () -> !administrator.get(path).getJsonArray("data").isEmpty());
    var legs = administrator.get(path).getJsonArray("data").getJsonObject(0).getJsonArray("legs");
    assertThat(legs.stream().map(JsonObject.class::cast))
        .hasSize(2)
        .allSatisfy(
            leg -> {
              var quality = leg.getJsonObject("quality");
              assertThat(quality.getInteger("packets_received")).isGreaterThan(140);
              assertThat(quality.getInteger("packets_sent")).isGreaterThan(140);
            });
  }

  private static void talkOverBaresip(Phone from, Phone to, String transport)
      throws InterruptedException {
    try (var caller = calling(from, transport);
        var called = answering(to, transport)) {
      caller.dial(uri(to, from));
      caller.await("CALL_ESTABLISHED");
      caller.listen(2_000);
      caller.hangUp();
      called.await("CALL_CLOSED");

      assertThat(Heard.share(caller.heard(), HIGH)).isGreaterThan(MOSTLY);
      assertThat(Heard.share(called.heard(), LOW)).isGreaterThan(MOSTLY);
    }
  }

  private static Baresip calling(Phone phone, String transport) {
    return Baresip.calling(phone.account(), PeerServer.sip(transport), transport, tone(LOW));
  }

  private static Baresip answering(Phone phone, String transport) {
    return Baresip.answering(phone.account(), PeerServer.sip(transport), transport, tone(HIGH));
  }

  /** What {@code from} dials to reach {@code to}. */
  private static String uri(Phone to, Phone from) {
    return "sip:" + to.extension() + "@" + from.account().domain();
  }

  private static void encrypt(Phone phone, String policy) {
    var administrator = PeerServer.company().administrator();
    var device =
        administrator.get("/v1/devices?limit=100").getJsonArray("data").stream()
            .map(JsonObject.class::cast)
            .filter(d -> d.getString("username").equals(phone.account().username()))
            .findFirst()
            .orElseThrow();
    administrator.patch(
        "/v1/devices/" + device.getString("id"), new JsonObject().put("media_encryption", policy));
  }

  private static Phone equipped() {
    return PeerServer.company().equip(PeerServer.company().hire());
  }

  private static Sound tone(double hertz) {
    return Sound.tone(hertz, 60_000);
  }
}
