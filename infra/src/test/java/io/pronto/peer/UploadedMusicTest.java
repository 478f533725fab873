package io.pronto.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.bench.Company.Phone;
import io.pronto.core.sound.TestWav;
import io.pronto.media.codec.Codec;
import io.pronto.sip.phone.Credentials;
import io.pronto.sip.phone.PhoneCall;
import io.pronto.sip.phone.TestPhone;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is sent over HTTP is what a telephone hears, of a server as people run it. */
class UploadedMusicTest {
  private static final int MUSIC = 700;

  private final TestPhone annas = phone(equipped());
  private final Phone bruno = equipped();
  private final TestPhone brunos = phone(bruno);

  @AfterEach
  void close() {
    PeerServer.company()
        .administrator()
        .patch("/v1/voices", new JsonObject().putNull("hold_music"));
    annas.close();
    brunos.close();
  }

  @ParameterizedTest
  @EnumSource
  void whoIsHeldHearsWhatWasUploaded(Codec codec) {
    var api = PeerServer.company().administrator();
    var made =
        api.post(
            "/v1/prompts", new JsonObject().put("name", "Music in " + codec).put("language", "fr"));
    var id = made.getString("id");
    api.send("/v1/prompts/" + id + "/audio", TestWav.tone(1, 2, 44_100, 16, MUSIC, 2_000, 0.2));
    api.patch("/v1/voices", new JsonObject().put("hold_music", id));
    annas.speaking(codec);
    brunos.speaking(codec);

    var caller = annas.call(bruno.extension());
    var called = brunos.awaitCall().answer();
    caller.awaitAnswered();
    called.awaitAnswered();
    called.silence();
    called.hold();

    awaitMusic(caller);
    called.resume();
    caller.hangUp();
    called.awaitEnded();
  }

  private static void awaitMusic(PhoneCall listener) {
    long deadline = System.nanoTime() + TestPhone.PATIENCE.toNanos();
    do {
      assertThat(System.nanoTime()).as("until the music is heard").isLessThan(deadline);
      listener.forget();
    } while (listener.awaitHeard(400).share(MUSIC) < 0.8);
  }

  private static Phone equipped() {
    return PeerServer.company().equip(PeerServer.company().hire());
  }

  private static TestPhone phone(Phone of) {
    var account = of.account();
    var phone =
        TestPhone.udp(
            PeerServer.sip(),
            new Credentials(account.username(), account.password(), account.domain()));
    phone.register();
    return phone;
  }
}
