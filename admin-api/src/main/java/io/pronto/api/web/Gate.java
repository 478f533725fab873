package io.pronto.api.web;

import io.pronto.api.contract.Operation;
import io.pronto.core.access.ApiKeys;
import io.pronto.core.access.Principal;
import io.pronto.core.access.Reach;
import io.pronto.core.access.Scope;
import io.pronto.core.access.Sessions;
import io.pronto.core.access.SignedIn;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.util.Optional;

/** Asks everyone who they are, and lets through those who may. */
final class Gate {
  private static final String SCHEME = "bearer ";

  private final RecentSessions sessions;
  private final ApiKeys keys;

  Gate(Sessions sessions, ApiKeys keys) {
    this.sessions = new RecentSessions(sessions::find, System::nanoTime);
    this.keys = keys;
  }

  /** Who asks; empty only where anyone may. */
  Optional<SignedIn> admit(Operation operation, HttpServerRequest request) {
    if (operation.permission().isEmpty()) {
      return Optional.empty();
    }
    var caller = caller(offered(request).orElseThrow(Gate::nobody), request);
    var reach = operation.permission().get().of(caller.principal());
    if (reach == Reach.NONE || operation.whole() && reach != Reach.ALL) {
      throw Problem.forbidden("Your account may not do this; ask an administrator");
    }
    if (caller.contractEnded() && !operation.afterEnd()) {
      throw Problem.of(
          403,
          "contract_ended",
          "The contract of your organisation has ended: see /v1/contract for what is left to do");
    }
    if (caller.principal() instanceof Principal.Key key
        && key.scopes().stream().noneMatch(scope -> scope.covers(scope(operation)))) {
      throw Problem.forbidden("The API key lacks the scope " + scope(operation).code());
    }
    return Optional.of(caller);
  }

  /** Whoever asks next is looked up again: what they may do could have changed. */
  void changed() {
    sessions.forget();
  }

  private SignedIn caller(String token, HttpServerRequest request) {
    return ApiKeys.isKey(token)
        ? keys.find(token, InetAddress.ofLiteral(Peer.of(request))).orElseThrow(Gate::useless)
        : sessions.find(token).orElseThrow(Gate::ended);
  }

  private static Scope scope(Operation operation) {
    return new Scope(
        operation.permission().orElseThrow(),
        operation.method().equals("GET") ? Scope.Action.READ : Scope.Action.WRITE);
  }

  private static Problem useless() {
    return Problem.unauthorized(
        "key_refused", "The API key is not valid, has ended, or may not be used from here");
  }

  /** The token that somebody sends, whether it holds or not. */
  static Optional<String> offered(HttpServerRequest request) {
    var header = request.getHeader("Authorization");
    return header != null && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        ? Optional.of(header.substring(SCHEME.length()).strip())
        : Optional.empty();
  }

  private static Problem nobody() {
    return Problem.unauthorized(
        "not_signed_in", "Sign in, and send the token as Authorization: Bearer …");
  }

  private static Problem ended() {
    return Problem.unauthorized(
        "session_ended", "The token is not valid, or its session has ended: sign in again");
  }
}
