package io.pronto.sip.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.call.RecordingEntry;
import io.pronto.core.call.RecordingState;
import io.pronto.core.manifest.Content;
import io.pronto.core.manifest.Manifest;
import io.pronto.core.manifest.Pause;
import io.pronto.core.manifest.Purpose;
import io.pronto.core.manifest.Stretch;
import io.pronto.core.numbering.RecordingExclusion.Type;
import io.pronto.core.numbering.RecordingExclusionStore;
import io.pronto.sip.phone.PhoneCall;
import io.pronto.sip.phone.Sound;
import io.pronto.sip.phone.TestPhone;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Recordings that people begin, pause, resume and end while the call goes on. */
class RecordingOnDemandTest extends Telephony {
  private static final int BEFORE = 400;
  private static final int KEPT = 1_000;
  private static final int SECRET = 1_700;
  private static final Sound HUSH = new Sound(new short[60 * Sound.RATE]);

  private final TestPhone carrier = exchange.carrier("127.0.0.14");
  private final TestPhone bobs = exchange.phone(bob.credentials());

  RecordingOnDemandTest() {
    town.trunk("127.0.0.14", carrier.address().getPort());
  }

  @Test
  void nothingIsKeptUntilItIsAskedForAndNothingWhileItPauses() throws IOException {
    var conversation = called("on_demand", false);
    says(conversation, BEFORE);
    ask(conversation, RecordingState.RUNNING, "");
    says(conversation, KEPT);
    ask(conversation, RecordingState.PAUSED, "Card number");
    says(conversation, SECRET);
    ask(conversation, RecordingState.RUNNING, "");
    says(conversation, KEPT);
    ask(conversation, RecordingState.ENDED, "");
    says(conversation, SECRET);
    conversation.end();

    var entry = available();
    var tape = Tape.of(exchange, town.organisation(), entry);
    assertThat(tape.left().share(KEPT)).as("two stretches of it").isGreaterThan(0.1);
    assertThat(tape.left().share(BEFORE)).isLessThan(0.01);
    assertThat(tape.left().share(SECRET)).isLessThan(0.01);
    var manifest = manifest(entry);
    assertThat(manifest.purpose()).contains(Purpose.QUALITY);
    assertThat(manifest.pauses()).extracting(Pause::reason).containsExactly("Card number");
    assertThat(manifest.caller().stretches())
        .filteredOn(stretch -> stretch.content() == Content.PAUSED)
        .extracting(Stretch::fromMillis)
        .containsExactly(manifest.pauses().getFirst().fromMillis());
  }

  @Test
  void whatIsEndedDuringTheNoticeNeverBegins() {
    var conversation = called("all", true);
    conversation.caller().awaitHeard(300);
    exchange.askToRecord(town.organisation(), RecordingState.ENDED, "");
    exchange.awaitRecording(town.organisation(), RecordingState.ENDED);
    conversation.caller().say(Sound.tone(KEPT, 30_000));
    while (conversation.called().awaitHeard(400).share(KEPT) < 0.5) {
      conversation.called().forget();
    }
    conversation.end();

    var entry = exchange.record().recordings().getFirst();
    assertThat(entry.outcome().orElseThrow().state()).isEqualTo("empty");
  }

  @Test
  void whatIsPausedDuringTheNoticeBeginsWithAPause() throws IOException {
    var conversation = called("all", true);
    conversation.caller().awaitHeard(300);
    exchange.askToRecord(town.organisation(), RecordingState.PAUSED, "Card number");
    exchange.awaitRecording(town.organisation(), RecordingState.PAUSED);
    says(conversation, SECRET);
    ask(conversation, RecordingState.RUNNING, "");
    says(conversation, KEPT);
    conversation.end();

    var tape = Tape.of(exchange, town.organisation(), available());
    assertThat(tape.left().share(SECRET)).isLessThan(0.01);
    assertThat(tape.left().share(KEPT)).isGreaterThan(0.1);
  }

  @Test
  void whoIsRecordedFromTheMiddleOnIsToldFirst() throws IOException {
    var conversation = called("on_demand", true);
    says(conversation, BEFORE);
    conversation.caller().say(HUSH);
    conversation.called().say(HUSH);
    conversation.called().awaitHeard(200);
    conversation.caller().forget();
    conversation.called().forget();

    exchange.askToRecord(town.organisation(), RecordingState.RUNNING, "");
    assertThat(conversation.caller().awaitHeard(1_500).level()).isGreaterThan(-50);
    assertThat(conversation.called().awaitHeard(1_500).level()).isGreaterThan(-50);
    exchange.awaitRecording(town.organisation(), RecordingState.PLANNED);
    exchange.awaitRecording(town.organisation(), RecordingState.RUNNING);
    says(conversation, KEPT);
    conversation.end();

    var tape = Tape.of(exchange, town.organisation(), available());
    assertThat(tape.left().share(KEPT)).isGreaterThan(0.2);
    assertThat(tape.left().share(BEFORE)).isLessThan(0.01);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatIsAskedForDuringAHoldBeginsOnceBothHaveHeardTheNotice(boolean caller)
      throws IOException {
    var conversation = called("on_demand", true);
    says(conversation, BEFORE);
    var holder = caller ? conversation.caller() : conversation.called();
    var held = caller ? conversation.called() : conversation.caller();
    holder.hold();

    exchange.askToRecord(town.organisation(), RecordingState.RUNNING, "");
    held.forget();
    held.awaitHeard(400);
    holder.resume();
    exchange.awaitRecording(town.organisation(), RecordingState.RUNNING);
    says(conversation, KEPT);
    conversation.end();

    var entry = available();
    assertThat(Tape.of(exchange, town.organisation(), entry).left().share(KEPT)).isGreaterThan(0.2);
    assertHeardWhole(entry);
  }

  @Test
  void whatIsAskedForDuringAHoldIsTakenBackBeforeAnybodyIsTold() {
    var conversation = called("on_demand", true);
    conversation.called().hold();
    exchange.askToRecord(town.organisation(), RecordingState.RUNNING, "");
    exchange.record(town.organisation(), RecordingState.ENDED, "");
    conversation.called().resume();
    says(conversation, KEPT);
    conversation.end();

    var outcome = only().outcome().orElseThrow();
    assertThat(outcome.state()).isEqualTo("empty");
    assertThat(new JsonObject(outcome.manifest()).getJsonObject("notice")).isNull();
  }

  @Test
  void aCallThatIsAnsweredOnHoldIsRecordedOnceBothHaveHeardTheNotice() throws IOException {
    var outgoing = carrier.call(town.number(bob, "all", true).value());
    var incoming = bobs.awaitCall();
    incoming.answer(incoming.sdp().replace("a=sendrecv", "a=sendonly"));
    outgoing.awaitAnswered();
    incoming.awaitAnswered();
    incoming.say(Sound.tone(BEFORE, 60_000));
    awaitTone(outgoing, BEFORE);
    incoming.say(HUSH);

    incoming.resume();
    exchange.awaitRecording(town.organisation(), RecordingState.RUNNING);
    var conversation = new Conversation(outgoing, incoming);
    says(conversation, KEPT);
    conversation.end();

    assertHeardWhole(available());
  }

  @ParameterizedTest
  @ValueSource(strings = {"all", "on_demand"})
  void aNoticeThatAHoldCutsShortIsWhyNothingIsRecorded(String policy) {
    var conversation = called(policy, true);
    conversation.caller().say(HUSH);
    conversation.called().say(HUSH);
    exchange.askToRecord(town.organisation(), RecordingState.RUNNING, "");
    awaitLoud(conversation.caller());

    conversation.called().hold();
    exchange.awaitRecording(town.organisation(), RecordingState.ENDED);
    conversation.called().resume();
    says(conversation, KEPT);
    conversation.end();

    var outcome = only().outcome().orElseThrow();
    assertThat(outcome.state()).isEqualTo("failed");
    assertThat(outcome.reason().orElseThrow()).contains("notice");
    var heard = heard(outcome);
    assertThat(heard.getJsonObject("caller").getBoolean("whole")).isTrue();
    assertThat(heard.getJsonObject("called").getBoolean("whole")).isFalse();
  }

  @Test
  void whatNobodyAsksForLeavesNothing() {
    var conversation = called("on_demand", true);
    says(conversation, BEFORE);
    conversation.end();

    assertThat(exchange.record().recordings()).isEmpty();
  }

  @Test
  void whatThePolicyRecordsPausesToo() throws IOException {
    var conversation = called("all", false);
    says(conversation, KEPT);
    ask(conversation, RecordingState.PAUSED, "");
    says(conversation, SECRET);
    conversation.end();

    var entry = available();
    assertThat(Tape.of(exchange, town.organisation(), entry).left().share(SECRET)).isLessThan(0.01);
    assertThat(manifest(entry).pauses()).extracting(Pause::reason).containsExactly("");
  }

  @Test
  void aCallForHelpIsRecordedForNobody() {
    town.number(bob, "on_demand", false);
    var outgoing = bobs.call("112");
    var incoming = carrier.awaitCall().answer();
    outgoing.awaitAnswered();
    incoming.awaitAnswered();
    var conversation = new Conversation(outgoing, incoming);

    asksInVain(conversation, RecordingState.NONE);
  }

  @Test
  void whoIsNeverRecordedIsNotThoughSomebodyAsks() {
    new RecordingExclusionStore(Ground.database())
        .add(town.organisation(), Type.USER, bob.userId(), "", "usr_x")
        .orElseThrow();

    asksInVain(called("on_demand", false), RecordingState.EXCLUDED);
    asksInVain(called("all", false), RecordingState.EXCLUDED);
  }

  /** What is asked is heard before the call ends: they come in order. */
  private void asksInVain(Conversation conversation, RecordingState state) {
    exchange.awaitRecording(town.organisation(), state);
    exchange.askToRecord(town.organisation(), RecordingState.RUNNING, "");
    says(conversation, KEPT);
    exchange.awaitRecording(town.organisation(), state);
    conversation.end();

    assertThat(exchange.record().recordings()).isEmpty();
  }

  private Conversation called(String policy, boolean announce) {
    return Conversation.between(carrier, bobs, town.number(bob, policy, announce).value());
  }

  /** Nothing of what was said before is said while it changes. */
  private void ask(Conversation conversation, RecordingState wanted, String reason) {
    conversation.caller().say(HUSH);
    conversation.called().forget();
    conversation.called().awaitHeard(200);
    exchange.record(town.organisation(), wanted, reason);
  }

  /** The caller's tone is heard for a while. */
  private static void says(Conversation conversation, int hertz) {
    conversation.caller().say(Sound.tone(hertz, 60_000));
    awaitTone(conversation.called(), hertz);
    conversation.called().forget();
    conversation.called().awaitHeard(600);
  }

  private static void awaitTone(PhoneCall listener, int hertz) {
    long deadline = System.nanoTime() + TestPhone.PATIENCE.toNanos();
    do {
      assertThat(System.nanoTime()).as("until %d Hz are heard", hertz).isLessThan(deadline);
      listener.forget();
    } while (listener.awaitHeard(400).share(hertz) < 0.5);
  }

  private static void awaitLoud(PhoneCall listener) {
    long deadline = System.nanoTime() + TestPhone.PATIENCE.toNanos();
    do {
      assertThat(System.nanoTime()).as("until a voice is heard").isLessThan(deadline);
      listener.forget();
    } while (listener.awaitHeard(100).level() < -50);
  }

  private RecordingEntry available() {
    var entry = only();
    var outcome = entry.outcome().orElseThrow();
    assertThat(outcome.state()).as(outcome.toString()).isEqualTo("available");
    return entry;
  }

  private RecordingEntry only() {
    var recordings = exchange.record().recordings();
    assertThat(recordings).hasSize(1);
    return recordings.getFirst();
  }

  private static void assertHeardWhole(RecordingEntry entry) {
    var heard = heard(entry.outcome().orElseThrow());
    assertThat(List.of("caller", "called"))
        .allMatch(side -> heard.getJsonObject(side).getBoolean("whole"));
  }

  private static JsonObject heard(RecordingEntry.Outcome outcome) {
    return new JsonObject(outcome.manifest()).getJsonObject("notice").getJsonObject("heard");
  }

  private static Manifest manifest(RecordingEntry entry) {
    return Manifest.of(new JsonObject(entry.outcome().orElseThrow().manifest()));
  }
}
