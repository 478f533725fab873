package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.call.CallId;
import io.pronto.core.transcript.TranscriptFilter;
import io.pronto.core.transcript.TranscriptStore;
import java.util.Map;

/** What was said in recordings. */
public final class TranscriptsApi implements Resource {
  private final TranscriptStore transcripts;
  private final Visibility visibility;

  /** Reads {@code transcripts}. */
  public TranscriptsApi(TranscriptStore transcripts, Visibility visibility) {
    this.transcripts = transcripts;
    this.visibility = visibility;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of("list_transcripts", this::list, "get_transcript", this::read);
  }

  private Reply list(Request request) {
    var filter =
        new TranscriptFilter(
            request.query("q"),
            request.query("recording_id"),
            request.query("call_id").map(CallId::new),
            visibility.users(request));
    return Reply.page(
        transcripts.page(request.organisation(), filter, request.page()).map(RecordingJson::of));
  }

  private Reply read(Request request) {
    return transcripts
        .find(request.organisation(), request.path("id"))
        .filter(transcript -> visibility.seesCall(request, transcript.call()))
        .map(
            transcript ->
                RecordingJson.of(transcript).put("words", RecordingJson.words(transcript.words())))
        .map(Reply::ok)
        .orElseThrow(Problem::notFound);
  }
}
