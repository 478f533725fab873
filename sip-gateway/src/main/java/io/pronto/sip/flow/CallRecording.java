package io.pronto.sip.flow;

import io.pronto.core.Id;
import io.pronto.core.call.CallCommand;
import io.pronto.core.call.RecordingEntry;
import io.pronto.core.call.RecordingState;
import io.pronto.core.numbering.RentedNumber;
import io.pronto.core.organisation.TranscriptionPolicy;
import io.pronto.core.recording.RecordingHeader;
import io.pronto.core.seal.DataKey;
import io.pronto.core.seal.OrganisationKeys;
import io.pronto.media.LiveRecording;
import io.pronto.media.MediaService;
import io.pronto.media.Prompt;
import io.pronto.media.RecordingPlan;
import io.pronto.media.RecordingReport;
import io.pronto.media.Side;
import io.pronto.sip.leg.CallLeg;
import io.pronto.sip.stream.StreamEnd;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The recording of one call, if its number's policy asks for one: planned in the journal before its
 * first packet, so that it is accounted for whatever happens, and ended with the call.
 */
final class CallRecording {
  /** The key by which a party refuses to be recorded. */
  static final char REFUSAL = '9';

  private static final Logger LOG = LoggerFactory.getLogger(CallRecording.class);
  private static final DataKey NO_KEY = new DataKey(new byte[0], new byte[0]);

  private final MediaService media;
  private final OrganisationKeys keys;
  private final Path folder;
  private final CallTranscripts transcripts;
  private final CallStream stream;
  private final Voices voices;
  private final CallAccount account;
  private Optional<RentedNumber> number;
  private final String language;
  private Optional<RecordingEntry> entry = Optional.empty();
  private Optional<LiveRecording> running = Optional.empty();
  private RecordingState state = RecordingState.PLANNED;
  private Optional<Notice> notice = Optional.empty();
  private Optional<JsonObject> bound = Optional.empty();
  private Optional<String> pauseAtOnce = Optional.empty();
  private boolean wanted;
  private boolean pauseAsked;
  private boolean keyed;

  /**
   * A recording that has not begun.
   *
   * @param stream sends what it keeps elsewhere, if that is asked for
   * @param number whose policy asks for it; empty: none does, and nothing is ever recorded
   * @param language of the notice, and of the transcript where nobody has decided that; ISO 639-1
   */
  CallRecording(
      MediaService media,
      OrganisationKeys keys,
      Path folder,
      CallTranscripts transcripts,
      CallStream stream,
      Voices voices,
      CallAccount account,
      Optional<RentedNumber> number,
      String language) {
    this.media = media;
    this.keys = keys;
    this.folder = folder;
    this.transcripts = transcripts;
    this.stream = stream;
    this.voices = voices;
    this.account = account;
    this.number = number;
    this.language = language;
    this.wanted = number.filter(n -> n.recording().isAutomatic()).isPresent();
  }

  /** Whether the call is to be recorded, or may be: then only what can be is spoken. */
  boolean isPlanned() {
    return number.isPresent();
  }

  /** The call goes on to where its number's policy, {@code next}, asks for none, perhaps. */
  void follow(Optional<RentedNumber> next) {
    if (next.isEmpty() && number.isPresent()) {
      number = Optional.empty();
      wanted = false;
    }
  }

  /** Whether it is to begin, since the number's policy or somebody says so. */
  boolean isWanted() {
    return wanted;
  }

  /** That of the notice, and of whatever else is said to the organisation's party; ISO 639-1. */
  String language() {
    return language;
  }

  /** How far it has come. */
  RecordingState state() {
    return state;
  }

  /** Somebody asks for it; false where the number's policy does not let them. */
  boolean want() {
    wanted = isPlanned() && state != RecordingState.ENDED;
    return wanted;
  }

  /** Whether the parties are told first. */
  boolean isAnnounced() {
    return number.filter(n -> n.recording().announce()).isPresent();
  }

  /** Whether it is wanted, and begins once they have been told. */
  boolean awaitsNotice() {
    return wanted && isAnnounced() && entry.isEmpty();
  }

  /** Whether they may refuse by a key. */
  boolean isRefusable() {
    return isAnnounced() && number.filter(n -> n.recording().refusable()).isPresent();
  }

  /** Begins to tell them. */
  Notice announce() {
    var own = number.orElseThrow().organisation();
    var said =
        isRefusable()
            ? new Notice(voices.refusableNotice(own, language), Optional.of(REFUSAL))
            : new Notice(voices.recordingNotice(own, language), Optional.empty());
    notice = Optional.of(said);
    return said;
  }

  /** The party {@code side} has refused before it began: nothing of the call is ever recorded. */
  void refuse(String side) {
    wanted = false;
    state = RecordingState.ENDED;
    account.recordingIs(state);
    notice.ifPresent(said -> said.refused(side));
    var planned = plan(NO_KEY);
    var reason = Optional.of("The " + side + " has refused by key");
    ended(planned, new RecordingEntry.Outcome("refused", reason, 0, 0, evidence().encode()));
    account.recordingNews(planned.id(), "recording.refused", side);
  }

  /** Says that it is not recorded. */
  Prompt notRecorded() {
    return voices.notRecorded(number.orElseThrow().organisation(), language);
  }

  /**
   * Begins to record, if that is wanted; a recording that cannot begin never ends the call.
   *
   * @param later has work done on the call's thread
   */
  void start(CallLeg caller, CallLeg called, Consumer<Runnable> later) {
    if (number.isEmpty() || entry.isPresent()) {
      return;
    }
    try {
      var now = Instant.now();
      var key = keys.newDataKey(number.get().organisation(), now);
      var planned = plan(key, now);
      entry = Optional.of(planned);
      account.recording(planned);
      var listener = transcripts.of(number.get(), planned, isAnnounced(), account);
      var legs = Map.of("caller", caller.id(), "called", called.id());
      bound = Optional.of(evidence());
      var begun = media.record(tape(planned, key, legs), stream.with(listener, now));
      running = Optional.of(begun);
      begun.attach(Side.CALLER, caller.media().endpoint(), caller.id());
      begun.attach(Side.CALLED, called.media().endpoint(), called.id());
      if (number.get().recording().cardPause()) {
        begun.pauseWhileKeyed(on -> later.accept(() -> keyed(on)));
      }
      becomes(RecordingState.RUNNING, "recording.started", "");
      pauseAtOnce.ifPresent(this::pause);
    } catch (RuntimeException e) {
      LOG.atError().addKeyValue("call", account.id()).setCause(e).log("A recording cannot begin");
      fail("The recording's key could not be made");
    }
  }

  /** Keeps nothing from now on, for {@code reason}. */
  void pause(String reason) {
    if (state == RecordingState.RUNNING || state == RecordingState.PAUSED && !pauseAsked) {
      running.orElseThrow().pause(reason);
      pauseAsked = true;
      becomes(RecordingState.PAUSED, "recording.paused", reason);
      stream.paused(reason);
    } else if (state == RecordingState.PLANNED && wanted) {
      pauseAtOnce = Optional.of(reason);
    }
  }

  /** Keeps again what is said; while a card number is keyed, once that is over. */
  void resume() {
    pauseAtOnce = Optional.empty();
    if (state == RecordingState.PAUSED && pauseAsked) {
      running.orElseThrow().resume();
      pauseAsked = false;
      goOn();
    }
  }

  /** The party {@code side} has pressed {@code key}, of which its sound tells nothing. */
  void pressed(Side side, char key) {
    running.ifPresent(tape -> tape.pressed(side, key));
  }

  /** Has what it keeps sent elsewhere too, as long as it runs. */
  void stream(CallCommand.Stream wanted) {
    if (state == RecordingState.RUNNING || state == RecordingState.PAUSED) {
      stream.begin(wanted, number.orElseThrow(), entry.orElseThrow());
    } else {
      stream.refuse(wanted);
    }
  }

  /** Has it sent nowhere any more. */
  void endStream() {
    stream.end(StreamEnd.ASKED);
  }

  /** A card number or a code begins to be keyed, which pauses the tape by itself, or that ends. */
  private void keyed(boolean on) {
    keyed = on;
    if (on && state == RecordingState.RUNNING) {
      becomes(RecordingState.PAUSED, "recording.paused", "card_digits");
      stream.paused("card_digits");
    } else if (state == RecordingState.PAUSED) {
      goOn();
    }
  }

  private void goOn() {
    if (!pauseAsked && !keyed) {
      becomes(RecordingState.RUNNING, "recording.resumed", "");
      stream.resumed();
    }
  }

  /**
   * Ends it before the call does. The file is waited for on a thread of its own: the disk must not
   * keep the call from going on.
   *
   * @param later has work done on the call's thread
   */
  void end(Consumer<Runnable> later) {
    if (state == RecordingState.PLANNED && wanted) {
      wanted = false;
      state = RecordingState.ENDED;
      account.recordingIs(state);
      var reason = Optional.of("It was ended before it had begun");
      ended(plan(NO_KEY), new RecordingEntry.Outcome("empty", reason, 0, 0, evidence().encode()));
    }
    if (running.isPresent() && state != RecordingState.ENDED) {
      becomes(RecordingState.ENDED, "recording.stopped", "");
      var ending = running.get();
      Thread.ofVirtual()
          .name("recording-end")
          .start(
              () -> {
                var report = ending.stop();
                later.accept(() -> stopped(report));
              });
    }
  }

  private void becomes(RecordingState next, String news, String reason) {
    state = next;
    account.recordingIs(next);
    account.recordingNews(entry.orElseThrow().id(), news, reason);
  }

  /** Accounts for a recording that was wanted and cannot be. */
  void fail(String reason) {
    if (number.isEmpty() || running.isPresent() || state == RecordingState.ENDED) {
      return;
    }
    state = RecordingState.ENDED;
    account.recordingIs(state);
    var planned = entry.orElseGet(() -> plan(NO_KEY));
    ended(
        planned,
        new RecordingEntry.Outcome("failed", Optional.of(reason), 0, 0, evidence().encode()));
  }

  /** Accounts for a recording that was wanted of a call that ended before there was any sound. */
  void missed() {
    if (wanted && entry.isEmpty()) {
      var reason = Optional.of("The call ended before the notice had been heard by both parties");
      ended(plan(NO_KEY), new RecordingEntry.Outcome("empty", reason, 0, 0, evidence().encode()));
    }
  }

  /** Ends it and waits until its file is on disk. */
  void stop() {
    if (running.isPresent()) {
      stopped(running.get().stop());
    }
  }

  private void stopped(RecordingReport report) {
    if (running.isPresent()) {
      running = Optional.empty();
      stream.end(StreamEnd.RECORDING_ENDED); // whatever has become of who listens
      ended(entry.orElseThrow(), outcome(report));
    }
  }

  private void ended(RecordingEntry planned, RecordingEntry.Outcome outcome) {
    entry = Optional.of(planned.ended(outcome));
    account.recording(entry.get());
  }

  /**
   * What the parties were told so far, and what it is made for; once it has begun, what was bound
   * to it then.
   */
  private JsonObject evidence() {
    var told = isAnnounced() ? notice.map(Notice::json) : Optional.of(untold());
    var evidence = new JsonObject();
    told.ifPresent(said -> evidence.put("notice", said));
    number.ifPresent(rented -> rented.recording().purpose().addTo(evidence));
    return bound.orElse(evidence);
  }

  private JsonObject untold() {
    return Notice.none(number.flatMap(rented -> rented.recording().noNoticeGround()));
  }

  private RecordingEntry plan(DataKey key) {
    return plan(key, Instant.now());
  }

  private RecordingEntry plan(DataKey key, Instant now) {
    var id = Id.next("rec");
    var day = now.atOffset(ZoneOffset.UTC).toLocalDate();
    var organisation = number.orElseThrow().organisation();
    return new RecordingEntry(
        id,
        number.get().number().value(),
        number.get().transcription().language().orElse(language),
        number.get().transcription().effectiveMode() != TranscriptionPolicy.Mode.OFF,
        "%s/%s/%s.sealed".formatted(organisation, day, id),
        Base64.getEncoder().encodeToString(key.wrapped()),
        now,
        Optional.empty());
  }

  private RecordingPlan tape(RecordingEntry planned, DataKey key, Map<String, String> legs) {
    var header =
        new RecordingHeader(
            planned.id(),
            number.orElseThrow().organisation(),
            account.id(),
            Optional.of(evidence().getJsonObject("notice")),
            legs,
            Optional.of(number.get().recording().purpose()));
    return new RecordingPlan(
        planned.id(),
        account.id().value(),
        folder.resolve(planned.file()),
        key.key(),
        header.bytes(),
        planned.startedAt());
  }

  private RecordingEntry.Outcome outcome(RecordingReport report) {
    return new RecordingEntry.Outcome(
        report.outcome().word(),
        report.reason(),
        report.millis(),
        report.bytes(),
        report.manifest().json().mergeIn(evidence()).encode());
  }
}
