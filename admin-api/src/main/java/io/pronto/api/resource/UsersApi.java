package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.access.Joining;
import io.pronto.core.access.Password;
import io.pronto.core.access.PasswordRules;
import io.pronto.core.access.Passwords;
import io.pronto.core.access.SecondFactors;
import io.pronto.core.access.SignUps;
import io.pronto.core.archive.FormerAccounts;
import io.pronto.core.audit.ReadJournal.Kind;
import io.pronto.core.db.Database;
import io.pronto.core.destruction.ByHand;
import io.pronto.core.identity.RightStore;
import io.pronto.core.numbering.E164;
import io.pronto.core.people.LastSuperAdministrator;
import io.pronto.core.people.NewUser;
import io.pronto.core.people.ReservedExtension;
import io.pronto.core.people.Role;
import io.pronto.core.people.User;
import io.pronto.core.people.UserStore;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;

/** The people of an organisation. */
public final class UsersApi implements Resource {
  private final Database database;
  private final UserStore users;
  private final FormerAccounts former;
  private final SignUps signUps;
  private final Passwords passwords;
  private final SecondFactors secondFactors;
  private final RightStore rights;
  private final Shown shown;
  private final ByHand byHand;

  /**
   * Keeps them in {@code users}; a caller id must be one that {@code rights} lets be shown. Who
   * sees whom is told to {@code shown}.
   *
   * @param former where who had an account is kept once that is deleted
   * @param byHand certifies their deletion
   */
  public UsersApi(
      Database database,
      UserStore users,
      FormerAccounts former,
      SignUps signUps,
      Passwords passwords,
      SecondFactors secondFactors,
      RightStore rights,
      Shown shown,
      ByHand byHand) {
    this.database = database;
    this.users = users;
    this.former = former;
    this.signUps = signUps;
    this.passwords = passwords;
    this.secondFactors = secondFactors;
    this.rights = rights;
    this.shown = shown;
    this.byHand = byHand;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of(
        "list_users", this::list,
        "create_user", this::create,
        "get_user", this::read,
        "update_user", this::change,
        "delete_user", this::delete,
        "create_user_sign_up", this::invite,
        "reset_user_second_factor", this::resetSecondFactor);
  }

  private Reply list(Request request) {
    var role = request.query("role").map(Role::of);
    var page = users.list(request.organisation(), role, request.page());
    return Reply.page(shown.page(request, Kind.USER, page, User::id).map(Json::of));
  }

  private Reply create(Request request) {
    var body = request.body();
    var role = Role.of(body.getString("role"));
    requireManages(request, role);
    var joining =
        allowed(() -> Joining.of(database, signUps, request.organisation(), newUser(body, role)));
    var answer = Json.of(joining.user());
    joining.signUp().ifPresent(signUp -> answer.put("sign_up", Json.of(signUp)));
    return Reply.created(answer);
  }

  private static NewUser newUser(JsonObject body, Role role) {
    var email = body.getString("email");
    var name = body.getString("name");
    return new NewUser(
        email,
        name,
        role,
        body.getString("language", "en"),
        Optional.ofNullable(body.getString("extension")),
        Optional.ofNullable(body.getString("password"))
            .map(password -> Password.chosen(password, email, name)));
  }

  private Reply read(Request request) {
    return Reply.ok(Json.of(shown.one(request, Kind.USER, found(request), User::id)));
  }

  private Reply change(Request request) {
    var body = request.body();
    var before = found(request);
    requireManages(request, before.role());
    if (body.containsKey("role")) {
      requireManages(request, Role.of(body.getString("role")));
    }
    requireNotOneself(request);
    if (body.containsKey("password")) {
      PasswordRules.require(
          body.getString("password"),
          body.getString("email", before.email()),
          body.getString("name", before.name()));
    }
    requireRight(request);
    var after =
        allowed(
            () ->
                users.change(
                    request.organisation(), request.path("id"), user -> changed(request, user)));
    if (body.containsKey("password")) {
      passwords.set(request.organisation(), request.path("id"), body.getString("password"));
    }
    return after
        .flatMap(user -> users.find(request.organisation(), user.id()))
        .map(user -> Reply.ok(Json.of(user)))
        .orElseThrow(Problem::notFound);
  }

  private static User changed(Request request, User user) {
    request.requireMatch(Json.of(user));
    var body = request.body();
    return new User(
        user.id(),
        user.organisation(),
        body.getString("email", user.email()),
        body.getString("name", user.name()),
        Role.of(body.getString("role", user.role().code())),
        body.getString("language", user.language()),
        body.getString("extension", user.extension()),
        body.containsKey("caller_id")
            ? Optional.ofNullable(body.getString("caller_id")).map(E164::new)
            : user.callerId(),
        user.signedUp(),
        body.getBoolean("active", user.active()),
        user.createdAt());
  }

  private Reply delete(Request request) {
    requireManages(request, found(request).role());
    return Reply.gone(
        allowed(
            () ->
                users.delete(
                    request.organisation(),
                    request.path("id"),
                    former,
                    user -> request.requireMatch(Json.of(user)),
                    byHand)));
  }

  private Reply invite(Request request) {
    var user = found(request);
    requireManages(request, user.role());
    return Reply.created(Json.of(signUps.issue(request.organisation(), user.id())));
  }

  private Reply resetSecondFactor(Request request) {
    var user = found(request);
    requireManages(request, user.role());
    if (user.id().equals(request.callerId())) {
      throw Problem.forbidden("One's own is removed by a code: see remove_second_factor");
    }
    return Reply.gone(secondFactors.reset(request.organisation(), user.id()));
  }

  private User found(Request request) {
    return users.find(request.organisation(), request.path("id")).orElseThrow(Problem::notFound);
  }

  private static void requireManages(Request request, Role role) {
    if (!request.role().manages(role)) {
      throw Problem.forbidden("Only a super administrator decides about administrators");
    }
  }

  private static void requireNotOneself(Request request) {
    if (Boolean.FALSE.equals(request.body().getBoolean("active"))
        && request.path("id").equals(request.callerId())) {
      throw Problem.forbidden("Nobody deactivates oneself: have another administrator do it");
    }
  }

  private void requireRight(Request request) {
    var callerId = request.body().getString("caller_id");
    if (callerId != null && !rights.mayShow(request.organisation(), new E164(callerId))) {
      throw Problem.invalid(
          "/caller_id",
          "not_rented",
          "Must be a number that the organisation rents, or an active one of /v1/caller_ids");
    }
  }

  private static <T> T allowed(java.util.function.Supplier<T> work) {
    try {
      return work.get();
    } catch (LastSuperAdministrator last) {
      throw Problem.conflict("last_super_administrator", last.getMessage());
    } catch (ReservedExtension reserved) {
      throw Problem.invalid("/extension", "emergency_number", reserved.getMessage());
    }
  }
}
