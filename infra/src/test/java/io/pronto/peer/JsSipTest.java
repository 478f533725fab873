package io.pronto.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.bench.Company.Phone;
import io.pronto.core.Waiting;
import io.pronto.peer.Baresip.Spoken;
import io.pronto.sip.phone.Sound;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * JsSIP in a browser, which speaks Opus over DTLS-SRTP, and baresip on a desk, which speaks G.711
 * over RTP, call each other.
 */
class JsSipTest {
  private static final String OPUS = "opus";
  private static final double LOW = 440;
  private static final double HIGH = 1_000;
  private static final double OTHER = 700;
  private static final double MOSTLY = 0.8;

  private static Chromium chromium;

  private Phone web;
  private Phone desk;

  @BeforeAll
  static void start() {
    Peers.need("baresip", "baresip");
    JsSipPhone.need();
    chromium = Chromium.start();
  }

  @AfterAll
  static void stop() {
    if (chromium != null) {
      chromium.close();
    }
  }

  @BeforeEach
  void equip() {
    web = PeerServer.company().equip(PeerServer.company().hire());
    desk = PeerServer.company().equip(PeerServer.company().hire());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ws", "wss"})
  void aBrowserCallsADeskPhoneHoldsItAndComesBack(String scheme) throws InterruptedException {
    try (var browser = browser(scheme);
        var baresip = Baresip.answering(desk.account(), PeerServer.sip(), Spoken.G711, tone())) {
      browser.call(desk.extension());
      browser.awaitAnswered();
      browser.sound().awaitTone(HIGH);
      baresip.listen(1_500);

      browser.hold();
      browser.sound().awaitSilence();
      browser.resume();

      hearEachOtherAgain(browser, baresip);
      speaksOpusAndEncrypts(browser);
      baresip.listen(1_500);
      browser.hangUp();
      baresip.await("CALL_CLOSED");
      assertThat(Heard.share(baresip.heard(), LOW)).isGreaterThan(MOSTLY);
      theFirstLegIsTheBrowsers(web, true);
    }
  }

  @Test
  void aDeskPhoneCallsABrowserHoldsItAndHangsUp() throws InterruptedException {
    try (var browser = browser("ws");
        var baresip = Baresip.calling(desk.account(), PeerServer.sip(), Spoken.G711, tone())) {
      baresip.dial("sip:" + web.extension() + "@" + desk.account().domain());
      baresip.await("CALL_ESTABLISHED");
      browser.awaitAnswered();
      browser.sound().awaitTone(HIGH);
      baresip.listen(1_500);

      baresip.hold();
      browser.awaitHeld();
      baresip.resume();
      browser.awaitResumed();

      hearEachOtherAgain(browser, baresip);
      speaksOpusAndEncrypts(browser);
      baresip.listen(1_500);
      baresip.hangUp();
      browser.awaitEnded();
      assertThat(Heard.share(baresip.heard(), LOW)).isGreaterThan(MOSTLY);
      theFirstLegIsTheBrowsers(desk, false);
    }
  }

  /** The desk phone is heard, and says what it hears: a tone that was not there before. */
  private static void hearEachOtherAgain(JsSipPhone browser, Baresip baresip) {
    browser.sound().awaitTone(HIGH);
    browser.sound().say(OTHER);
    baresip.echo();
    baresip.awaitSays(OTHER);
    browser.sound().awaitTone(OTHER);
  }

  private static void speaksOpusAndEncrypts(JsSipPhone browser) {
    assertThat(browser.statistics())
        .containsEntry("hears", "audio/opus")
        .containsEntry("says", "audio/opus")
        .containsEntry("srtp", "SRTP_AES128_CM_HMAC_SHA1_80");
  }

  /** Both have spoken for at least 3 s: 150 packets of 20 ms. */
  private static void theFirstLegIsTheBrowsers(Phone caller, boolean first) {
    var legs = legs(caller);

    assertThat(legs)
        .extracting(leg -> leg.getJsonArray("notes").contains("encrypted"))
        .containsExactly(first, !first);
    assertThat(legs)
        .extracting(leg -> leg.getJsonArray("notes"))
        .anyMatch(notes -> notes.contains("transcoded"));
    assertThat(legs)
        .extracting(leg -> leg.getJsonObject("quality"))
        .allMatch(quality -> quality.getInteger("packets_received") > 140)
        .allMatch(quality -> quality.getInteger("packets_sent") > 140);
  }

  private static List<JsonObject> legs(Phone caller) {
    var administrator = PeerServer.company().administrator();
    var path = "/v1/cdrs?number=" + caller.extension();
    Waiting.until("the call's record is there", () -> !data(administrator.get(path)).isEmpty());
    return data(administrator.get(path)).getJsonObject(0).getJsonArray("legs").stream()
        .map(JsonObject.class::cast)
        .toList();
  }

  private static JsonArray data(JsonObject page) {
    return page.getJsonArray("data");
  }

  private JsSipPhone browser(String scheme) {
    return JsSipPhone.registered(chromium, web.account(), PeerServer.webSocket(scheme), OPUS, LOW);
  }

  private static Sound tone() {
    return Sound.tone(HIGH, 60_000);
  }
}
