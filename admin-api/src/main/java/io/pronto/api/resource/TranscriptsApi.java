package io.pronto.api.resource;

import static java.util.Locale.ROOT;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.call.CallId;
import io.pronto.core.transcript.Transcript;
import io.pronto.core.transcript.TranscriptFilter;
import io.pronto.core.transcript.TranscriptStore;
import io.pronto.core.transcript.TranscriptText;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** What was said in recordings. */
public final class TranscriptsApi implements Resource {
  private final TranscriptStore transcripts;
  private final Visibility visibility;
  private final Listening listening;
  private final RestrictedReading reading;

  /**
   * Reads {@code transcripts}, and tells {@code listening} of whoever reads one, and {@code
   * reading} of whoever reads one that is restricted.
   */
  public TranscriptsApi(
      TranscriptStore transcripts,
      Visibility visibility,
      Listening listening,
      RestrictedReading reading) {
    this.transcripts = transcripts;
    this.visibility = visibility;
    this.listening = listening;
    this.reading = reading;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of(
        "list_transcripts", this::list,
        "get_transcript", this::read,
        "export_transcript", this::export);
  }

  private Reply list(Request request) {
    var filter =
        new TranscriptFilter(
            request.query("q"),
            request.query("recording_id"),
            request.query("call_id").map(CallId::new),
            visibility.users(request));
    var page = transcripts.page(request.organisation(), filter, request.page());
    note(request, page.items());
    return Reply.page(page.map(RecordingJson::of));
  }

  private Reply read(Request request) {
    return opened(request, this::shown);
  }

  private Reply shown(Request request, Transcript transcript) {
    note(request, List.of(transcript));
    return Reply.ok(
        RecordingJson.of(transcript).put("words", RecordingJson.words(transcript.words())));
  }

  private Reply export(Request request) {
    return opened(request, this::exported);
  }

  private Reply exported(Request request, Transcript transcript) {
    if (transcript.state() != Transcript.State.AVAILABLE) {
      throw Problem.conflict(
          "not_available", "It is not written yet, or could not be; see its state");
    }
    note(request, List.of(transcript));
    var format = TranscriptText.valueOf(request.query("format").orElse("text").toUpperCase(ROOT));
    var name = transcript.id() + '.' + format.suffix();
    return new Reply.Text(
        format.type(),
        format.of(transcript),
        Map.of("Content-Disposition", "attachment; filename=\"" + name + '"'));
  }

  private Reply opened(Request request, BiFunction<Request, Transcript, Reply> then) {
    return reading
        .ground(request, request.path("id"))
        .map(use -> use.during(() -> then.apply(request, found(request))))
        .orElseGet(() -> then.apply(request, found(request)));
  }

  private Transcript found(Request request) {
    var id = request.path("id");
    var found = transcripts.find(request.organisation(), id).filter(each -> isSeen(request, each));
    if (found.isEmpty()) {
      transcripts.requireFree(request.organisation(), id, each -> isSeen(request, each));
    }
    return found.orElseThrow(Problem::notFound);
  }

  private boolean isSeen(Request request, Transcript transcript) {
    return visibility.seesCall(request, transcript.call());
  }

  /** One without words is no reading. */
  private void note(Request request, List<Transcript> shown) {
    var read = shown.stream().filter(each -> !each.words().isEmpty()).map(Transcript::id).toList();
    listening.begins(request, "transcript.read", read);
  }
}
