package io.pronto.peer;

import io.pronto.bench.Account;
import io.pronto.bench.Company.Phone;
import io.pronto.core.Waiting;
import io.pronto.sip.phone.Credentials;
import io.pronto.sip.phone.PhoneCall;
import io.pronto.sip.phone.Sound;
import io.pronto.sip.phone.TestPhone;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A browser among several: in a conference, and in a call that a supervisor comes to and leaves.
 */
class MixedBrowserTest {
  private static final double LOW = 440;
  private static final double MIDDLE = 700;
  private static final double HIGH = 1_000;
  private static final double MOSTLY = 0.8;
  private static final int LONG = 120_000;

  private static Chromium chromium;

  @BeforeAll
  static void start() {
    JsSipPhone.need();
    chromium = Chromium.start();
  }

  @AfterAll
  static void stop() {
    if (chromium != null) {
      chromium.close();
    }
  }

  @Test
  void aBrowserAndATelephoneHearEachOtherInAConference() {
    var extension = conference();
    try (var browser = browser(equipped());
        var phone = phone(equipped())) {
      browser.call(extension);
      browser.awaitAnswered();
      var call = phone.call(extension);
      call.awaitAnswered();
      call.say(Sound.tone(LOW, LONG));

      browser.sound().awaitTone(LOW);
      awaitTone(call, HIGH);

      browser.hangUp();
      browser.awaitEnded();
      call.hangUp();
    }
  }

  @Test
  void aBrowserHearsASupervisorComeAndGo() {
    var administrator = PeerServer.company().administrator();
    var to = equipped();
    try (var browser = browser(equipped());
        var phone = phone(to);
        var supervisor =
            phone(PeerServer.company().equip(administrator.get("/v1/me").getString("id")))) {
      browser.call(to.extension());
      var call = phone.awaitCall().answer();
      browser.awaitAnswered();
      call.say(Sound.tone(LOW, LONG));
      browser.sound().awaitTone(LOW);
      var path = "/v1/calls/" + liveCall(to) + "/supervision";

      administrator.post(path, new JsonObject().put("mode", "barge"));
      var listening = supervisor.awaitCall().answer();
      awaitTone(listening, LOW, HIGH);
      call.say(new Sound(new short[0]));
      listening.say(Sound.tone(MIDDLE, LONG));
      browser.sound().awaitTone(MIDDLE);

      administrator.delete(path);
      listening.awaitEnded();
      call.say(Sound.tone(LOW, LONG));
      browser.sound().awaitTone(LOW);
      awaitTone(call, HIGH);

      browser.hangUp();
      call.awaitEnded();
    }
  }

  private static String liveCall(Phone called) {
    return PeerServer.company().administrator().get("/v1/calls").getJsonArray("data").stream()
        .map(JsonObject.class::cast)
        .filter(call -> call.encode().contains('"' + called.extension() + '"'))
        .findFirst()
        .orElseThrow()
        .getString("id");
  }

  /** The extension of a new one. */
  private static String conference() {
    var extension = "8" + Math.abs(System.nanoTime() % 1_000);
    PeerServer.company()
        .administrator()
        .post(
            "/v1/conferences", new JsonObject().put("name", "Monday").put("extension", extension));
    return extension;
  }

  private static Phone equipped() {
    return PeerServer.company().equip(PeerServer.company().hire());
  }

  private static JsSipPhone browser(Phone phone) {
    return JsSipPhone.registered(
        chromium, phone.account(), PeerServer.webSocket("ws"), "opus", HIGH);
  }

  private static TestPhone phone(Phone phone) {
    Account account = phone.account();
    var telephone =
        TestPhone.udp(
            PeerServer.sip(),
            new Credentials(account.username(), account.password(), account.domain()));
    telephone.register();
    return telephone;
  }

  /** Waits until {@code call} hears {@code tones} and little else. */
  private static void awaitTone(PhoneCall call, double... tones) {
    Waiting.until(
        "it is heard",
        () -> {
          call.forget();
          var heard = call.awaitHeard(500);
          double share = 0;
          for (double hertz : tones) {
            share += Heard.share(heard, hertz);
          }
          return share > MOSTLY;
        });
  }
}
