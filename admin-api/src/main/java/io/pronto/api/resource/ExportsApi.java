package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.access.LinkEnded;
import io.pronto.core.call.StoredCdr;
import io.pronto.core.db.Page;
import io.pronto.core.export.Export;
import io.pronto.core.export.ExportFilter;
import io.pronto.core.export.Exports;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Tables of call records that people take out. */
public final class ExportsApi implements Resource {
  private final Exports exports;
  private final Supplier<URI> publicUrl;
  private final Shown shown;

  /**
   * Makes {@code exports}, which are fetched at {@code publicUrl}; what is in those that are is
   * told to {@code shown}.
   */
  public ExportsApi(Exports exports, Supplier<URI> publicUrl, Shown shown) {
    this.exports = exports;
    this.publicUrl = publicUrl;
    this.shown = shown;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of(
        "list_exports", this::list,
        "create_export", this::create,
        "get_export", this::get,
        "delete_export", this::delete,
        "download_export", this::download);
  }

  private Reply list(Request request) {
    return Reply.page(exports.page(request.organisation(), request.page()).map(ExportsApi::json));
  }

  private Reply create(Request request) {
    var filter = filter(request.body().getJsonObject("filter", new JsonObject()));
    var made =
        exports.make(
            request.organisation(),
            filter,
            request.callerId(),
            request.body().getBoolean("email", false));
    return Reply.created(
        json(made.export())
            .put("url", publicUrl.get() + Exports.DOWNLOADS + made.token())
            .put("emailed", made.mailed()));
  }

  /** The schema has seen all but whether the times exist. */
  private static ExportFilter filter(JsonObject asked) {
    var from = Times.optional(asked, "from", "/filter/from");
    var before = Times.optional(asked, "before", "/filter/before");
    var rest = asked.copy();
    rest.remove("from");
    rest.remove("before");
    var other = ExportFilter.of(rest);
    return new ExportFilter(
        from, before, other.direction(), other.user(), other.number(), other.cause());
  }

  private Reply get(Request request) {
    return Reply.ok(
        exports
            .find(request.organisation(), request.path("id"))
            .map(ExportsApi::json)
            .orElseThrow(Problem::notFound));
  }

  private Reply delete(Request request) {
    return Reply.gone(exports.delete(request.organisation(), request.path("id")));
  }

  private Reply download(Request request) {
    var export = found(request.path("token"));
    var headers =
        Map.of(
            "Content-Type",
            "text/csv; charset=utf-8; header=present",
            "Content-Disposition",
            "attachment; filename=\"cdrs.csv\"",
            "Cache-Control",
            "no-store");
    return new Reply.Bytes(
        200, headers, -1, out -> CdrCsv.write(after -> taken(request, export, after), out));
  }

  /** Whoever has the link acts for the one who has made it. */
  private Page<StoredCdr> taken(Request request, Export export, Optional<String> after) {
    var page = exports.records(export, after);
    var calls = page.items().stream().map(each -> each.cdr().id().value()).toList();
    shown.taken(request, export.askedBy(), export.organisation(), calls);
    return page;
  }

  private Export found(String token) {
    try {
      return exports.fetch(token).orElseThrow(Problem::notFound);
    } catch (LinkEnded ended) {
      throw Problem.of(410, "link_ended", ended.getMessage());
    }
  }

  private static JsonObject json(Export export) {
    return new JsonObject()
        .put("id", export.id())
        .put("kind", "cdrs")
        .put("filter", export.filter().json())
        .put("asked_by", export.askedBy())
        .put("created_at", export.createdAt().toString())
        .put("expires_at", export.expiresAt().toString())
        .put("fetched", export.fetched())
        .put("last_fetched_at", export.lastFetchedAt().map(Instant::toString).orElse(null));
  }
}
