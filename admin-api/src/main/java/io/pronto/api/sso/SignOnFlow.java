package io.pronto.api.sso;

import com.nimbusds.jwt.JWTClaimsSet;
import io.pronto.api.sso.CodeExchange.Granted;
import io.pronto.api.sso.SignOnRefused.Reason;
import io.pronto.core.DomainName;
import io.pronto.core.access.ProviderSession;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.outbound.Outbound;
import io.pronto.core.outbound.Unreachable;
import io.pronto.core.sso.Arrival;
import io.pronto.core.sso.Identities;
import io.pronto.core.sso.IdentityProvider;
import io.pronto.core.sso.IdentityProvider.Kind;
import io.pronto.core.sso.IdentityProviders;
import io.pronto.core.sso.SignOns;
import java.text.ParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The sign-in of one person at the provider of an organisation: the authorization code flow (OpenID
 * Connect Core 1.0, section 3.1) with PKCE. Whatever does not hold ends in {@link SignOnRefused}.
 */
public final class SignOnFlow {
  private final IdentityProviders providers;
  private final Identities identities;
  private final SignOns signOns;
  private final Discovery discovery;
  private final Tokens tokens;
  private final Outbound outbound;
  private final SingleSignOnSettings settings;

  /** Signs in at {@code providers}, asked by {@code outbound}. */
  public SignOnFlow(
      IdentityProviders providers,
      Identities identities,
      SignOns signOns,
      Discovery discovery,
      Tokens tokens,
      Outbound outbound,
      SingleSignOnSettings settings) {
    this.providers = providers;
    this.identities = identities;
    this.signOns = signOns;
    this.discovery = discovery;
    this.tokens = tokens;
    this.outbound = outbound;
    this.settings = settings;
  }

  /**
   * Where a browser goes to sign in.
   *
   * @param browser what it keeps until it is back
   */
  public record Departure(String address, String browser) {}

  /** What a provider sends a browser back with. */
  public record Return(Optional<String> code, Optional<String> error, Optional<String> issuer) {}

  /** Begins a sign-in of whoever has {@code email}. */
  public Departure begin(String email) {
    var organisation =
        DomainName.ofEmail(email)
            .flatMap(providers::ofDomain)
            .orElseThrow(() -> new SignOnRefused(Reason.NOT_SET_UP, "no provider has the domain"));
    var provider = provider(organisation);
    var metadata = asked(() -> discovery.of(provider.issuer()));
    var begun = signOns.begin(organisation);
    var proof = Proof.of(begun);
    var query = new LinkedHashMap<String, String>();
    query.put("response_type", "code");
    query.put("client_id", provider.clientId());
    query.put("redirect_uri", settings.redirectUri());
    query.put("scope", scope(provider, metadata));
    query.put("state", begun.state());
    query.put("nonce", proof.nonce());
    query.put("code_challenge", proof.challenge());
    query.put("code_challenge_method", "S256");
    query.put("login_hint", email);
    return new Departure(with(metadata.authorizationEndpoint().toString(), query), begun.browser());
  }

  /** Okta's own authorization server tells the groups only to who asks for them. */
  private static String scope(IdentityProvider provider, Metadata metadata) {
    boolean groups = provider.kind() != Kind.ENTRA && metadata.scopes().contains("groups");
    return "openid email profile" + (groups ? " groups" : "");
  }

  /** Whose sign-in comes back in that browser; it does so once. */
  public OrganisationId take(SignOns.Begun begun) {
    return signOns
        .take(begun.state(), begun.browser())
        .orElseThrow(
            () -> new SignOnRefused(Reason.SIGN_IN_EXPIRED, "state unknown, used or another's"));
  }

  /** Ends the sign-in: a code by which the same browser opens a session. */
  public String end(OrganisationId organisation, SignOns.Begun begun, Return back) {
    var provider = provider(organisation);
    if (back.issuer().isPresent() && !back.issuer().get().equals(provider.issuer())) {
      throw new SignOnRefused(Reason.TOKEN_REFUSED, "another issuer answers (RFC 9207)");
    }
    var code =
        back.code()
            .orElseThrow(
                () ->
                    new SignOnRefused(
                        Reason.PROVIDER_REFUSED, back.error().orElse("it gives no code")));
    var proof = Proof.of(begun);
    var metadata = asked(() -> discovery.of(provider.issuer()));
    var granted = asked(() -> exchange(organisation, provider, metadata, code, proof.verifier()));
    var claims = checked(granted, provider, metadata, proof.nonce());
    var userId = arrived(organisation, provider, claims, granted, metadata);
    return signOns.issue(
        organisation,
        begun.browser(),
        userId,
        new ProviderSession(provider.issuer(), claims.getSubject(), Tokens.string(claims, "sid")),
        metadata.endSession().map(at -> signOut(at.toString(), granted)));
  }

  private IdentityProvider provider(OrganisationId organisation) {
    return providers
        .find(organisation)
        .orElseThrow(() -> new SignOnRefused(Reason.NOT_SET_UP, "the provider is there no more"));
  }

  private Granted exchange(
      OrganisationId organisation,
      IdentityProvider provider,
      Metadata metadata,
      String code,
      String verifier) {
    var secret = providers.secret(organisation).orElseThrow();
    return new CodeExchange(outbound)
        .exchange(provider, metadata, secret, code, settings.redirectUri(), verifier);
  }

  private JWTClaimsSet checked(
      Granted granted, IdentityProvider provider, Metadata metadata, String nonce) {
    try {
      return asked(() -> tokens.idToken(granted.idToken(), provider, metadata, nonce));
    } catch (TokenRefused e) {
      throw new SignOnRefused(Reason.TOKEN_REFUSED, e.getMessage());
    }
  }

  private String arrived(
      OrganisationId organisation,
      IdentityProvider provider,
      JWTClaimsSet claims,
      Granted granted,
      Metadata metadata) {
    try {
      var whole = completed(provider, claims, granted, metadata);
      var arrival =
          identities.arrive(organisation, provider, new Claims(provider, whole).identity());
      return switch (arrival) {
        case Arrival.Known known -> known.userId();
        case Arrival.Turned turned -> throw turned(turned.reason());
      };
    } catch (TokenRefused e) {
      throw new SignOnRefused(Reason.TOKEN_REFUSED, e.getMessage());
    }
  }

  private static SignOnRefused turned(Arrival.Reason reason) {
    return switch (reason) {
      case EMAIL_NOT_VERIFIED ->
          new SignOnRefused(
              Reason.EMAIL_NOT_VERIFIED, "no address that is vouched for in a verified domain");
      case NO_ACCOUNT -> new SignOnRefused(Reason.NO_ACCOUNT, "nobody has the address");
      case ACCOUNT_CONFLICT ->
          new SignOnRefused(Reason.ACCOUNT_CONFLICT, "the account of the address is bound");
    };
  }

  /**
   * The claims, with those that the token lacks from the provider's UserInfo endpoint (section
   * 5.3): Okta's own authorization server writes only some into the token.
   */
  private JWTClaimsSet completed(
      IdentityProvider provider, JWTClaimsSet claims, Granted granted, Metadata metadata) {
    if (!new Claims(provider, claims).incomplete()
        || metadata.userInfo().isEmpty()
        || granted.accessToken().isEmpty()) {
      return claims;
    }
    var token = granted.accessToken().get();
    var more =
        asked(
            () -> {
              var at = metadata.userInfo().get();
              return Discovery.read(
                  at, outbound.get(at, Map.of("Authorization", "Bearer " + token)));
            });
    if (!claims.getSubject().equals(more.getValue("sub"))) {
      throw new TokenRefused("UserInfo is about somebody else");
    }
    try {
      var all = JWTClaimsSet.parse(more.encode()).toJSONObject();
      var told = claims.toJSONObject();
      if (more.containsKey("email")) {
        // The address and whether it is vouched for are of one source, never one of each.
        told.keySet().removeAll(List.of("email", "email_verified"));
      }
      all.putAll(told);
      return JWTClaimsSet.parse(all);
    } catch (ParseException e) {
      throw new TokenRefused("UserInfo cannot be read");
    }
  }

  private String signOut(String endpoint, Granted granted) {
    var query = new LinkedHashMap<String, String>();
    query.put("id_token_hint", granted.idToken());
    query.put("post_logout_redirect_uri", settings.publicUrl().get() + "/");
    return with(endpoint, query);
  }

  private static String with(String address, Map<String, String> query) {
    return address + (address.contains("?") ? '&' : '?') + CodeExchange.encoded(query);
  }

  private static <T> T asked(java.util.function.Supplier<T> work) {
    try {
      return work.get();
    } catch (Unreachable e) {
      throw new SignOnRefused(Reason.PROVIDER_UNAVAILABLE, e.getMessage());
    }
  }
}
