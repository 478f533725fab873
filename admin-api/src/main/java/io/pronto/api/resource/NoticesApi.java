package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.notice.Notice;
import io.pronto.core.notice.Notices;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/** What organisations were told of breaches, of disclosures and of their audits. */
public final class NoticesApi implements Resource {
  private final Notices notices;

  /** Reads {@code notices}. */
  public NoticesApi(Notices notices) {
    this.notices = notices;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of("list_notices", this::list);
  }

  private Reply list(Request request) {
    var reader = SubprocessorsApi.reader(request);
    var about = request.query("about");
    var page =
        reader
            .map(organisation -> notices.page(organisation, about, request.page()))
            .orElseGet(() -> notices.all(about, request.page()));
    var ids = page.items().stream().map(Notice::id).toList();
    var letters =
        reader
            .map(organisation -> notices.letters(organisation, ids))
            .orElseGet(() -> notices.letters(ids));
    return Reply.page(
        page.map(notice -> json(notice, letters.getOrDefault(notice.id(), List.of()))));
  }

  private static JsonObject json(Notice notice, List<Notices.Letter> letters) {
    return new JsonObject()
        .put("id", notice.id())
        .put("organisation_id", notice.organisation().value())
        .put("kind", notice.kind().code())
        .put("about", notice.about())
        .put("facts", notice.facts())
        .put("created_at", notice.createdAt())
        .put("due_at", notice.dueAt())
        .put("told_at", notice.toldAt().orElse(null))
        .put("letters", new JsonArray(letters.stream().map(NoticesApi::json).toList()));
  }

  private static JsonObject json(Notices.Letter letter) {
    return new JsonObject()
        .put("user_id", letter.userId())
        .put("written_at", letter.writtenAt())
        .put("handed_over_at", letter.handedOverAt().orElse(null));
  }
}
