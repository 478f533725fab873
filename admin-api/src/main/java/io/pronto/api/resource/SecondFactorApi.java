package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.access.Operators;
import io.pronto.core.access.Passwords;
import io.pronto.core.access.Principal;
import io.pronto.core.access.SecondFactors;
import io.pronto.core.people.UserStore;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** The second factor of one's own account. */
public final class SecondFactorApi implements Resource {
  private final SecondFactors secondFactors;
  private final UserStore users;
  private final Operators operators;
  private final Passwords passwords;
  private final Attempts attempts;

  /** Keeps them in {@code secondFactors}; the others know the accounts. */
  public SecondFactorApi(
      SecondFactors secondFactors,
      UserStore users,
      Operators operators,
      Passwords passwords,
      Attempts attempts) {
    this.secondFactors = secondFactors;
    this.users = users;
    this.operators = operators;
    this.passwords = passwords;
    this.attempts = attempts;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of(
        "create_second_factor", this::begin,
        "confirm_second_factor", this::confirm,
        "remove_second_factor", this::remove);
  }

  private Reply begin(Request request) {
    var person = request.person();
    count(request);
    if (!passwords.holds(person, request.body().getString("current_password"))) {
      throw Problem.invalid("/current_password", "wrong", "Is not your current password");
    }
    var enrolment =
        secondFactors
            .begin(person, email(person))
            .orElseThrow(
                () ->
                    Problem.conflict(
                        "second_factor_on", "The account has a second factor: remove it first"));
    succeeded(request);
    return Reply.created(
        new JsonObject().put("secret", enrolment.secret()).put("uri", enrolment.uri()));
  }

  private Reply confirm(Request request) {
    count(request);
    var codes =
        secondFactors
            .confirm(request.person(), request.body().getString("code"))
            .orElseThrow(SecondFactorApi::wrong);
    succeeded(request);
    return Reply.ok(new JsonObject().put("recovery_codes", new JsonArray(codes)));
  }

  private Reply remove(Request request) {
    count(request);
    if (!secondFactors.remove(request.person(), request.body().getString("code"))) {
      throw wrong();
    }
    succeeded(request);
    return new Reply.Empty();
  }

  /** A stolen session must not be enough to guess a password or a code. */
  private void count(Request request) {
    attempts.begin(request.peer(), request.callerId());
  }

  private void succeeded(Request request) {
    attempts.succeeded(request.peer(), request.callerId());
  }

  private String email(Principal.Person person) {
    return switch (person) {
      case Principal.Operator operator -> operators.find(operator.id()).orElseThrow().email();
      case Principal.Member member ->
          users.find(member.organisation(), member.id()).orElseThrow().email();
    };
  }

  private static Problem wrong() {
    return Problem.invalid("/code", "wrong", "Is not a code that the app shows now");
  }
}
