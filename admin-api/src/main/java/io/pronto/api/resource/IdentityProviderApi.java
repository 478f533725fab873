package io.pronto.api.resource;

import io.pronto.api.sso.Discovery;
import io.pronto.api.sso.Issuers;
import io.pronto.api.sso.SingleSignOnSettings;
import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.access.SignedIn;
import io.pronto.core.outbound.Unreachable;
import io.pronto.core.people.UserStore;
import io.pronto.core.sso.CannotEnforce;
import io.pronto.core.sso.Identities;
import io.pronto.core.sso.IdentityProvider;
import io.pronto.core.sso.IdentityProvider.Kind;
import io.pronto.core.sso.IdentityProviders;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;

/** An organisation's own identity provider. */
public final class IdentityProviderApi implements Resource {
  private final IdentityProviders providers;
  private final Identities identities;
  private final UserStore users;
  private final Discovery discovery;
  private final SingleSignOnSettings settings;

  /** Keeps them in {@code providers}; what is new is asked by {@code discovery} first. */
  public IdentityProviderApi(
      IdentityProviders providers,
      Identities identities,
      UserStore users,
      Discovery discovery,
      SingleSignOnSettings settings) {
    this.providers = providers;
    this.identities = identities;
    this.users = users;
    this.discovery = discovery;
    this.settings = settings;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of(
        "get_identity_provider", this::read,
        "replace_identity_provider", this::replace,
        "delete_identity_provider", this::delete,
        "delete_user_identity", this::forget);
  }

  private Reply read(Request request) {
    return Reply.ok(
        providers.find(request.organisation()).map(this::json).orElseThrow(Problem::notFound));
  }

  private Reply replace(Request request) {
    var wanted = wanted(request.body());
    var before = providers.find(request.organisation());
    boolean sameIssuer =
        before.map(provider -> provider.issuer().equals(wanted.issuer())).orElse(false);
    var secret = Optional.ofNullable(request.body().getString("client_secret"));
    if (secret.isEmpty() && !sameIssuer) {
      throw Problem.invalid("/client_secret", "required", "Is needed for a new issuer");
    }
    if (!sameIssuer) {
      requireAnswer(wanted);
    }
    put(request, wanted, secret);
    return Reply.ok(json(wanted));
  }

  private static IdentityProvider wanted(JsonObject body) {
    var wanted =
        new IdentityProvider(
            Kind.of(body.getString("kind")),
            body.getString("issuer"),
            body.getString("client_id"),
            body.getString("groups_claim", "groups"),
            body.getBoolean("just_in_time", false),
            body.getBoolean("enforced", false),
            Optional.ofNullable(body.getString("break_glass_user_id")));
    if (!Issuers.plausible(wanted.kind(), wanted.issuer())) {
      throw Problem.invalid(
          "/issuer",
          "malformed",
          "Must be https://login.microsoftonline.com/TENANT/v2.0 with the tenant's id");
    }
    return wanted;
  }

  private void requireAnswer(IdentityProvider wanted) {
    try {
      discovery.fresh(wanted.issuer());
    } catch (Unreachable away) {
      throw Problem.invalid("/issuer", "unreachable", away.getMessage());
    }
  }

  private void put(Request request, IdentityProvider wanted, Optional<String> secret) {
    var breakGlass = wanted.breakGlassUserId();
    if (breakGlass.isPresent() && users.find(request.organisation(), breakGlass.get()).isEmpty()) {
      throw notBreakGlass();
    }
    try {
      providers.put(
          request.organisation(),
          wanted,
          secret,
          request.caller().map(SignedIn::sessionId).orElse(""),
          before -> request.requireMatch(before.map(this::json).orElseGet(JsonObject::new)));
    } catch (CannotEnforce cannot) {
      throw switch (cannot.reason()) {
        case NO_VERIFIED_DOMAIN ->
            Problem.conflict("domain_not_verified", "/enforced", "Needs a verified domain first");
        case NO_BREAK_GLASS -> notBreakGlass();
      };
    }
  }

  private static Problem notBreakGlass() {
    return Problem.invalid(
        "/break_glass_user_id",
        "not_eligible",
        "Must be a super administrator with a password, who gets in when the provider is away");
  }

  private Reply delete(Request request) {
    return Reply.gone(
        providers.delete(request.organisation(), provider -> request.requireMatch(json(provider))));
  }

  private Reply forget(Request request) {
    return Reply.gone(identities.forget(request.organisation(), request.path("id")));
  }

  private JsonObject json(IdentityProvider provider) {
    return new JsonObject()
        .put("kind", provider.kind().code())
        .put("issuer", provider.issuer())
        .put("client_id", provider.clientId())
        .put("groups_claim", provider.groupsClaim())
        .put("just_in_time", provider.justInTime())
        .put("enforced", provider.enforced())
        .put("break_glass_user_id", provider.breakGlassUserId().orElse(null))
        .put("redirect_uri", settings.redirectUri())
        .put("back_channel_logout_uri", settings.backChannelLogoutUri())
        .put("front_channel_logout_uri", settings.frontChannelLogoutUri());
  }
}
