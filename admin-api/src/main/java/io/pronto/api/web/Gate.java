package io.pronto.api.web;

import io.pronto.api.contract.Operation;
import io.pronto.core.access.Reach;
import io.pronto.core.access.Sessions;
import io.pronto.core.access.SignedIn;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;

/** Asks everyone who they are, and lets through those who may. */
final class Gate {
  private static final String SCHEME = "bearer ";

  private final Sessions sessions;

  Gate(Sessions sessions) {
    this.sessions = sessions;
  }

  /** Who asks; empty only where anyone may. */
  Optional<SignedIn> admit(Operation operation, HttpServerRequest request) {
    if (operation.permission().isEmpty()) {
      return Optional.empty();
    }
    var caller = sessions.find(token(request)).orElseThrow(Gate::ended);
    if (operation.permission().get().of(caller.principal()) == Reach.NONE) {
      throw Problem.forbidden("Your account may not do this; ask an administrator");
    }
    return Optional.of(caller);
  }

  private static String token(HttpServerRequest request) {
    var header = request.getHeader("Authorization");
    if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      throw Problem.unauthorized(
          "not_signed_in", "Sign in, and send the token as Authorization: Bearer …");
    }
    return header.substring(SCHEME.length()).strip();
  }

  private static Problem ended() {
    return Problem.unauthorized(
        "session_ended", "The token is not valid, or its session has ended: sign in again");
  }
}
