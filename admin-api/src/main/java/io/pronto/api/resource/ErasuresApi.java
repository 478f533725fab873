package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.subject.Erasures;
import io.pronto.core.subject.SubjectWords;
import java.util.Map;

/** What was erased of people, what stays, and why. */
public final class ErasuresApi implements Resource {
  private final Erasures erasures;
  private final Languages languages;

  /** Reads {@code erasures}, and tells of them in the language of whoever asks. */
  public ErasuresApi(Erasures erasures, Languages languages) {
    this.erasures = erasures;
    this.languages = languages;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of("list_erasures", this::list, "get_erasure", this::read);
  }

  private Reply list(Request request) {
    var words = words(request);
    return Reply.page(
        erasures
            .list(request.organisation(), request.page())
            .map(erasure -> SubjectJson.of(erasure, words)));
  }

  private Reply read(Request request) {
    return erasures
        .find(request.organisation(), request.path("id"))
        .map(erasure -> Reply.ok(SubjectJson.of(erasure, words(request))))
        .orElseThrow(Problem::notFound);
  }

  private SubjectWords words(Request request) {
    return SubjectWords.in(languages.of(request));
  }
}
