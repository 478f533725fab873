package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.pronto.core.Ground;
import io.pronto.core.Needed;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.sound.NotSound;
import io.pronto.core.sound.Sound;
import io.pronto.core.sound.TestWav;
import io.pronto.core.sound.WavFile;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Prompts that people send, have spoken, choose and hear. */
class PromptsTest {
  private final TestOrganisation organisation = TestOrganisation.make();
  private final Client boss = organisation.boss();

  /** A file of half a second. */
  static byte[] tone(int hertz) {
    return TestWav.tone(TestWav.LINEAR, 1, 8_000, 16, hertz, 500, 0.3);
  }

  /** A prompt that says {@code wav} in English. */
  static Answer prompt(Client who, byte[] wav) {
    var made =
        who.post(
                "/v1/prompts",
                new JsonObject().put("name", TestOrganisation.email()).put("language", "en"))
            .is(201);
    return who.upload("/v1/prompts/" + made.id() + "/audio", wav).is(200);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 8000, 8",
    "1, 2, 44100, 16",
    "1, 1, 48000, 24",
    "6, 1, 8000, 8",
    "7, 1, 8000, 8"
  })
  void whatIsSentIsHeardAsLoudAsOthers(int tag, int channels, int rate, int bits) throws NotSound {
    var prompt = prompt(boss, TestWav.tone(tag, channels, rate, bits, 700, 1_000, 0.1)).json();

    var wav = boss.get("/v1/prompts/" + prompt.getString("id") + "/audio").is(200);

    var sound = sound(wav);
    assertThat(TestWav.share(sound, 700)).isGreaterThan(0.98);
    assertThat(TestWav.level(sound)).isCloseTo(-20, within(0.5));
    var kept = prompt.getJsonArray("sounds").getJsonObject(0);
    assertThat(kept.getString("sha256")).isEqualTo(sound.fingerprint());
    assertThat(kept.getDouble("duration")).isCloseTo(1, within(0.01));
    assertThat(wav.header("Content-Type")).isEqualTo("audio/wav");
  }

  @Test
  void whatIsNoAudioIsRefusedAndChangesNothing() {
    var id = prompt(boss, tone(440)).id();
    var before = boss.get("/v1/prompts/" + id).json();

    refused(id, "hello, this is no sound".getBytes(), "not_audio");
    refused(id, "ID3 and so on, of an MP3".getBytes(), "unsupported_encoding");
    refused(id, Arrays.copyOf(tone(440), 30), "truncated");
    refused(id, Arrays.copyOf(tone(440), 2_000), "truncated");
    refused(id, TestWav.file(1, 1, 96_000, 16, new byte[9_600]), "unsupported_rate");
    refused(id, TestWav.file(3, 1, 8_000, 32, new byte[3_200]), "unsupported_encoding");
    refused(id, TestWav.file(1, 1, 8_000, 16, new byte[0]), "empty");
    refused(id, TestWav.file(6, 1, 8_000, 8, new byte[8_000 * 301]), "too_long");
    boss.upload("/v1/prompts/" + id + "/audio", new byte[0]).refused(400, "body_missing");
    boss.upload("/v1/prompts/" + id + "/audio", tone(440), "audio/mpeg")
        .refused(415, "unsupported_media_type");
    boss.upload("/v1/prompts/" + id + "/audio", new byte[10 * 1024 * 1024 + 1])
        .refused(413, "body_too_large");
    boss.upload("/v1/prompts/" + id + "/audio?language=de", tone(440))
        .refused(400, "invalid_parameter");

    assertThat(boss.get("/v1/prompts/" + id).json()).isEqualTo(before);
  }

  @Test
  void eachLanguageHasItsOwnAndTheLastButOneMayGo() throws NotSound {
    var path = "/v1/prompts/" + prompt(boss, tone(440)).id();
    boss.upload(path + "/audio?language=fr", tone(880)).is(200);

    assertThat(TestWav.share(sound(boss.get(path + "/audio?language=fr")), 880)).isGreaterThan(0.9);
    assertThat(TestWav.share(sound(boss.get(path + "/audio")), 440)).isGreaterThan(0.9);
    boss.get(path + "/audio?language=it").refused(409, "nothing_to_hear");

    boss.delete(path + "/audio?language=fr").is(204);
    boss.get(path + "/audio?language=fr").refused(409, "nothing_to_hear");
    boss.delete(path + "/audio?language=fr").refused(409, "nothing_to_hear");
  }

  @Test
  void aSoundThatOneHasIsNotSentAgainUntilItIsReplaced() {
    var path = "/v1/prompts/" + prompt(boss, tone(440)).id() + "/audio";
    var tag = boss.get(path).is(200).header("ETag");

    assertThat(boss.get(path, "If-None-Match", tag).is(304).bytes()).isEmpty();
    boss.upload(path, tone(880)).is(200);

    assertThat(boss.get(path, "If-None-Match", tag).is(200).header("ETag")).isNotEqualTo(tag);
  }

  @Test
  void theSoundIsSealedAtRest() throws NotSound {
    var id = prompt(boss, tone(440)).id();
    var plain = sound(boss.get("/v1/prompts/" + id + "/audio")).bytes();

    var sealed =
        Ground.database()
            .in(
                new OrganisationId(organisation.id()),
                tx -> tx.one("select sealed from prompt_audio where prompt_id = $1", id))
            .orElseThrow()
            .getBuffer(0)
            .getBytes();

    assertThat(sealed.length).isGreaterThan(plain.length);
    assertThat(new String(sealed, java.nio.charset.StandardCharsets.ISO_8859_1))
        .doesNotContain(
            new String(
                Arrays.copyOfRange(plain, 1_000, 1_032),
                java.nio.charset.StandardCharsets.ISO_8859_1));
  }

  @Test
  void whatIsHeardSomewhereIsNotDeletedAndTheRefusalSaysWhere() {
    var id = prompt(boss, tone(440)).id();
    boss.patch(
            "/v1/voices",
            new JsonObject()
                .put("hold_music", id)
                .put("announcements", new JsonObject().put("recording_notice", id)))
        .is(200);

    var refusal = boss.delete("/v1/prompts/" + id).refused(409, "prompt_in_use");
    assertThat(refusal.text()).contains("hold_music").contains("recording_notice");
    boss.delete("/v1/prompts/" + id + "/audio").refused(409, "prompt_in_use");

    boss.patch(
            "/v1/voices",
            new JsonObject()
                .putNull("hold_music")
                .put("announcements", new JsonObject().putNull("recording_notice")))
        .is(200);
    boss.delete("/v1/prompts/" + id).is(204);
    boss.get("/v1/prompts/" + id).refused(404, "not_found");
  }

  @Test
  void aNoticeThatMayBeRefusedIsReplacedOnlyByWhomConfirmsThatItNamesTheKey() {
    var id = prompt(boss, tone(440)).id();
    var notice =
        new JsonObject().put("announcements", new JsonObject().put("refusable_notice", id));

    boss.patch("/v1/voices", notice)
        .refused(422, "invalid_request")
        .names("/names_key_9", "confirmation_required");
    boss.patch("/v1/voices", notice.copy().put("names_key_9", true)).is(200);

    var path = "/v1/prompts/" + id + "/audio";
    boss.upload(path, tone(880))
        .refused(422, "invalid_request")
        .names("/query/names_key_9", "confirmation_required");
    boss.upload(path + "?names_key_9=true", tone(880)).is(200);
    boss.patch("/v1/voices", new JsonObject().put("music_on_hold", "phone")).is(200);
  }

  @Test
  void onlyWhatIsThereCanBeChosen() {
    var silent =
        boss.post("/v1/prompts", new JsonObject().put("name", "Silent").put("language", "en")).id();
    var foreign = prompt(TestOrganisation.make().boss(), tone(440)).id();
    var own = prompt(boss, tone(440)).id();

    boss.patch("/v1/voices", new JsonObject().put("hold_music", silent))
        .names("/hold_music", "not_found");
    boss.patch("/v1/voices", new JsonObject().put("hold_music", foreign))
        .names("/hold_music", "not_found");
    boss.patch(
            "/v1/voices",
            new JsonObject()
                .put(
                    "hold_music_of_numbers",
                    new JsonArray()
                        .add(new JsonObject().put("number", "+33123456789").put("prompt_id", own))))
        .names("/hold_music_of_numbers/0/number", "not_found");
    assertThat(boss.get("/v1/voices").json().getValue("hold_music")).isNull();
  }

  @Test
  void thereIsAnEndToHowManyThereMayBe() {
    Ground.database()
        .in(
            new OrganisationId(organisation.id()),
            tx ->
                tx.update(
                    """
                    insert into prompt (id, organisation_id, name, language)
                    select 'prm_' || n, $1, 'Prompt ' || n, 'en' from generate_series(1, 200) n
                    """,
                    organisation.id()));

    boss.post("/v1/prompts", new JsonObject().put("name", "One more").put("language", "en"))
        .refused(409, "prompts_full");
  }

  @Test
  void aNumberMayHaveMusicOfItsOwn() {
    var number = TestCarrier.make().block();
    boss.post("/v1/numbers", new JsonObject().put("number", number)).is(201);
    var item =
        new JsonObject().put("number", number).put("prompt_id", prompt(boss, tone(440)).id());
    var list = new JsonObject().put("hold_music_of_numbers", new JsonArray().add(item));

    boss.patch("/v1/voices", list).is(200);

    assertThat(boss.get("/v1/voices").json().getJsonArray("hold_music_of_numbers"))
        .containsExactly(item);
  }

  @Test
  void theServerSpeaksATextOnceAndKeepsIt() throws NotSound {
    Needed.installed(TestServer.SPEECH.isPresent(), "espeak-ng");
    var made =
        boss.post(
                "/v1/prompts",
                new JsonObject()
                    .put("name", "Closed")
                    .put("language", "fr")
                    .put("text", "Nous sommes fermés."))
            .is(201);
    var sounds = made.json().getJsonArray("sounds");
    assertThat(sounds.getJsonObject(0).getString("text")).isEqualTo("Nous sommes fermés.");
    var path = "/v1/prompts/" + made.id();
    assertThat(TestWav.level(sound(boss.get(path + "/audio")))).isGreaterThan(-26);

    boss.post(path + "/speech?language=it", new JsonObject().put("text", "Siamo chiusi.")).is(200);

    assertThat(boss.get(path).json().getJsonArray("sounds")).hasSize(2);
    boss.post(path + "/speech", new JsonObject().put("text", "  ")).names("/text", "empty");
    boss.post(path + "/speech", new JsonObject().put("text", "x".repeat(2_001)))
        .refused(422, "invalid_request");
  }

  @Test
  void whereNothingSpeaksTheRefusalSaysWhatToInstall() {
    try (var server = TestServer.mute()) {
      var mute = boss.at("http://127.0.0.1:" + server.start());

      var refusal =
          mute.post(
              "/v1/prompts",
              new JsonObject().put("name", "Closed").put("language", "fr").put("text", "Fermé"));

      refusal.refused(409, "no_speech_engine");
      assertThat(refusal.text()).contains("espeak-ng");
    }
  }

  private void refused(String id, byte[] file, String code) {
    boss.upload("/v1/prompts/" + id + "/audio", file)
        .refused(422, "invalid_request")
        .names("", code);
  }

  private static Sound sound(Answer wav) throws NotSound {
    var bytes = wav.is(200).bytes();
    WavFile.sound(bytes);
    return Sound.of(Arrays.copyOfRange(bytes, 44, bytes.length));
  }
}
