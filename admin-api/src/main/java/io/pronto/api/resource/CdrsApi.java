package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.access.Permission;
import io.pronto.core.access.Principal;
import io.pronto.core.access.Reach;
import io.pronto.core.access.Scope;
import io.pronto.core.audit.ReadJournal.Kind;
import io.pronto.core.call.CallDetailRecord;
import io.pronto.core.call.CdrFilter;
import io.pronto.core.call.CdrStore;
import io.pronto.core.call.HangupCause;
import io.pronto.core.call.StoredCdr;
import java.util.Map;

/** The records of calls that ended. */
public final class CdrsApi implements Resource {
  private final CdrStore cdrs;
  private final Visibility visibility;
  private final Languages languages;
  private final Shown shown;

  /**
   * Reads {@code cdrs}, and explains them in {@code languages}; who sees which is told to {@code
   * shown}.
   */
  public CdrsApi(CdrStore cdrs, Visibility visibility, Languages languages, Shown shown) {
    this.cdrs = cdrs;
    this.visibility = visibility;
    this.languages = languages;
    this.shown = shown;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of("list_cdrs", this::list, "get_cdr", this::read, "explain_cdr", this::explain);
  }

  private Reply list(Request request) {
    var filter =
        new CdrFilter(
            request.time("started_at[gte]"),
            request.time("started_at[lt]"),
            request.query("direction").map(CallDetailRecord.Direction::of),
            visibility.users(request, request.query("user_id")),
            request.query("number"),
            request.query("cause").map(HangupCause::of));
    var page = cdrs.page(request.organisation(), filter, request.page());
    return CdrText.reply(shown.page(request, Kind.CALL, page, CdrsApi::id));
  }

  private Reply read(Request request) {
    return CdrText.reply(stored(request));
  }

  private Reply explain(Request request) {
    var stored = stored(request);
    var trace =
        cdrs.trace(request.organisation(), stored.cdr().id()).stream()
            .map(step -> seesLists(request) ? step : step.without("entry", "reason"))
            .toList();
    return Reply.ok(ExplanationJson.of(stored, trace, languages.of(request)));
  }

  /** What others have written on their lists is told only to who may see every call and list. */
  private static boolean seesLists(Request request) {
    return request.reach() == Reach.ALL
        && (!(request.signedIn().principal() instanceof Principal.Key key)
            || key.scopes().contains(new Scope(Permission.CALL_HANDLING, Scope.Action.READ)));
  }

  private StoredCdr stored(Request request) {
    return Ids.call(request.path("id"))
        .flatMap(id -> cdrs.find(request.organisation(), id))
        .filter(found -> visibility.sees(request, found))
        .map(found -> shown.one(request, Kind.CALL, found, CdrsApi::id))
        .orElseThrow(Problem::notFound);
  }

  private static String id(StoredCdr stored) {
    return stored.cdr().id().value();
  }
}
