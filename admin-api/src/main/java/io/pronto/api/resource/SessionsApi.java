package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.access.SecondFactors;
import io.pronto.core.access.Session;
import io.pronto.core.access.Sessions;
import io.pronto.core.access.SignIn;
import io.pronto.core.access.SignIns;
import io.pronto.core.access.SignUps;
import io.pronto.core.people.EmailAddress;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;

/** Signing in and out, and choosing the first password. */
public final class SessionsApi implements Resource {
  private final Sessions sessions;
  private final SignIns signIns;
  private final SignUps signUps;
  private final Attempts attempts;

  /** Opens and ends {@code sessions}, counting {@code attempts}, and accepts {@code signUps}. */
  public SessionsApi(Sessions sessions, SignIns signIns, SignUps signUps, Attempts attempts) {
    this.sessions = sessions;
    this.signIns = signIns;
    this.signUps = signUps;
    this.attempts = attempts;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of(
        "create_session", this::signIn,
        "delete_session", this::signOut,
        "create_sign_up", this::signUp);
  }

  private Reply signIn(Request request) {
    var email = EmailAddress.sought(request.body().getString("email"));
    attempts.begin(request.peer(), email);
    var code = Optional.ofNullable(request.body().getString("totp"));
    return switch (signIns.open(email, request.body().getString("password"), code)) {
      case SignIn.Opened opened -> {
        attempts.succeeded(request.peer(), email);
        yield Reply.created(json(opened.session()));
      }
      case SignIn.Refused _ ->
          throw Problem.unauthorized(
              "wrong_credentials", "No account has that e-mail address and that password");
      case SignIn.SingleSignOnNeeded _ ->
          throw Problem.unauthorized(
              "sso_required", "Sign in with your company's account: GET /v1/single_sign_on");
      case SignIn.CodeNeeded _ -> {
        attempts.takeBack(request.peer(), email);
        throw Problem.unauthorized(
            "totp_required", "The account has a second factor: send its code as totp too");
      }
      case SignIn.WrongCode _ ->
          throw Problem.unauthorized(
              "wrong_totp", "That is neither a code that the app shows now nor a recovery code");
      case SignIn.TooManyCodes _ ->
          throw Problem.later(
              429,
              "too_many_codes",
              "Too many wrong codes for this account; try again later",
              SecondFactors.QUIET);
    };
  }

  static JsonObject json(Session session) {
    return new JsonObject()
        .put("id", session.id())
        .put("token", session.token())
        .put("expires_at", session.expiresAt());
  }

  private Reply signOut(Request request) {
    if (request.query("scope").orElse("this").equals("all")) {
      sessions.endAll(request.person());
    } else {
      sessions.end(request.person(), request.signedIn().sessionId());
    }
    return new Reply.Empty();
  }

  private Reply signUp(Request request) {
    var body = request.body();
    var token = body.getString("token");
    var password = body.getString("password");
    boolean accepted =
        switch (signUps.find(token).orElseThrow(SessionsApi::unusable)) {
          case SignUps.Invited.Existing user -> signUps.accept(token, user, password);
          case SignUps.Invited.NewOperator _ ->
              signUps.accept(token, needed(body, "email"), needed(body, "name"), password);
        };
    if (!accepted) {
      throw unusable();
    }
    return new Reply.Empty();
  }

  private static String needed(JsonObject body, String field) {
    if (!body.containsKey(field)) {
      throw Problem.invalid('/' + field, "required", "Is needed for the operator's first account");
    }
    return body.getString(field);
  }

  private static Problem unusable() {
    return Problem.conflict(
        "sign_up_void", "The link was used, replaced or is too old: ask for a new one");
  }
}
