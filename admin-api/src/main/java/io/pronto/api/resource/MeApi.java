package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.access.Operators;
import io.pronto.core.access.Operators.Operator;
import io.pronto.core.access.PasswordRules;
import io.pronto.core.access.Passwords;
import io.pronto.core.access.Permission;
import io.pronto.core.access.Principal;
import io.pronto.core.access.Reach;
import io.pronto.core.access.SecondFactors;
import io.pronto.core.organisation.OrganisationStore;
import io.pronto.core.people.User;
import io.pronto.core.people.UserStore;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.function.Function;

/** One's own account. */
public final class MeApi implements Resource {
  private final Operators operators;
  private final UserStore users;
  private final OrganisationStore organisations;
  private final Passwords passwords;
  private final SecondFactors secondFactors;
  private final Attempts attempts;
  private final String sipDomain;

  /** Finds accounts among {@code operators} and {@code users}. */
  public MeApi(
      Operators operators,
      UserStore users,
      OrganisationStore organisations,
      Passwords passwords,
      SecondFactors secondFactors,
      Attempts attempts,
      String sipDomain) {
    this.operators = operators;
    this.users = users;
    this.organisations = organisations;
    this.passwords = passwords;
    this.secondFactors = secondFactors;
    this.attempts = attempts;
    this.sipDomain = sipDomain;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of("get_me", this::read, "update_me", this::change);
  }

  private Reply read(Request request) {
    return Reply.ok(me(request.person()));
  }

  private Reply change(Request request) {
    var body = request.body();
    if (body.containsKey("password")) {
      prove(request);
    }
    switch (request.person()) {
      case Principal.Operator _ when body.containsKey("language") ->
          throw Problem.invalid(
              "/language", "unknown_field", "The operator's accounts have no language");
      case Principal.Operator operator -> change(request, operator);
      case Principal.Member member -> change(request, member);
    }
    if (body.containsKey("password")) {
      passwords.replace(
          request.person(), request.signedIn().sessionId(), body.getString("password"));
    }
    return Reply.ok(me(request.person()));
  }

  private void prove(Request request) {
    var body = request.body();
    var me = me(request.person());
    PasswordRules.require(
        body.getString("password"),
        me.getString("email"),
        body.getString("name", me.getString("name")));
    attempts.begin(request.peer(), request.callerId());
    if (!passwords.holds(request.person(), body.getString("current_password"))) {
      throw Problem.invalid("/current_password", "wrong", "Is not your current password");
    }
    attempts.succeeded(request.peer(), request.callerId());
  }

  private void change(Request request, Principal.Operator principal) {
    var view = view(principal);
    operators.change(
        principal.id(),
        operator -> {
          request.requireMatch(view.apply(operator));
          return new Operator(
              operator.id(), operator.email(), request.body().getString("name", operator.name()));
        });
  }

  private void change(Request request, Principal.Member member) {
    var view = view(member);
    users.change(
        member.organisation(),
        member.id(),
        user -> {
          request.requireMatch(view.apply(user));
          return changed(user, request.body());
        });
  }

  private static User changed(User user, JsonObject body) {
    return new User(
        user.id(),
        user.organisation(),
        user.email(),
        body.getString("name", user.name()),
        user.role(),
        body.getString("language", user.language()),
        user.extension(),
        user.callerId(),
        user.signedUp(),
        user.active(),
        user.createdAt());
  }

  private JsonObject me(Principal.Person person) {
    return switch (person) {
      case Principal.Operator operator ->
          view(operator).apply(operators.find(operator.id()).orElseThrow(Problem::notFound));
      case Principal.Member member ->
          view(member)
              .apply(users.find(member.organisation(), member.id()).orElseThrow(Problem::notFound));
    };
  }

  /** How an operator's account is shown; all but the account itself is read now. */
  private Function<Operator, JsonObject> view(Principal.Operator principal) {
    var rest = rest(principal);
    return operator ->
        new JsonObject()
            .put("id", operator.id())
            .put("realm", "operator")
            .put("email", operator.email())
            .put("name", operator.name())
            .put("role", null)
            .put("language", null)
            .put("extension", null)
            .put("organisation", null)
            .mergeIn(rest);
  }

  /** How a member's account is shown; all but the account itself is read now. */
  private Function<User, JsonObject> view(Principal.Member principal) {
    var organisation = organisations.find(principal.organisation()).orElseThrow();
    var rest = rest(principal);
    return user ->
        new JsonObject()
            .put("id", user.id())
            .put("realm", "organisation")
            .put("email", user.email())
            .put("name", user.name())
            .put("role", user.role().code())
            .put("language", user.language())
            .put("extension", user.extension())
            .put(
                "organisation",
                new JsonObject()
                    .put("id", organisation.id().value())
                    .put("name", organisation.name())
                    .put("domain", organisation.domain(sipDomain)))
            .mergeIn(rest);
  }

  private JsonObject rest(Principal.Person person) {
    return new JsonObject()
        .put("second_factor", secondFactors.has(person))
        .put("permissions", permissions(person));
  }

  private static JsonObject permissions(Principal principal) {
    var granted = new JsonObject();
    for (var permission : Permission.values()) {
      var reach = permission.of(principal);
      if (reach != Reach.NONE) {
        granted.put(permission.code(), reach.code());
      }
    }
    return granted;
  }
}
