package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.access.Operators;
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
    return Reply.ok(me(request));
  }

  private Reply change(Request request) {
    var body = request.body();
    if (body.containsKey("password")) {
      changePassword(request);
    }
    switch (request.person()) {
      case Principal.Operator operator when body.containsKey("language") ->
          throw Problem.invalid(
              "/language", "unknown_field", "The operator's accounts have no language");
      case Principal.Operator operator when body.containsKey("name") ->
          operators.rename(operator.id(), body.getString("name"));
      case Principal.Operator _ -> {}
      case Principal.Member member ->
          users.change(member.organisation(), member.id(), user -> changed(user, body));
    }
    return Reply.ok(me(request));
  }

  private void changePassword(Request request) {
    var body = request.body();
    attempts.begin(request.peer(), request.callerId());
    boolean changed =
        passwords.change(
            request.person(),
            request.signedIn().sessionId(),
            body.getString("current_password"),
            body.getString("password"));
    if (!changed) {
      throw Problem.invalid("/current_password", "wrong", "Is not your current password");
    }
    attempts.succeeded(request.peer(), request.callerId());
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
        user.createdAt());
  }

  private JsonObject me(Request request) {
    var person = request.person();
    var account =
        switch (person) {
          case Principal.Operator operator -> operator(operator);
          case Principal.Member member -> member(member);
        };
    return account
        .put("second_factor", secondFactors.has(person))
        .put("permissions", permissions(person));
  }

  private JsonObject operator(Principal.Operator principal) {
    var operator = operators.find(principal.id()).orElseThrow(Problem::notFound);
    return new JsonObject()
        .put("id", operator.id())
        .put("realm", "operator")
        .put("email", operator.email())
        .put("name", operator.name())
        .put("role", null)
        .put("language", null)
        .put("extension", null)
        .put("organisation", null);
  }

  private JsonObject member(Principal.Member principal) {
    var user = users.find(principal.organisation(), principal.id()).orElseThrow(Problem::notFound);
    var organisation = organisations.find(principal.organisation()).orElseThrow();
    return new JsonObject()
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
                .put("domain", organisation.domain(sipDomain)));
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
