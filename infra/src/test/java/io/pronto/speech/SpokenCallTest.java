package io.pronto.speech;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.pronto.Pronto;
import io.pronto.bench.Api;
import io.pronto.bench.Company;
import io.pronto.bench.Jvm;
import io.pronto.bench.Server;
import io.pronto.core.Waiting;
import io.pronto.sip.phone.Credentials;
import io.pronto.sip.phone.Invite;
import io.pronto.sip.phone.PhoneCall;
import io.pronto.sip.phone.TestPhone;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is said in real calls, by phones over RTP, is written down: while they go on and after. */
class SpokenCallTest {
  private static final Logger LOG = LoggerFactory.getLogger(SpokenCallTest.class);

  /** By how many milliseconds the times of words may be wrong. */
  private static final long WORD_TIME = 150;

  /** How soon a word is told after it was said, in milliseconds. */
  private static final long SOON = 1_500;

  private static final double AUDIBLE = -50;

  private static final List<Long> DELAYS = new ArrayList<>();
  private static Server server;
  private static Company company;
  private static TestPhone carrier;

  /** Somebody with a number and a phone. */
  private record Desk(String number, TestPhone phone) implements AutoCloseable {
    @Override
    public void close() {
      phone.close();
    }
  }

  /** Two who talk, are recorded, and are followed while they do. */
  private record Talk(String id, PhoneCall caller, PhoneCall called, Followed followed) {
    void end() {
      called.hangUp();
      caller.awaitEnded();
    }
  }

  @BeforeAll
  static void open() throws IOException {
    server = Server.start(Jvm.command(Pronto.class, "start"), Map.of("PRONTO_SPEECH_LIVE", "1"));
    for (var language : List.of("en", "fr", "it")) {
      install(language);
    }
    carrier = TestPhone.carrier(server.sip(), InetAddress.getByName("127.0.0.2"));
    company = Company.found(server, "127.0.0.2", carrier.address().getPort());
  }

  @AfterAll
  static void close() {
    if (!DELAYS.isEmpty()) {
      DELAYS.sort(null);
      LOG.atInfo()
          .addKeyValue("words", DELAYS.size())
          .addKeyValue("p50", DELAYS.get(DELAYS.size() / 2))
          .addKeyValue("p99", DELAYS.get(DELAYS.size() * 99 / 100))
          .log("Words were told so many milliseconds after they were said");
    }
    carrier.close();
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "fr", "it"})
  void aCallIsWrittenDownWhileItGoesOnAndAgainAfterItAtTheTimesAtWhichItWasSaid(String language) {
    var caller = SpokenWav.named(language + "-caller");
    var called = SpokenWav.named(language + "-called");
    try (var desk = desk("live", language)) {
      var talk = talk(desk);
      talk.caller().sayAll(caller.sound());
      talk.called().sayAll(called.sound());

      assertThat(talk.followed().awaitCertain("caller", caller.words().size()))
          .isEqualTo(caller.texts());
      assertThat(talk.followed().awaitCertain("called", called.words().size()))
          .isEqualTo(called.texts());
      assertToldSoon(talk.followed().seen("caller"), talk.caller().saidFrom(), caller);
      assertToldSoon(talk.followed().seen("called"), talk.called().saidFrom(), called);
      talk.end();
      talk.followed().await("transcript.completed");
      talk.followed().awaitEnd();

      var written = transcript(talk.id());
      assertThat(written.getString("state")).as(written.encode()).isEqualTo("available");
      assertThat(written.getString("language")).isEqualTo(language);
      var channels = channels(written.getString("recording_id"));
      assertWritten(written, "caller", caller, channels.getFirst());
      assertWritten(written, "called", called, channels.getLast());
    }
  }

  @Test
  void onePauseIsOfTheRecordingAndOfWhatIsWrittenDown() {
    var secret = SpokenWav.named("en-caller");
    var open = SpokenWav.named("en-called");
    try (var desk = desk("live", "en")) {
      var talk = talk(desk);
      record(talk.id(), "paused");
      talk.caller().sayAll(secret.sound());
      record(talk.id(), "running");
      talk.caller().sayAll(open.sound());

      assertThat(talk.followed().awaitCertain("caller", open.words().size()))
          .isEqualTo(open.texts());
      talk.end();

      assertThat(texts(transcript(talk.id()), "caller")).isEqualTo(open.texts());
    }
  }

  @Test
  void whatSomebodySaysReachesNobodyOnceThatIsRestrictedNorInAnotherCall() {
    var wav = SpokenWav.named("en-caller");
    var number = "+33698765432";
    try (var desk = desk("live", "en")) {
      var talk = talk(desk, number);
      talk.caller().sayAll(wav.sound());
      talk.followed().awaitCertain("caller", wav.words().size());

      restrict(number);

      talk.followed().awaitEnd();
      talk.caller().sayAll(wav.sound());
      talk.end();
      assertThat(talk.followed().said("caller")).hasSize(wav.words().size());
      var next = talk(desk, number);
      next.followed().awaitEnd();
      next.caller().sayAll(wav.sound());
      next.end();
      for (var each : List.of(talk, next)) {
        Waiting.until("that it is not told any more is said", () -> isWithdrawn(each.id()));
      }
    }
  }

  private static void restrict(String number) {
    var asked = new JsonObject().put("kind", "restriction").put("subject", number);
    var id = api().post("/v1/subject_requests", asked).getString("id");
    api()
        .post(
            "/v1/subject_requests/" + id + "/instruction",
            new JsonObject().put("action", "restrict").put("note", "Yes"));
  }

  private static boolean isWithdrawn(String call) {
    return events().stream()
        .filter(event -> event.getString("type").equals("transcript.deferred"))
        .map(event -> event.getJsonObject("data"))
        .filter(data -> data.getString("call_id").equals(call))
        .anyMatch(data -> data.getString("reason").contains("restricted"));
  }

  private static List<JsonObject> events() {
    var all = new ArrayList<JsonObject>();
    var page = list("/v1/events?limit=100&after=0");
    while (!page.isEmpty()) {
      all.addAll(page);
      page = list("/v1/events?limit=100&after=" + page.getLast().getLong("sequence"));
    }
    return all;
  }

  @Test
  void figuresThatMayBeACardsAreNotShownWhileTheyAreSaid() {
    try (var desk = desk("live", "en", true)) {
      var talk = talk(desk);
      talk.caller().sayAll(SpokenWav.named("en-called").sound());

      assertThat(talk.followed().awaitCertain("caller", 2)).containsExactly("[…]", "no");
      talk.end();
    }
  }

  @Test
  void whereAllPlacesAreTakenTheCallIsWrittenDownAfterwards() {
    var wav = SpokenWav.named("en-caller");
    try (var first = desk("live", "en");
        var second = desk("live", "en")) {
      var live = talk(first);
      live.followed().await("transcript.started");
      var deferred = talk(second);

      assertThat(deferred.followed().await("transcript.deferred").data().getString("reason"))
          .isEqualTo("All 1 places are taken");
      deferred.caller().sayAll(wav.sound());
      deferred.end();
      live.end();

      assertThat(texts(transcript(deferred.id()), "caller")).isEqualTo(wav.texts());
      assertThat(deferred.followed().said("caller")).isEmpty();
    }
  }

  @Test
  void aDecoderThatDiesHarmsNeitherTheCallNorWhatIsWrittenDownInTheEnd() {
    var wav = SpokenWav.named("en-caller");
    try (var desk = desk("live", "en")) {
      var talk = talk(desk);
      talk.caller().sayAll(wav.sound());
      talk.followed().awaitCertain("caller", wav.words().size());

      ProcessHandle.current()
          .descendants()
          .filter(each -> each.info().commandLine().orElse("").contains("DecoderMain"))
          .forEach(ProcessHandle::destroyForcibly);
      talk.caller().sayAll(wav.sound());

      assertThat(talk.followed().awaitCertain("caller", 2 * wav.words().size()))
          .endsWith(wav.texts().toArray(String[]::new));
      talk.called().forget();
      talk.called().awaitHeard(200);
      talk.end();
      assertThat(texts(transcript(talk.id()), "caller")).hasSize(2 * wav.words().size());
    }
  }

  @Test
  void aLanguageWithoutAModelIsSaidToBeMissingAndNoOtherIsTaken() {
    try (var desk = desk("live", "de")) {
      var talk = talk(desk);

      assertThat(talk.followed().await("transcript.deferred").data().getString("reason"))
          .contains("No speech model for German (de)");
      talk.caller().sayAll(SpokenWav.named("en-caller").sound());
      talk.end();

      var written = transcript(talk.id());
      assertThat(written.getString("state")).isEqualTo("no_model");
      assertThat(written.getString("message")).contains("German (de)");
    }
  }

  @Test
  void whereItIsSwitchedOffNothingIsWrittenDown() {
    try (var desk = desk("off", "en")) {
      var talk = talk(desk);
      talk.caller().sayAll(SpokenWav.named("en-caller").sound());
      talk.end();
      var found = "/v1/recordings?call_id=" + talk.id();
      Waiting.until("the recording", () -> list(found).size() == 1);

      assertThat(list("/v1/transcripts?call_id=" + talk.id())).isEmpty();
      assertThat(talk.followed().said("caller")).isEmpty();
    }
  }

  private static void assertToldSoon(List<Long> seen, long from, SpokenWav wav) {
    assertThat(seen).hasSameSizeAs(wav.words());
    var delays = new ArrayList<Long>();
    for (int i = 0; i < seen.size(); i++) {
      delays.add((seen.get(i) - from) / 1_000_000 - wav.words().get(i).end());
    }
    DELAYS.addAll(delays);
    assertThat(delays.stream().sorted().toList().get(delays.size() / 2))
        .as("milliseconds after each word: %s", delays)
        .isLessThan(SOON);
  }

  private static void assertWritten(
      JsonObject written, String party, SpokenWav wav, short[] channel) {
    int before = SpokenWav.onset(channel) - SpokenWav.onset(wav.sound().samples());
    var words = written.getJsonObject("words").getJsonArray(party);
    assertThat(texts(written, party)).isEqualTo(wav.texts());
    for (int i = 0; i < words.size(); i++) {
      var word = words.getJsonObject(i);
      var truth = wav.words().get(i);
      assertThat(Math.round(word.getDouble("start") * 1_000))
          .as("beginning of " + truth.word())
          .isCloseTo(before + truth.start(), within(WORD_TIME));
      assertThat(Math.round(word.getDouble("end") * 1_000))
          .as("end of " + truth.word())
          .isCloseTo(before + truth.end(), within(WORD_TIME));
    }
  }

  private static Desk desk(String mode, String language) {
    return desk(mode, language, false);
  }

  /** The same where figures that may be a card's are masked or not. */
  private static Desk desk(String mode, String language, boolean redact) {
    var user = company.hire();
    var account = company.equip(user).account();
    var number = company.rent(user);
    company.record(number, "all", true);
    api()
        .patch(
            "/v1/numbers/" + number.replace("+", "%2B"),
            new JsonObject()
                .put("recording", new JsonObject().put("redact", redact))
                .put(
                    "transcription", new JsonObject().put("mode", mode).put("language", language)));
    var credentials = new Credentials(account.username(), account.password(), account.domain());
    var phone = TestPhone.udp(server.sip(), credentials);
    phone.register();
    return new Desk(number, phone);
  }

  /** Has the carrier call {@code desk}, whose two have heard the notice and are recorded. */
  private static Talk talk(Desk desk) {
    return talk(desk, "+33612345678");
  }

  private static Talk talk(Desk desk, String from) {
    var outgoing = carrier.call(Invite.to(desk.number()).from(from));
    outgoing.withoutNoise(); // a model of so few words takes any noise for one
    var incoming = desk.phone().awaitCall();
    incoming.withoutNoise();
    incoming.ring().answer();
    outgoing.awaitAnswered();
    incoming.awaitAnswered();
    var mine = "/v1/calls";
    Waiting.until(
        "the recording",
        () -> list(mine).stream().anyMatch(call -> isOf(desk, call) && isRecorded(call)));
    var id =
        list(mine).stream()
            .filter(call -> isOf(desk, call))
            .findFirst()
            .orElseThrow()
            .getString("id");
    awaitQuiet(outgoing);
    awaitQuiet(incoming);
    return new Talk(id, outgoing, incoming, Followed.by(api(), id));
  }

  private static boolean isOf(Desk desk, JsonObject call) {
    return call.getJsonObject("called").getString("number").equals(desk.number());
  }

  private static boolean isRecorded(JsonObject call) {
    return call.getString("recording_state").equals("running");
  }

  private static void awaitQuiet(PhoneCall call) {
    double level;
    do {
      call.forget();
      level = call.awaitHeard(200).level();
    } while (level > AUDIBLE);
  }

  private static void record(String call, String state) {
    var path = "/v1/calls/" + call;
    api().put(path + "/recording", new JsonObject().put("state", state));
    Waiting.until(state, () -> api().get(path).getString("recording_state").equals(state));
  }

  /** The transcript of {@code call} with its words, once it has come to an end. */
  private static JsonObject transcript(String call) {
    var path = "/v1/transcripts?call_id=" + call;
    Waiting.until("the transcript", () -> list(path).stream().anyMatch(SpokenCallTest::isOver));
    return api().get("/v1/transcripts/" + list(path).getFirst().getString("id"));
  }

  private static boolean isOver(JsonObject transcript) {
    return !List.of("queued", "running").contains(transcript.getString("state"));
  }

  private static List<String> texts(JsonObject transcript, String party) {
    return transcript.getJsonObject("words").getJsonArray(party).stream()
        .map(word -> ((JsonObject) word).getString("text"))
        .toList();
  }

  private static List<short[]> channels(String recording) {
    var wav = api().bytes("/v1/recordings/" + recording + "/audio");
    try (var in = AudioSystem.getAudioInputStream(new ByteArrayInputStream(wav))) {
      var samples = ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
      var left = new short[samples.remaining() / 4];
      var right = new short[left.length];
      for (int i = 0; i < left.length; i++) {
        left[i] = samples.getShort();
        right[i] = samples.getShort();
      }
      return List.of(left, right);
    } catch (IOException | UnsupportedAudioFileException e) {
      throw new AssertionError("No player opens it", e);
    }
  }

  private static List<JsonObject> list(String path) {
    return api().get(path).getJsonArray("data").stream().map(JsonObject.class::cast).toList();
  }

  private static Api api() {
    return company.administrator();
  }

  private static void install(String language) throws IOException {
    var model = SpokenWav.SPEECH.resolve("digits-" + language);
    var place = server.data().resolve("models").resolve(language);
    Files.createDirectories(place.getParent());
    try (var files = Files.walk(model)) {
      for (var file : files.toList()) {
        Files.copy(file, place.resolve(model.relativize(file).toString()));
      }
    }
  }
}
