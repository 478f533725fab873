package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.breach.Affected;
import io.pronto.core.breach.AffectedPerson;
import io.pronto.core.breach.Breach;
import io.pronto.core.breach.BreachDrafts;
import io.pronto.core.breach.BreachDrafts.Known;
import io.pronto.core.breach.BreachFacts;
import io.pronto.core.breach.BreachTraces;
import io.pronto.core.breach.Effect;
import io.pronto.core.db.Page;
import io.pronto.core.notice.Notice;
import io.pronto.core.notice.Notices;
import io.pronto.core.organisation.OrganisationStore;
import io.pronto.core.subprocessor.DataCategory;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who of an organisation a breach affects that it was told of, and what it may have to write. */
public final class AffectedPeopleApi implements Resource {
  private final Notices notices;
  private final BreachTraces traces;
  private final OrganisationStore organisations;
  private final Languages languages;

  /** Of what {@code notices} have told; {@code traces} say who that is. */
  public AffectedPeopleApi(
      Notices notices, BreachTraces traces, OrganisationStore organisations, Languages languages) {
    this.notices = notices;
    this.traces = traces;
    this.organisations = organisations;
    this.languages = languages;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of("list_affected_people", this::people, "get_notice_drafts", this::drafts);
  }

  private Reply people(Request request) {
    var all =
        traces.people(request.organisation(), found(request).about()).stream()
            .sorted(Comparator.comparing(AffectedPerson::person))
            .toList();
    return Reply.page(
        Page.within(all, request.page(false), AffectedPerson::person).map(AffectedPeopleApi::json));
  }

  private static JsonObject json(AffectedPerson person) {
    return new JsonObject()
        .put("person", person.person())
        .put("staff", person.staff())
        .put("records", person.records());
  }

  private Reply drafts(Request request) {
    var notice = found(request);
    var counts =
        Optional.of(traces.counts(request.organisation(), notice.about()))
            .filter(each -> each.records() > 0);
    var aware = notice.toldAt().orElse(notice.createdAt());
    var known =
        new Known(
            notice.about(),
            facts(notice.facts(), aware),
            organisations.find(request.organisation()).orElseThrow().name(),
            counts,
            counts.map(Affected::everybody),
            counts.map(Affected::records),
            aware.plus(Breach.TERM));
    return BreachRoomApi.drafts(
        request, languages, known, BreachDrafts.Kind.AUTHORITY, BreachDrafts.Kind.PERSON);
  }

  /** As the organisation knows it: it has noticed it when it was told. */
  private static BreachFacts facts(JsonObject told, Instant aware) {
    return new BreachFacts(
        Instant.parse(told.getString("occurred_at")),
        aware,
        list(told, "effects").stream().map(Effect::of).toList(),
        told.getString("cause"),
        list(told, "data_categories").stream().map(DataCategory::of).toList(),
        Optional.empty(),
        Optional.empty(),
        told.getString("consequences"),
        told.getString("measures"),
        List.of(),
        BreachFacts.Authority.NOTHING);
  }

  private static List<String> list(JsonObject json, String field) {
    return json.getJsonArray(field, new JsonArray()).stream().map(String.class::cast).toList();
  }

  private Notice found(Request request) {
    return notices
        .find(request.organisation(), request.path("id"))
        .filter(notice -> notice.kind() == Notice.Kind.BREACH)
        .orElseThrow(Problem::notFound);
  }
}
