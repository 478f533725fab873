package io.pronto.peer;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whoever calls whom, in the clear, with keys in SDP, or with a handshake: each holds the other and
 * comes back, and both are heard before and after.
 */
class NineWaysTest {
  private static final double LOW = 440;
  private static final double HIGH = 1_000;
  private static final double MOSTLY = 0.8;
  private static final int LONG = 120_000;

  private static Chromium chromium;

  /** How the sound of a party is protected. */
  enum Protection {
    RTP,
    SDES,
    DTLS
  }

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

  @ParameterizedTest
  @CsvSource({
    "RTP, RTP", "RTP, SDES", "RTP, DTLS",
    "SDES, RTP", "SDES, SDES", "SDES, DTLS",
    "DTLS, RTP", "DTLS, SDES", "DTLS, DTLS"
  })
  void eachHoldsTheOtherAndComesBack(Protection callers, Protection calleds) {
    var from = equipped();
    var to = equipped();
    try (var caller = party(callers, from.account(), LOW);
        var called = party(calleds, to.account(), HIGH)) {
      caller.call(to.extension());
      called.answer();
      caller.awaitAnswered();
      hearEachOther(caller, called);

      holdsAndComesBack(caller, called);
      hearEachOther(caller, called);
      holdsAndComesBack(called, caller);
      hearEachOther(caller, called);

      caller.hangUp();
      called.awaitEnded();
      assertThat(encrypted(from, 0)).isEqualTo(callers != Protection.RTP);
      assertThat(encrypted(from, 1)).isEqualTo(calleds != Protection.RTP);
    }
  }

  private static void hearEachOther(Party caller, Party called) {
    caller.awaitTone(HIGH);
    called.awaitTone(LOW);
  }

  private static void holdsAndComesBack(Party holder, Party held) {
    holder.hold();
    held.awaitHeld();
    holder.awaitSilence();
    holder.resume();
    held.awaitResumed();
  }

  /** Whether the leg is, of the call that {@code caller} has made. */
  private static boolean encrypted(Phone caller, int leg) {
    var administrator = PeerServer.company().administrator();
    var path = "/v1/cdrs?number=" + caller.extension();
    Waiting.until(
        "the call's record is there",
        () -> !administrator.get(path).getJsonArray("data").isEmpty());
    var legs = administrator.get(path).getJsonArray("data").getJsonObject(0).getJsonArray("legs");
    return legs.getJsonObject(leg).getJsonArray("notes").contains("encrypted");
  }

  private static Phone equipped() {
    return PeerServer.company().equip(PeerServer.company().hire());
  }

  private static Party party(Protection protection, Account account, double hertz) {
    return switch (protection) {
      case RTP -> new Desk(phone(account), hertz);
      case SDES -> {
        encrypt(account);
        yield new Desk(phone(account).encrypting("RTP/SAVP"), hertz);
      }
      case DTLS ->
          new Web(
              JsSipPhone.registered(chromium, account, PeerServer.webSocket("ws"), "pcma", hertz));
    };
  }

  private static TestPhone phone(Account account) {
    return TestPhone.udp(
        PeerServer.sip(),
        new Credentials(account.username(), account.password(), account.domain()));
  }

  private static void encrypt(Account account) {
    var administrator = PeerServer.company().administrator();
    var device =
        administrator.get("/v1/devices?limit=100").getJsonArray("data").stream()
            .map(JsonObject.class::cast)
            .filter(d -> d.getString("username").equals(account.username()))
            .findFirst()
            .orElseThrow();
    administrator.patch(
        "/v1/devices/" + device.getString("id"),
        new JsonObject().put("media_encryption", "required"));
  }

  /** One side of a call. */
  private sealed interface Party extends AutoCloseable {
    void call(String target);

    void answer();

    void awaitAnswered();

    void hold();

    void resume();

    void awaitHeld();

    void awaitResumed();

    void awaitTone(double hertz);

    void awaitSilence();

    void hangUp();

    void awaitEnded();

    @Override
    void close();
  }

  private static final class Desk implements Party {
    private final TestPhone phone;
    private final double hertz;
    private PhoneCall call;

    Desk(TestPhone phone, double hertz) {
      this.phone = phone;
      this.hertz = hertz;
      phone.register();
    }

    @Override
    public void call(String target) {
      call = phone.call(target);
    }

    @Override
    public void answer() {
      call = phone.awaitCall().answer();
      awaitAnswered();
    }

    @Override
    public void awaitAnswered() {
      call.awaitAnswered();
      call.say(Sound.tone(hertz, LONG));
    }

    @Override
    public void hold() {
      call.hold();
    }

    @Override
    public void resume() {
      call.resume();
    }

    @Override
    public void awaitHeld() {
      assertThat(call.awaitRequest("INVITE").body()).contains("a=sendonly");
    }

    @Override
    public void awaitResumed() {
      assertThat(call.awaitRequest("INVITE").body()).contains("a=sendrecv");
    }

    @Override
    public void awaitTone(double wanted) {
      Waiting.until(
          "it hears " + wanted + " Hz",
          () -> {
            call.forget();
            return Heard.share(call.awaitHeard(500), wanted) > MOSTLY;
          });
    }

    @Override
    public void awaitSilence() {
      Waiting.until(
          "it hears nothing",
          () -> {
            call.forget();
            long since = System.nanoTime();
            Waiting.until("time passes", () -> System.nanoTime() - since > 300_000_000L);
            return call.packetsHeard() == 0;
          });
    }

    @Override
    public void hangUp() {
      call.hangUp();
    }

    @Override
    public void awaitEnded() {
      call.awaitEnded();
    }

    @Override
    public void close() {
      phone.close();
    }
  }

  private record Web(JsSipPhone phone) implements Party {
    @Override
    public void call(String target) {
      phone.call(target);
    }

    /** It answers by itself. */
    @Override
    public void answer() {
      phone.awaitAnswered();
    }

    @Override
    public void awaitAnswered() {
      phone.awaitAnswered();
    }

    @Override
    public void hold() {
      phone.hold();
    }

    @Override
    public void resume() {
      phone.resume();
    }

    @Override
    public void awaitHeld() {
      phone.awaitHeld();
    }

    @Override
    public void awaitResumed() {
      phone.awaitResumed();
    }

    @Override
    public void awaitTone(double hertz) {
      phone.sound().awaitTone(hertz);
    }

    @Override
    public void awaitSilence() {
      phone.sound().awaitSilence();
    }

    @Override
    public void hangUp() {
      phone.hangUp();
    }

    @Override
    public void awaitEnded() {
      phone.awaitEnded();
    }

    @Override
    public void close() {
      phone.close();
    }
  }
}
