package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.authority.AuthorityRequest;
import io.pronto.core.authority.AuthorityRequests;
import io.pronto.core.authority.RequestRefused;
import java.net.URI;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What authorities ask for: filed by one of the operator's staff, approved by another, shown. */
public final class AuthorityRequestsApi implements Resource {
  private final AuthorityRequests requests;
  private final Supplier<URI> publicUrl;
  private final InstantSource clock;

  /** Keeps the register {@code requests}; links are at {@code publicUrl}. */
  public AuthorityRequestsApi(
      AuthorityRequests requests, Supplier<URI> publicUrl, InstantSource clock) {
    this.requests = requests;
    this.publicUrl = publicUrl;
    this.clock = clock;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of(
        "list_authority_requests", this::list,
        "create_authority_request", this::file,
        "get_authority_request", this::read,
        "update_authority_request", this::change,
        "approve_authority_request", this::approve,
        "refuse_authority_request", this::refuse,
        "disclose_authority_request", this::disclose);
  }

  private Reply list(Request request) {
    return Reply.page(requests.page(request.page()).map(AuthorityRequestJson::of));
  }

  private Reply read(Request request) {
    return reply(requests.find(request.path("id")));
  }

  private Reply file(Request request) {
    var filing = AuthorityRequestJson.filing(request.body(), clock.instant());
    return Reply.created(AuthorityRequestJson.of(requests.file(filing)));
  }

  private Reply change(Request request) {
    return reply(
        requests.change(
            request.path("id"),
            before -> request.requireMatch(AuthorityRequestJson.of(before)),
            before -> AuthorityRequestJson.changed(request.body(), before, clock.instant())));
  }

  private Reply approve(Request request) {
    return reply(refusing(() -> requests.approve(request.path("id"), request.callerId())));
  }

  private Reply refuse(Request request) {
    var reason = request.body().getString("reason").strip();
    return reply(refusing(() -> requests.refuse(request.path("id"), reason)));
  }

  private Reply disclose(Request request) {
    return refusing(() -> requests.disclose(request.path("id")))
        .map(offer -> Reply.created(HandoverJson.of(offer, publicUrl.get())))
        .orElseThrow(Problem::notFound);
  }

  private static Reply reply(Optional<AuthorityRequest> request) {
    return request.map(AuthorityRequestJson::of).map(Reply::ok).orElseThrow(Problem::notFound);
  }

  private static <T> T refusing(Supplier<T> step) {
    try {
      return step.get();
    } catch (RequestRefused refused) {
      throw Problem.conflict(refused.reason().code(), refused.getMessage());
    }
  }
}
