package io.pronto.sip.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.Id;
import io.pronto.core.Waiting;
import io.pronto.core.call.CallCommand;
import io.pronto.core.call.RecordingState;
import io.pronto.core.event.Event;
import io.pronto.core.event.EventStore;
import io.pronto.core.outbound.NamedServers;
import io.pronto.core.stream.StreamDestinationStore;
import io.pronto.core.stream.StreamTracks;
import io.pronto.sip.phone.Sound;
import io.pronto.sip.phone.TestPhone;
import io.pronto.sip.stream.StreamReceiver;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The sound of real calls at a real server of the customer's. */
class CallStreamTest extends Telephony {
  private static final int CALLER = 1_000;
  private static final int CALLED = 600;
  private static final int SECRET = 1_700;
  private static final Sound HUSH = new Sound(new short[60 * Sound.RATE]);

  private final TestPhone carrier = exchange.carrier("127.0.0.24");
  private final TestPhone bobs = exchange.phone(bob.credentials());
  private final StreamReceiver receiver = new StreamReceiver(true);

  CallStreamTest() {
    town.trunk("127.0.0.24", carrier.address().getPort());
  }

  @AfterEach
  void closeReceiver() {
    receiver.close();
  }

  @Test
  void eachPartyIsHeardOnItsTrackUntilTheCallEnds() throws IOException {
    var talk = recorded(true);
    stream(receiver, StreamTracks.BOTH, true);

    var start = receiver.await("start");
    talk.caller().say(Sound.tone(CALLER, 60_000));
    talk.called().say(Sound.tone(CALLED, 60_000));
    receiver.awaitTone("caller", CALLER);
    var piece = receiver.awaitTone("called", CALLED);
    talk.end();

    assertThat(start.getString("call_id")).startsWith("call_");
    assertThat(start.getJsonArray("tracks")).isEqualTo(JsonArray.of("caller", "called"));
    assertThat(receiver.awaitToken()).isEqualTo("Bearer s3cret");
    var stop = receiver.await("stop");
    assertThat(stop.getString("reason")).isEqualTo("recording_ended");
    receiver.awaitClosed();
    assertThat(receiver.heard("caller").share(CALLED)).isLessThan(0.01);
    assertThat(receiver.heard("called").share(CALLER)).isLessThan(0.01);
    var stopped = awaitTold("stream.stopped");
    assertThat(stopped.getLong("dropped_millis")).isZero();
    assertThat(stopped.getLong("sent_millis")).isEqualTo(stop.getLong("sent")).isPositive();
    var tape = tape();
    assertThat(tape.left().share(CALLER)).isGreaterThan(0.1);
    int at = piece.getInteger("timestamp") * Sound.RATE / 1_000;
    assertThat(StreamReceiver.samples(piece))
        .as("what the recording has at that time")
        .isEqualTo(
            Arrays.copyOfRange(
                tape.right().samples(), at, at + StreamReceiver.samples(piece).length));
  }

  @Test
  void nothingThatIsSaidWhileTheRecordingPausesGoesOut() {
    var talk = recorded(true);
    stream(receiver, StreamTracks.CALLER, true);
    talk.caller().say(Sound.tone(CALLER, 60_000));
    receiver.awaitTone("caller", CALLER);

    talk.caller().say(HUSH);
    talk.called().forget();
    talk.called().awaitHeard(200);
    exchange.record(town.organisation(), RecordingState.PAUSED, "Card number");
    talk.caller().say(Sound.tone(SECRET, 60_000));
    var paused = receiver.await("paused");
    talk.called().forget();
    talk.called().awaitHeard(600);
    talk.caller().say(HUSH);
    talk.called().forget();
    talk.called().awaitHeard(200);
    exchange.record(town.organisation(), RecordingState.RUNNING, "");
    talk.caller().say(Sound.tone(CALLER, 60_000));
    var resumed = receiver.await("resumed");
    receiver.awaitTone("caller", CALLER);
    talk.end();
    receiver.await("stop");

    assertThat(paused.getString("reason")).isEqualTo("Card number");
    assertThat(resumed.getLong("timestamp")).isGreaterThan(paused.getLong("timestamp"));
    assertThat(receiver.heard("caller").share(SECRET)).isLessThan(0.01);
    assertThat(receiver.heard("caller").share(CALLER)).isGreaterThan(0.1);
    assertThat(receiver.heard("called").samples()).isEmpty();
    exchange.record();
  }

  @Test
  void aServerThatTakesNothingHarmsNeitherCallNorRecording() throws IOException {
    try (var stuck = new StreamReceiver(false)) {
      var talk = recorded(true);
      stream(stuck, StreamTracks.BOTH, true);
      stuck.awaitSocket();
      talk.caller().say(Sound.tone(CALLER, 60_000));
      talk.called().forget();
      talk.called().awaitHeard(3_000);
      talk.hearEachOther();
      talk.end();

      assertThat(tape().left().share(CALLER)).isGreaterThan(0.1);
      awaitTold("stream.stopped");
    }
  }

  @Test
  void aServerThatIsNotThereIsTold() {
    var talk = recorded(true);
    receiver.close();
    stream(receiver, StreamTracks.BOTH, true);

    assertThat(awaitTold("stream.refused").getString("reason")).isEqualTo("unreachable");
    talk.hearEachOther();
    talk.end();
    exchange.record();
  }

  @Test
  void whoAsksToEndItEndsItAndMayBeginAnew() {
    var talk = recorded(true);
    stream(receiver, StreamTracks.BOTH, true);
    receiver.await("media");
    stream(receiver, StreamTracks.BOTH, true);
    assertThat(awaitTold("stream.refused").getString("reason")).isEqualTo("streamed_already");

    ask(new CallCommand.EndStream());
    assertThat(receiver.await("stop").getString("reason")).isEqualTo("asked");
    receiver.awaitClosed();
    stream(receiver, StreamTracks.CALLED, true);
    receiver.await("start");
    assertThat(receiver.await("media").getString("track")).isEqualTo("called");
    talk.end();
    exchange.record();
  }

  @Test
  void whoeverIsRestrictedIsHeardNoMoreNorAgain() {
    var talk = recorded(true);
    stream(receiver, StreamTracks.BOTH, true);
    receiver.await("media");

    restrict(exchange.liveCall(town.organisation()).caller());

    assertThat(receiver.await("stop").getString("reason")).isEqualTo("restricted");
    receiver.awaitClosed();
    stream(receiver, StreamTracks.BOTH, true);
    assertThat(awaitTold("stream.refused").getString("reason")).isEqualTo("restricted");
    talk.hearEachOther();
    talk.end();
    exchange.record();
  }

  private void restrict(String number) {
    Ground.database()
        .in(
            town.organisation(),
            tx ->
                tx.update(
                    """
                    insert into restriction (id, organisation_id, request_id, subject, terms, users,
                      instructed_by, instructed_at)
                    values ($1, $2, 'sub_1', $3, array[$3::text], '{}', 'usr_1', now())
                    """,
                    Id.next("rst"),
                    town.organisation().value(),
                    number));
  }

  @Test
  void whoseCallersHearNoNoticeIsNotHeard() {
    var talk = recorded(false);
    stream(receiver, StreamTracks.BOTH, true);

    assertThat(awaitTold("stream.refused").getString("reason")).isEqualTo("no_notice");
    talk.end();
    exchange.record();
    assertThat(receiver.all()).isEmpty();
  }

  @Test
  void whatIsNotRecordedIsNotHeard() {
    var number = town.number(bob, "on_demand", true).value();
    var talk = Conversation.between(carrier, bobs, number);
    stream(receiver, StreamTracks.BOTH, true);

    assertThat(awaitTold("stream.refused").getString("reason")).isEqualTo("not_recording");
    talk.end();
    exchange.record();
    assertThat(receiver.all()).isEmpty();
  }

  @Test
  void whoIsListedNoLongerHearsNoMore() {
    var talk = recorded(true);
    var destination = stream(receiver, StreamTracks.BOTH, true);
    talk.caller().say(Sound.tone(CALLER, 60_000));
    receiver.awaitTone("caller", CALLER);

    destinations().remove(town.organisation(), destination);

    assertThat(receiver.await("stop").getString("reason")).isEqualTo("unknown_destination");
    receiver.awaitClosed();
    assertThat(awaitTold("stream.stopped").getString("reason")).isEqualTo("unknown_destination");
    talk.hearEachOther();
    talk.end();
    exchange.record();
  }

  @Test
  void cardNumbersThatAreSaidGoOnlyWhereTheyMay() {
    var talk = recorded(true);
    stream(receiver, StreamTracks.BOTH, false);

    assertThat(awaitTold("stream.refused").getString("reason")).isEqualTo("card_numbers_said");
    talk.end();
    exchange.record();
    assertThat(receiver.all()).isEmpty();
  }

  private Conversation recorded(boolean announce) {
    var talk = Conversation.between(carrier, bobs, town.number(bob, "all", announce).value());
    exchange.liveCall(town.organisation());
    exchange.awaitRecording(town.organisation(), RecordingState.RUNNING);
    return talk;
  }

  private static StreamDestinationStore destinations() {
    return new StreamDestinationStore(
        Ground.database(), Exchange.master(), NamedServers.overWebSocket(true));
  }

  /** Returns the id of where it is sent. */
  private String stream(StreamReceiver to, StreamTracks tracks, boolean unredacted) {
    var destination =
        destinations()
            .add(
                town.organisation(),
                new StreamDestinationStore.Wanted(
                    "Server " + System.nanoTime(), to.url(), Optional.of("s3cret"), unredacted),
                bob.userId());
    ask(new CallCommand.Stream(destination.id(), tracks));
    return destination.id();
  }

  private void ask(CallCommand command) {
    var call = exchange.liveCall(town.organisation()).id();
    exchange.ask(town.organisation(), call, command);
  }

  private Tape tape() throws IOException {
    return Tape.of(exchange, town.organisation(), exchange.record().recordings().getFirst());
  }

  private JsonObject awaitTold(String type) {
    Waiting.until(type + " is told", () -> told(type).size() == 1);
    return told(type).getFirst().data();
  }

  private List<Event> told(String type) {
    return new EventStore(Ground.database())
        .after(town.organisation(), 0, 100).stream()
            .filter(event -> event.type().equals(type))
            .toList();
  }
}
