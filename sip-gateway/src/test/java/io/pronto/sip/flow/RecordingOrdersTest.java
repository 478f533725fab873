package io.pronto.sip.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.pronto.core.call.CallDetailRecord;
import io.pronto.core.call.HangupCause;
import io.pronto.core.call.LegRecord;
import io.pronto.core.call.RecordingEntry;
import io.pronto.core.manifest.Content;
import io.pronto.core.manifest.Manifest;
import io.pronto.core.manifest.Pause;
import io.pronto.core.manifest.Track;
import io.pronto.sip.flow.RecordedStory.Burst;
import io.pronto.sip.flow.RecordedStory.Bursts;
import io.pronto.sip.flow.RecordedStory.Change;
import io.pronto.sip.flow.RecordedStory.Step;
import io.pronto.sip.phone.PhoneCall;
import io.pronto.sip.phone.Sound;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * However a call ends, and whatever was paused, held or spoken before: its recording accounts for
 * every moment, and its channels are of one time.
 */
class RecordingOrdersTest extends Telephony {
  private static final String CARRIER = "127.0.0.14";

  /** What two recordings of one moment may be apart, in milliseconds. */
  private static final int NEAR = 40;

  /** What a recording may begin after its entry, or end before its call. */
  private static final int EDGE = 500;

  /** Milliseconds in a packet. */
  private static final int PACKET = 20;

  /** What a busy machine may keep a party from saying before it begins, or while it is leaving. */
  private static final int BRIEF = 200;

  private static final int LOUD = 1_000;

  /** So many calls at once may keep a busy machine from speaking for some seconds. */
  private static final Duration SILENCE = Duration.ofSeconds(8);

  RecordingOrdersTest() {
    super(new Exchange(Exchange.Plan.USUAL.silence(SILENCE)));
  }

  /** How the calls end. */
  enum Ending {
    CALLER(HangupCause.NORMAL),
    CALLED(HangupCause.NORMAL),
    BOTH_AT_ONCE(HangupCause.NORMAL),
    CALLED_VANISHES(HangupCause.MEDIA_TIMEOUT),
    BY_HAND(HangupCause.ENDED_BY_CONTROL),
    SERVER_STOPS(HangupCause.SHUTDOWN);

    private final HangupCause cause;

    Ending(HangupCause cause) {
      this.cause = cause;
    }
  }

  @ParameterizedTest
  @MethodSource("endingsAndChanges")
  void whateverHappenedTheRecordingIsWholeAndItsChannelsAreOfOneTime(Ending ending, Change change)
      throws Exception {
    town.trunk(CARRIER, exchange.carrier(CARRIER).address().getPort());
    var stories = stories(change);

    each(stories, RecordedStory::tell);
    if (ending == Ending.SERVER_STOPS) {
      exchange.gateway().drain(Duration.ZERO);
    }
    each(stories, story -> end(story, ending));

    var records = records(stories.size());
    var faults = new SoftAssertions();
    for (var story : stories) {
      faults.check(() -> check(story, ending, records.get(story.number)));
    }
    faults.assertAll();
  }

  static Stream<Arguments> endingsAndChanges() {
    return Stream.of(Ending.values())
        .flatMap(ending -> Stream.of(Change.values()).map(change -> Arguments.of(ending, change)));
  }

  private List<RecordedStory> stories(Change change) {
    var stories = new ArrayList<RecordedStory>();
    for (var pause : Step.values()) {
      for (var hold : Step.values()) {
        stories.add(new RecordedStory(exchange, CARRIER, pause, hold, change));
      }
    }
    return stories;
  }

  private interface Part {
    void of(RecordedStory story) throws Exception;
  }

  private static void each(List<RecordedStory> stories, Part part) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var parts = new HashMap<RecordedStory, Future<?>>();
      for (var story : stories) {
        parts.put(
            story,
            threads.submit(
                () -> {
                  part.of(story);
                  return null;
                }));
      }
      for (var each : parts.entrySet()) {
        try {
          each.getValue().get();
        } catch (ExecutionException e) {
          throw new AssertionError(each.getKey().toString(), e.getCause());
        }
      }
    }
  }

  private void end(RecordedStory story, Ending ending) throws InterruptedException {
    switch (ending) {
      case CALLER -> story.caller().hangUp();
      case CALLED -> story.called().hangUp();
      case BOTH_AT_ONCE -> bothHangUp(story);
      case CALLED_VANISHES -> {
        story.called().silence();
        if (story.hold == Step.TO_THE_END) { // nobody waits for its sound
          story.caller().hangUp();
        } else {
          story.caller().awaitEnded();
        }
      }
      case BY_HAND -> exchange.hangUpAll(story.town.organisation());
      case SERVER_STOPS -> story.caller().awaitEnded();
    }
  }

  private static void bothHangUp(RecordedStory story) throws InterruptedException {
    var ready = new CountDownLatch(1);
    var other = Thread.startVirtualThread(() -> hangUp(story.called(), ready));
    ready.countDown();
    hangUp(story.caller(), ready);
    other.join();
  }

  private static void hangUp(PhoneCall party, CountDownLatch ready) {
    try {
      ready.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    assertThat(party.exchange(party.inDialog("BYE")).status()).isIn(200, 481);
  }

  /** By the number whose policy asked for the recording. */
  private Map<String, CallDetailRecord> records(int count) {
    var records = new HashMap<String, CallDetailRecord>();
    for (int i = 0; i < count; i++) {
      var record = exchange.record();
      assertThat(record.recordings()).as(record.toString()).hasSize(1);
      records.put(record.recordings().getFirst().number(), record);
    }
    return records;
  }

  private void check(RecordedStory story, Ending ending, CallDetailRecord record)
      throws IOException {
    var entry = record.recordings().getFirst();
    var outcome = entry.outcome().orElseThrow();
    var manifest = Manifest.of(new JsonObject(outcome.manifest()));
    var tape = Tape.of(exchange, story.town.organisation(), entry);

    boolean missed = ending == Ending.CALLED_VANISHES && story.hold == Step.TO_THE_END;
    assertThat(record.cause())
        .as("%s: cause", story)
        .contains(missed ? HangupCause.NORMAL : ending.cause);
    assertThat(outcome.state()).as("%s: %s", story, outcome).isEqualTo("available");
    checkWhole(story, manifest, tape, record, entry);
    checkContents(story, ending, manifest);
    checkPackets(story, manifest.caller(), leg(record, "caller"));
    checkPackets(story, manifest.called(), leg(record, "called"));
    checkCodec(story, record);
    checkPauses(story, manifest);
    checkHold(story, manifest);
    checkTimes(story, tape);
  }

  /** Every moment of the call is accounted for. */
  private static void checkWhole(
      RecordedStory story,
      Manifest manifest,
      Tape tape,
      CallDetailRecord record,
      RecordingEntry entry) {
    long call = Duration.between(entry.startedAt(), record.endedAt().orElseThrow()).toMillis();
    assertThat(manifest.closed()).as("%s: closed", story).isTrue();
    assertThat(manifest.millis()).as("%s: length", story).isCloseTo(call, within((long) EDGE));
    for (var track : List.of(manifest.caller(), manifest.called())) {
      assertThat(track.stretches().getLast().toMillis()).isEqualTo(manifest.millis());
      checkThere(story, track);
    }
    assertThat((long) tape.left().millis()).as("%s: left", story).isEqualTo(manifest.millis());
    assertThat((long) tape.right().millis()).as("%s: right", story).isEqualTo(manifest.millis());
  }

  /** A party is absent only for the moment until it is joined as well, and since it has left. */
  private static void checkThere(RecordedStory story, Track track) {
    int last = track.stretches().size() - 1;
    var between = track.stretches().subList(1, Math.max(1, last));
    assertThat(between).as("%s: there", story).noneMatch(part -> part.content() == Content.ABSENT);
    assertThat(track.total(Content.ABSENT)).as("%s: absent", story).isLessThan(EDGE);
  }

  /** What is not sound has a reason that a party gave; on this path nothing is lost. */
  private static void checkContents(RecordedStory story, Ending ending, Manifest manifest) {
    var caller = contents(story);
    if (story.hold != Step.NEVER) {
      caller.add(Content.HELD);
    }
    assertThat(caller).as("%s: caller", story).containsAll(manifest.caller().totals().keySet());
    assertThat(contents(story))
        .as("%s: called", story)
        .containsAll(manifest.called().totals().keySet());
    checkQuiet(story, manifest.caller());
    if (ending != Ending.CALLED_VANISHES) {
      checkQuiet(story, manifest.called());
    }
  }

  private static Set<Content> contents(RecordedStory story) {
    var contents = EnumSet.of(Content.ABSENT, Content.NOT_STARTED, Content.SOUND, Content.SILENT);
    if (story.pause != Step.NEVER) {
      contents.add(Content.PAUSED);
    }
    return contents;
  }

  private static void checkQuiet(RecordedStory story, Track track) {
    for (var quiet : List.of(Content.NOT_STARTED, Content.SILENT)) {
      assertThat(track.total(quiet)).as("%s: %s", story, quiet).isLessThan(BRIEF);
    }
  }

  /** All that the party has sent since the recording began is on it, as far as it was kept. */
  private static void checkPackets(RecordedStory story, Track track, LegRecord leg) {
    var packets = track.packets();
    assertThat(packets.written()).as("%s: written", story).isEqualTo(packets.expected());
    long before = leg.quality().orElseThrow().packetsReceived() - packets.written();
    assertThat(before * PACKET)
        .as("%s: sent before it began, or after it ended", story)
        .isBetween(0L, track.total(Content.ABSENT) + EDGE);
    long kept = track.total(Content.SOUND);
    long said = packets.written() * PACKET;
    assertThat(kept)
        .as("%s: kept", story)
        .isBetween(said - track.total(Content.PAUSED) - BRIEF, said + NEAR);
  }

  private static void checkCodec(RecordedStory story, CallDetailRecord record) {
    var codecs = record.legs().stream().map(LegRecord::codec).toList();
    assertThat(codecs)
        .as("%s: codecs", story)
        .isEqualTo(
            switch (story.change) {
              case NONE -> List.of("PCMA", "PCMA");
              case FOLLOWED -> List.of("G722", "G722");
              case TRANSCODED -> List.of("opus", "PCMA");
            });
  }

  private static void checkPauses(RecordedStory story, Manifest manifest) {
    long paused = manifest.caller().total(Content.PAUSED);
    assertThat(manifest.called().total(Content.PAUSED)).as("%s: paused", story).isEqualTo(paused);
    assertThat(manifest.pauses())
        .as("%s: pauses", story)
        .extracting(Pause::reason)
        .containsExactlyElementsOf(
            story.pause == Step.NEVER ? List.of() : List.of(RecordedStory.REASON));
    boolean atTheEnd =
        last(manifest.caller()) == Content.PAUSED && last(manifest.called()) == Content.PAUSED;
    assertThat(atTheEnd).as("%s: ends paused", story).isEqualTo(story.pause == Step.TO_THE_END);
    if (story.pause != Step.NEVER) {
      assertThat(paused).as("%s: paused", story).isGreaterThan(400);
    }
    assertThat(paused).as("%s: paused", story).isLessThanOrEqualTo(story.pausedAtMost());
  }

  private static Content last(Track track) {
    return track.stretches().getLast().content();
  }

  private static void checkHold(RecordedStory story, Manifest manifest) {
    boolean held = story.hold != Step.NEVER && story.pause != Step.TO_THE_END;
    long millis = manifest.caller().total(Content.HELD);
    assertThat(millis > 200).as("%s: held for %d ms", story, millis).isEqualTo(held);
    assertThat(millis).as("%s: held", story).isLessThanOrEqualTo(story.heldAtMost());
  }

  private static void checkTimes(RecordedStory story, Tape tape) {
    assertThat(tape.left().share(RecordedStory.SECRET)).as("%s: secret", story).isLessThan(0.01);
    assertThat(tape.right().share(RecordedStory.SECRET)).as("%s: secret", story).isLessThan(0.01);
    var reference = story.first.caller().at().orElseThrow();
    var zero = onset(story, tape.left(), story.first.caller(), 0);
    var heard = story.pause == Step.TO_THE_END ? List.of(story.first) : both(story);
    for (var bursts : heard) {
      checkTime(story, tape.left(), bursts.caller(), reference, zero);
      checkTime(story, tape.right(), bursts.called(), reference, zero);
    }
  }

  private static List<Bursts> both(RecordedStory story) {
    return List.of(story.first, story.last);
  }

  private static void checkTime(
      RecordedStory story, Sound channel, Burst burst, long reference, long zero) {
    if (burst.at().isEmpty()) {
      assertThat(story.hold).as("%s: who was mute", story).isEqualTo(Step.TO_THE_END);
      return;
    }
    long due = zero + (burst.at().getAsLong() - reference) / 1_000_000;
    long at = onset(story, channel, burst, Math.max(0, due - 150));
    assertThat(at)
        .as("%s: %d Hz on the tape", story, burst.hertz())
        .isCloseTo(due, within((long) NEAR));
  }

  private static LegRecord leg(CallDetailRecord record, String role) {
    return record.legs().stream().filter(leg -> leg.role().equals(role)).findFirst().orElseThrow();
  }

  /** When the first sound from {@code from} on begins, which must be the burst. */
  private static long onset(RecordedStory story, Sound channel, Burst burst, long from) {
    int first = (int) from * Sound.RATE / 1_000;
    for (int i = first; i < channel.samples().length; i++) {
      if (Math.abs(channel.samples()[i]) > LOUD) {
        int end = Math.min(channel.samples().length, i + Sound.RATE / 5);
        var tone = new Sound(Arrays.copyOfRange(channel.samples(), i, end));
        assertThat(tone.share(burst.hertz()))
            .as("%s: %d Hz at %d ms", story, burst.hertz(), i * 1_000L / Sound.RATE)
            .isGreaterThan(0.7);
        return i * 1_000L / Sound.RATE;
      }
    }
    throw new AssertionError("%s: nothing of %d Hz".formatted(story, burst.hertz()));
  }
}
