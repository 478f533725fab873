package io.pronto.sip.flow;

import io.pronto.core.call.RecordingEntry;
import io.pronto.core.live.LiveTranscriptNews;
import io.pronto.core.live.LiveTranscripts;
import io.pronto.core.numbering.RentedNumber;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.redaction.Discretion;
import io.pronto.core.transcript.Party;
import io.pronto.core.transcript.SpokenWord;
import io.pronto.media.Side;
import io.pronto.media.speech.LiveTranscription;
import io.pronto.media.speech.LiveWords;
import io.pronto.media.speech.Word;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/**
 * Tells what is said in one call while it goes on. The words go to whoever follows the call and are
 * kept nowhere; that there are any is an event as others are. Once somebody in it is restricted or
 * erased, nothing more is told, and what was is forgotten.
 */
final class LiveTranscript implements LiveWords {
  private static final String WITHDRAWN =
      "Somebody in the call is restricted or erased, or that cannot be known now";

  private final LiveTranscripts live;
  private final OrganisationId organisation;
  private final RecordingEntry recording;
  private final CallAccount account;
  private final Optional<Discretion> discretion;
  private final ReentrantLock telling = new ReentrantLock();
  private long places;
  private boolean withdrawn;
  private Optional<LiveTranscription> decoder = Optional.empty();
  private volatile Optional<FollowedCalls.Watch> watch = Optional.empty();

  /**
   * Has told nothing yet.
   *
   * @param number whose call it is
   */
  LiveTranscript(
      LiveTranscripts live, RentedNumber number, RecordingEntry recording, CallAccount account) {
    this.live = live;
    this.organisation = number.organisation();
    this.recording = recording;
    this.account = account;
    this.discretion =
        number.recording().redact()
            ? Optional.of(new Discretion(recording.language()))
            : Optional.empty();
  }

  /** It is told for as long as {@code followed} lets; once it does not, all of it is forgotten. */
  void follow(FollowedCalls followed) {
    watch =
        Optional.of(
            followed.beginAtOnce(organisation, account.id(), account::parties, this::withdraw));
    telling.lock();
    try {
      if (withdrawn) {
        unwatch();
      }
    } finally {
      telling.unlock();
    }
  }

  /** It begins, by {@code by}. */
  void started(LiveTranscription by) {
    telling.lock();
    try {
      decoder = Optional.of(by);
      if (!withdrawn) {
        news("transcript.started", "");
        return;
      }
    } finally {
      telling.unlock();
    }
    by.close();
  }

  /** It is not, or no longer, written down while it goes on. */
  void deferred(String reason) {
    unwatch();
    news("transcript.deferred", reason);
  }

  /** Somebody in the call is restricted, or erased, from now on. */
  private void withdraw() {
    telling.lock();
    try {
      if (withdrawn) {
        return;
      }
      withdrawn = true;
      live.forget(organisation, account.id());
    } finally {
      telling.unlock();
    }
    account.recordingNews(recording.id(), "transcript.deferred", WITHDRAWN);
    unwatch();
    decoder.ifPresent(LiveTranscription::close);
  }

  private void unwatch() {
    watch.ifPresent(FollowedCalls.Watch::close);
  }

  @Override
  public void guessed(Side side, String text) {
    var shown = discretion.map(d -> d.guessed(party(side), text)).orElse(text);
    tell("transcript.words", false, words(side, shown, List.of()).put("certain", false));
  }

  @Override
  public void said(Side side, List<Word> words) {
    var spoken = words.stream().map(LiveTranscript::spoken).toList();
    var shown = discretion.map(d -> d.said(party(side), spoken)).orElse(spoken);
    var text = shown.stream().map(SpokenWord::text).collect(Collectors.joining(" "));
    tell("transcript.words", true, words(side, text, shown).put("certain", true));
  }

  @Override
  public void ended(Ending ending) {
    unwatch();
    switch (ending) {
      case COMPLETED -> news(LiveTranscripts.COMPLETED, "");
      case LAGGED -> deferred("The decoder did not keep up with the call");
      case DIED -> deferred("The decoder died too often");
    }
  }

  private void news(String type, String reason) {
    if (tell(type, true, reason.isEmpty() ? data() : data().put("reason", reason))) {
      account.recordingNews(recording.id(), type, reason);
    }
  }

  /** Returns whether it was told: what was withdrawn is told no more. */
  private boolean tell(String type, boolean lasting, JsonObject data) {
    telling.lock();
    try {
      if (!withdrawn) {
        live.tell(
            new LiveTranscriptNews(
                organisation, account.id(), account.parties(), ++places, type, lasting, data));
      }
      return !withdrawn;
    } finally {
      telling.unlock();
    }
  }

  private JsonObject data() {
    return new JsonObject()
        .put("call_id", account.id().value())
        .put("recording_id", recording.id())
        .put("language", recording.language());
  }

  private JsonObject words(Side side, String text, List<SpokenWord> words) {
    return data()
        .put("party", side.name().toLowerCase(Locale.ROOT))
        .put("text", text)
        .put("words", new JsonArray(words.stream().map(LiveTranscript::json).toList()));
  }

  private static Party party(Side side) {
    return switch (side) {
      case CALLER -> Party.CALLER;
      case CALLED -> Party.CALLED;
    };
  }

  private static SpokenWord spoken(Word word) {
    return new SpokenWord(word.text(), word.start(), word.end(), word.confidence());
  }

  private static JsonObject json(SpokenWord word) {
    return new JsonObject()
        .put("text", word.text())
        .put("start", word.start().toMillis() / 1_000.0)
        .put("end", word.end().toMillis() / 1_000.0)
        .put("confidence", word.confidence());
  }
}
