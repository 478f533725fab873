package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.breach.Affected;
import io.pronto.core.breach.Breach;
import io.pronto.core.breach.BreachDrafts;
import io.pronto.core.breach.BreachDrafts.Known;
import io.pronto.core.breach.BreachRegister;
import io.pronto.core.breach.BreachTraces;
import io.pronto.core.breach.Trace;
import io.pronto.core.breach.Trace.Means;
import io.pronto.core.breach.Trace.Terms;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Whom a breach affects, and what is to be written about it: the operator's side. */
public final class BreachRoomApi implements Resource {
  private static final Map<Means, Pattern> VALUES =
      Map.of(
          Means.API_KEY,
          Pattern.compile("key_[0-9A-Z]{26}"),
          Means.USER,
          Pattern.compile("usr_[0-9A-Z]{26}"),
          Means.SESSION,
          Pattern.compile("ses_[0-9A-Z]{26}"),
          Means.ADDRESS,
          Pattern.compile("[0-9a-fA-F.:]{2,45}"),
          Means.ORGANISATION,
          Pattern.compile("org_[0-9A-Z]{26}"));

  private final BreachRegister register;
  private final BreachTraces traces;
  private final Languages languages;

  /** Looks in {@code traces} for those of {@code register}; drafts are in {@code languages}. */
  public BreachRoomApi(BreachRegister register, BreachTraces traces, Languages languages) {
    this.register = register;
    this.traces = traces;
    this.languages = languages;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of(
        "trace_breach", this::trace,
        "get_breach_affected", this::affected,
        "get_breach_drafts", this::drafts);
  }

  private Reply trace(Request request) {
    var terms = terms(request.body());
    return Reply.created(
        traces
            .trace(request.path("id"), terms, request.callerId())
            .map(BreachRoomApi::json)
            .orElseThrow(Problem::notFound));
  }

  private static Terms terms(JsonObject body) {
    var means = Means.of(body.getString("means"));
    var value = body.getString("value").strip();
    if (!VALUES.get(means).matcher(value).matches()) {
      throw Problem.invalid("/value", "malformed", "Must be what means says: " + means.code());
    }
    var since = Times.optional(body, "since", "/since").orElseThrow();
    var until = Times.optional(body, "until", "/until").orElseThrow();
    if (!until.isAfter(since)) {
      throw Problem.invalid("/until", "too_early", "Must be later than since");
    }
    return new Terms(means, value, since, until);
  }

  private Reply affected(Request request) {
    var breach = found(request);
    var counts = traces.affected(breach.id());
    var sum = counts.values().stream().reduce(Affected.NOBODY, Affected::and);
    var organisations = new JsonArray();
    counts.forEach(
        (organisation, each) ->
            organisations.add(each.json().put("organisation_id", organisation)));
    return Reply.ok(
        new JsonObject()
            .put("people", sum.everybody())
            .put("records", sum.records())
            .put("organisations", organisations)
            .put(
                "traces",
                new JsonArray(
                    traces.traces(breach.id()).stream().map(BreachRoomApi::json).toList())));
  }

  private Reply drafts(Request request) {
    var breach = found(request);
    var counts = traces.affected(breach.id());
    var sum = counts.values().stream().reduce(Affected::and);
    var known =
        new Known(
            breach.id(),
            breach.facts(),
            "",
            sum,
            breach.facts().people(),
            breach.facts().records(),
            breach.notifyBy());
    return drafts(
        request,
        languages,
        known,
        BreachDrafts.Kind.AUTHORITY,
        BreachDrafts.Kind.CUSTOMER,
        BreachDrafts.Kind.PERSON);
  }

  /** Drafts of those kinds, in the language that the request asks for. */
  static Reply drafts(
      Request request, Languages languages, Known known, BreachDrafts.Kind... kinds) {
    var language = request.query("language").orElseGet(() -> languages.of(request));
    var authority =
        request
            .query("authority")
            .map(BreachDrafts.Authority::of)
            .orElse(
                language.equals("it")
                    ? BreachDrafts.Authority.GARANTE
                    : BreachDrafts.Authority.CNIL);
    return Reply.ok(
        new JsonObject()
            .put(
                "drafts",
                new JsonArray(
                    Stream.of(kinds)
                        .map(kind -> BreachDrafts.of(kind, authority, language, known))
                        .map(BreachRoomApi::json)
                        .toList())));
  }

  private static JsonObject json(BreachDrafts.Draft draft) {
    return new JsonObject()
        .put("kind", draft.kind().code())
        .put("language", draft.language())
        .put("subject", draft.subject())
        .put("text", draft.text());
  }

  private static JsonObject json(Trace trace) {
    return new JsonObject()
        .put("id", trace.id())
        .put("breach_id", trace.breachId())
        .put("means", trace.terms().means().code())
        .put("value", trace.terms().value())
        .put("since", trace.terms().since())
        .put("until", trace.terms().until())
        .put("organisation_ids", new JsonArray(trace.organisations()))
        .put("traced_by", trace.by())
        .put("traced_at", trace.at());
  }

  private Breach found(Request request) {
    return Optional.of(request.path("id")).flatMap(register::find).orElseThrow(Problem::notFound);
  }
}
