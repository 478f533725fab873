package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.organisation.OrganisationStore;
import io.pronto.core.subject.Found;
import io.pronto.core.subject.NotASubject;
import io.pronto.core.subject.RequestRefused;
import io.pronto.core.subject.SubjectRequest;
import io.pronto.core.subject.SubjectRequest.Action;
import io.pronto.core.subject.SubjectRequest.Kind;
import io.pronto.core.subject.SubjectRequest.Receiver;
import io.pronto.core.subject.SubjectRequests;
import io.pronto.core.subject.SubjectSeal;
import io.pronto.core.subject.SubjectSearch;
import io.pronto.core.subject.SubjectWords;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What people ask for about their own data: whoever receives it, and what is decided. */
public final class SubjectRequestsApi implements Resource {
  private static final Duration OLDEST = Duration.ofDays(366);

  private final SubjectRequests requests;
  private final SubjectSearch search;
  private final SubjectSeal seal;
  private final OrganisationStore organisations;
  private final Languages languages;
  private final Supplier<URI> publicUrl;
  private final InstantSource clock;

  /** Keeps them in {@code requests}; links to exports are at {@code publicUrl}. */
  public SubjectRequestsApi(
      SubjectRequests requests,
      SubjectSearch search,
      SubjectSeal seal,
      OrganisationStore organisations,
      Languages languages,
      Supplier<URI> publicUrl,
      InstantSource clock) {
    this.requests = requests;
    this.search = search;
    this.seal = seal;
    this.organisations = organisations;
    this.languages = languages;
    this.publicUrl = publicUrl;
    this.clock = clock;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of(
        "search_subject", this::search,
        "list_subject_requests", this::list,
        "create_subject_request", this::file,
        "get_subject_request", this::read,
        "instruct_subject_request", this::instruct,
        "extend_subject_request", this::extend);
  }

  private Reply search(Request request) {
    var organisation = request.organisation();
    var body = request.body();
    var subject = read(() -> search.subject(organisation, body.getString("subject")));
    var pseudonym = seal.pseudonym(organisation, subject);
    var found =
        new ArrayList<>(
            search.find(organisation, subject, pseudonym, body.getString("reason").strip()));
    var earlier = requests.about(organisation, subject).stream().map(SubjectRequest::id).toList();
    if (!earlier.isEmpty()) {
      found.add(new Found("subject_request", earlier.size(), earlier));
    }
    return Reply.ok(
        new JsonObject()
            .put("subject", subject.value())
            .put("pseudonym", pseudonym)
            .put("found", SubjectJson.of(found, SubjectWords.in(languages.of(request)))));
  }

  private Reply list(Request request) {
    var page =
        SubprocessorsApi.reader(request)
            .map(organisation -> requests.list(organisation, request.page()))
            .orElseGet(() -> requests.clocks(request.page()));
    return Reply.page(page.map(this::json));
  }

  private Reply read(Request request) {
    var id = request.path("id");
    var reader = SubprocessorsApi.reader(request);
    var found =
        reader.isPresent()
            ? reader.flatMap(organisation -> requests.find(organisation, id))
            : requests.clock(id);
    return Reply.ok(json(found.orElseThrow(Problem::notFound)));
  }

  private JsonObject json(SubjectRequest request) {
    return SubjectJson.of(request, clock.instant());
  }

  private Reply file(Request request) {
    var body = request.body();
    var reader = SubprocessorsApi.reader(request);
    var organisation = organisation(body, reader);
    var filed =
        read(
            () ->
                requests.file(
                    organisation,
                    new SubjectRequests.Received(
                        Kind.of(body.getString("kind")),
                        body.getString("subject"),
                        body.getString("details", ""),
                        reader.isPresent() ? Receiver.ORGANISATION : Receiver.OPERATOR,
                        receivedAt(body),
                        request.callerId())));
    return Reply.created(
        json(reader.isPresent() ? filed : requests.clock(filed.id()).orElseThrow()));
  }

  /** The operator says whose it is; whoever is of an organisation need not, and may not. */
  private OrganisationId organisation(JsonObject body, Optional<OrganisationId> reader) {
    var named = Optional.ofNullable(body.getString("organisation_id")).map(OrganisationId::new);
    if (reader.isPresent()) {
      if (named.isPresent()) {
        throw Problem.invalid("/organisation_id", "not_allowed", "Is your own: leave it out");
      }
      return reader.get();
    }
    return named
        .filter(id -> organisations.find(id).isPresent())
        .orElseThrow(
            () ->
                Problem.invalid(
                    "/organisation_id",
                    named.isPresent() ? "not_found" : "required",
                    "Must be the organisation that it is for"));
  }

  private Instant receivedAt(JsonObject body) {
    var now = clock.instant();
    var at = Times.optional(body, "received_at", "/received_at").orElse(now);
    if (at.isAfter(now) || at.isBefore(now.minus(OLDEST))) {
      throw Problem.invalid("/received_at", "out_of_range", "Must be within the last year");
    }
    return at;
  }

  private Reply instruct(Request request) {
    var by = request.member();
    var id = known(request);
    var action = Action.of(required(request, "action"));
    var note = required(request, "note").strip();
    var done =
        refusing(
                () ->
                    action == Action.CORRECT
                        ? requests.correct(
                            by.organisation(),
                            id,
                            CorrectionJson.read(request.body()),
                            note,
                            by.id())
                        : requests.instruct(by.organisation(), id, action, note, by.id()))
            .orElseThrow(Problem::notFound);
    return Reply.ok(
        new JsonObject()
            .put("request", json(done.request()))
            .put(
                "handover",
                done.offer().map(offer -> HandoverJson.of(offer, publicUrl.get())).orElse(null))
            .put("erasure_id", done.erasureId().orElse(null))
            .put("restriction_id", done.restrictionId().orElse(null)));
  }

  private Reply extend(Request request) {
    var id = known(request);
    var reason = required(request, "reason").strip();
    return Reply.ok(
        json(
            refusing(() -> requests.extend(request.organisation(), id, reason))
                .orElseThrow(Problem::notFound)));
  }

  /** Whoever has no such request learns that before what is missing. */
  private String known(Request request) {
    return requests
        .find(request.organisation(), request.path("id"))
        .orElseThrow(Problem::notFound)
        .id();
  }

  private static String required(Request request, String field) {
    return Optional.ofNullable(request.body().getString(field))
        .orElseThrow(() -> Problem.invalid("/" + field, "required", "Is missing"));
  }

  private static <T> T read(Supplier<T> work) {
    try {
      return work.get();
    } catch (NotASubject refused) {
      throw Problem.invalid("/subject", refused.code(), refused.getMessage());
    }
  }

  private static <T> T refusing(Supplier<T> step) {
    try {
      return step.get();
    } catch (RequestRefused refused) {
      throw Problem.conflict(refused.reason().code(), refused.getMessage());
    }
  }
}
