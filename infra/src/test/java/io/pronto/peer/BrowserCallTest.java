package io.pronto.peer;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pronto.bench.Company.Phone;
import io.pronto.core.MediaEncryption;
import io.pronto.core.Waiting;
import io.pronto.core.lease.Leases;
import io.pronto.media.Direction;
import io.pronto.media.MediaService;
import io.pronto.media.MediaSettings;
import io.pronto.media.PacketTime;
import io.pronto.media.Prompt;
import io.pronto.media.Remote;
import io.pronto.media.RtpFormat;
import io.pronto.sip.phone.Credentials;
import io.pronto.sip.phone.Invite;
import io.pronto.sip.phone.PhoneCall;
import io.pronto.sip.phone.Sound;
import io.pronto.sip.phone.TestPhone;
import io.pronto.sip.sdp.Audio;
import io.pronto.sip.sdp.Encryption;
import io.pronto.sip.sdp.KeyAgreement;
import io.pronto.sip.sdp.LocalSession;
import io.pronto.sip.sdp.SessionDescription;
import io.pronto.sip.sdp.Streams;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A real browser and a telephone that speaks G.711 over plain RTP hear each other. */
class BrowserCallTest {
  private static final double LOW = 440;
  private static final double HIGH = 1_000;
  private static final double MOSTLY = 0.8;

  private static Playwright playwright;
  private static Browser browser;

  private TestPhone signalling;
  private TestPhone desk;
  private Phone from;
  private Phone to;
  private BrowserPhone caller;

  @BeforeAll
  static void start() {
    Peers.need("chromium", "chromium");
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(Path.of("/usr/bin/chromium"))
                    .setArgs(
                        List.of(
                            "--no-sandbox",
                            "--autoplay-policy=no-user-gesture-required",
                            "--allow-loopback-in-peer-connection")));
  }

  @AfterAll
  static void stop() {
    if (playwright != null) {
      playwright.close();
    }
  }

  @BeforeEach
  void equip() {
    from = equipped();
    signalling = phone(from);
    to = equipped();
    desk = phone(to);
    desk.register();
    caller = new BrowserPhone(browser, LOW);
  }

  @AfterEach
  void hangUp() {
    caller.close();
    signalling.close();
    desk.close();
  }

  @Test
  void aBrowserAndATelephoneHearEachOther() {
    var outgoing = calls(caller.describe());
    var incoming = answers();
    var answer = outgoing.awaitStatus(200).body();
    caller.answered(answer);

    caller.awaitConnected();
    caller.awaitTone(HIGH);
    hears(incoming, LOW);

    assertThat(answer)
        .contains("a=ice-lite", "a=setup:active", "a=rtcp-mux", "a=group:BUNDLE 0", "a=mid:0");
    assertThat(caller.statistics())
        .containsEntry("srtp", "SRTP_AES128_CM_HMAC_SHA1_80")
        .containsEntry("role", "server");
    outgoing.hangUp();
    incoming.awaitEnded();
    assertThat(legs(from))
        .extracting(leg -> leg.getJsonArray("notes").contains("encrypted"))
        .containsExactly(true, false);
  }

  @Test
  void picturesAreRefusedAndTheSoundIsTaken() {
    caller.addVideo();
    var outgoing = calls(caller.describe());
    var incoming = answers();
    var answer = outgoing.awaitStatus(200).body();
    caller.answered(answer);

    caller.awaitTone(HIGH);
    hears(incoming, LOW);

    assertThat(answer).contains("m=video 0 UDP/TLS/RTP/SAVPF", "a=mid:1", "a=group:BUNDLE 0\r\n");
    outgoing.hangUp();
    incoming.awaitEnded();
  }

  @Test
  void aBrowserThatSeeksAnewKeepsItsRoleAndIsHeard() {
    var outgoing = calls(caller.describe());
    var incoming = answers();
    var first = outgoing.awaitStatus(200).body();
    caller.answered(first);
    caller.awaitTone(HIGH);

    var again =
        outgoing.exchange(
            outgoing.inDialog("INVITE").withBody("application/sdp", caller.restart()));
    caller.answered(again.body());

    assertThat(again.body()).contains("a=setup:active").doesNotContain(line(first, "a=ice-ufrag:"));
    caller.awaitConnected();
    caller.awaitTone(HIGH);
    hears(incoming, LOW);
    assertThat(caller.statistics()).containsEntry("role", "server");
    outgoing.hangUp();
    incoming.awaitEnded();
  }

  @Test
  void aTelephoneHoldsABrowserAndComesBackWithoutAnotherHandshake() throws Exception {
    var outgoing = calls(caller.describe());
    var incoming = answers();
    caller.answered(outgoing.awaitStatus(200).body());
    caller.awaitTone(HIGH);
    outgoing.ignoreOffers();

    renegotiates(outgoing, incoming::hold, "a=sendonly");
    renegotiates(outgoing, incoming::resume, "a=sendrecv");

    caller.awaitTone(HIGH);
    hears(incoming, LOW);
    assertThat(caller.statistics()).containsEntry("role", "server");
    outgoing.hangUp();
    incoming.awaitEnded();
  }

  @Test
  void whoIsNotWhoTheOfferSaysIsHungUp() {
    var offer = caller.describe();
    var fingerprint = line(offer, "a=fingerprint:");
    int last = fingerprint.length() - 1;
    var other = fingerprint.substring(0, last) + (fingerprint.charAt(last) == '0' ? '1' : '0');
    var outgoing = calls(offer.replace(fingerprint, other));
    var incoming = answers();
    caller.answered(outgoing.awaitStatus(200).body());

    assertThat(outgoing.awaitEnded().header("Reason")).contains("could not be encrypted");
    incoming.awaitEnded();

    assertThat(incoming.packetsHeard()).isZero();
    assertThat(record(from).getString("cause")).isEqualTo("media_not_secured");
  }

  @Test
  void whereSoundMayNotBeEncryptedABrowserIsRefused() {
    encrypt(from, "off");

    assertThat(calls(caller.describe()).awaitRefused().status()).isEqualTo(488);
  }

  /** What is offered to a browser, without its signalling: it speaks no SIP over UDP. */
  @Test
  void aBrowserTakesOurOffer() throws Exception {
    var keys = new KeyAgreement();
    try (var media = media();
        var endpoint = media.open("call_offered", _ -> {})) {
      var ours =
          new Audio(
              endpoint.rtp(),
              endpoint.rtp(),
              List.of(new RtpFormat(8, "PCMA", 8_000), new RtpFormat(0, "PCMU", 8_000)),
              Direction.SENDRECV,
              PacketTime.ANY,
              keys.offer(Encryption.HANDSHAKE));

      caller.offered(new LocalSession().offer(ours));
      var description = SessionDescription.parse(caller.describe());
      int stream = Streams.indexIn(description, MediaEncryption.REQUIRED);
      var theirs = Audio.of(description, stream, MediaEncryption.REQUIRED);
      keys.answered(theirs.protection());
      endpoint.expect(
          new Remote(
              theirs.rtp(),
              theirs.rtcp(),
              theirs.formats(),
              ours.formats(),
              Direction.SENDRECV,
              keys.keys(),
              keys.secured(),
              PacketTime.ANY,
              Optional.empty()));
      endpoint.play(Prompt.ringback("FR"), true);

      caller.awaitConnected();
      caller.awaitTone(LOW);
      Waiting.until("it is heard", () -> endpoint.statistics().packetsReceived() > 50);
      assertThat(caller.statistics()).containsEntry("role", "client");
    }
  }

  @Test
  void aTelephoneCallsABrowserThatHasRegisteredByWebSocket() {
    int port = PeerServer.webSocket("ws").getPort();
    try (var reached =
        TestPhone.ws(new InetSocketAddress("127.0.0.1", port), credentials(from)).asBrowser()) {
      reached.register();
      var outgoing = desk.call(from.extension());
      var incoming = reached.awaitCall();
      incoming.silence();
      var offer = incoming.request().body();
      caller.offered(offer);
      incoming.answer(caller.describe());
      outgoing.awaitAnswered();
      outgoing.say(Sound.tone(HIGH, 60_000));

      caller.awaitConnected();
      caller.awaitTone(HIGH);
      hears(outgoing, LOW);
      assertThat(offer).contains("UDP/TLS/RTP/SAVPF", "a=setup:actpass", "a=ice-lite");
      assertThat(caller.statistics()).containsEntry("role", "client");
      outgoing.hangUp();
      incoming.awaitEnded();
    }
  }

  private PhoneCall calls(String offer) {
    var outgoing = signalling.call(Invite.to(to.extension()).offering(offer));
    outgoing.silence();
    return outgoing;
  }

  private PhoneCall answers() {
    var incoming = desk.awaitCall().answer();
    incoming.say(Sound.tone(HIGH, 60_000));
    return incoming;
  }

  /** The desk asks for something, the browser is asked in its turn, and answers. */
  private void renegotiates(PhoneCall outgoing, Runnable asks, String direction) throws Exception {
    var asking = Thread.ofVirtual().start(asks);
    var request = outgoing.awaitRequest("INVITE");
    assertThat(request.body()).contains(direction, "a=setup:actpass");
    caller.offered(request.body());
    outgoing.answerOffer(request, caller.describe());
    asking.join(TestPhone.PATIENCE);
  }

  private static String line(String sdp, String start) {
    return sdp.lines().filter(line -> line.startsWith(start)).findFirst().orElseThrow();
  }

  private static void hears(PhoneCall call, double hertz) {
    call.forget();
    assertThat(Heard.share(call.awaitHeard(1_000), hertz)).isGreaterThan(MOSTLY);
  }

  private static MediaService media() {
    var here = InetAddress.getLoopbackAddress();
    var settings = new MediaSettings(here, here, 15_700, 15_799, 1, Duration.ofSeconds(30));
    return new MediaService(settings, new Leases(), new SimpleMeterRegistry());
  }

  private static List<JsonObject> legs(Phone caller) {
    return record(caller).getJsonArray("legs").stream().map(JsonObject.class::cast).toList();
  }

  private static JsonObject record(Phone caller) {
    var administrator = PeerServer.company().administrator();
    var path = "/v1/cdrs?number=" + caller.extension();
    Waiting.until(
        "the call's record is there",
        () -> !administrator.get(path).getJsonArray("data").isEmpty());
    return administrator.get(path).getJsonArray("data").getJsonObject(0);
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

  private static TestPhone phone(Phone phone) {
    return TestPhone.udp(PeerServer.sip(), credentials(phone));
  }

  private static Credentials credentials(Phone phone) {
    var account = phone.account();
    return new Credentials(account.username(), account.password(), account.domain());
  }
}
