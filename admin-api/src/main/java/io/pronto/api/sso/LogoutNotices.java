package io.pronto.api.sso;

import io.pronto.core.access.ProviderSession;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.sso.IdentityProviders;
import io.pronto.core.sso.Logouts;
import java.util.Optional;

/** What a provider tells when somebody signs out of it: our sessions end with its. */
public final class LogoutNotices {
  private final IdentityProviders providers;
  private final Logouts logouts;
  private final Discovery discovery;
  private final Tokens tokens;

  /** Believes {@code providers} by {@code tokens}, and ends sessions by {@code logouts}. */
  public LogoutNotices(
      IdentityProviders providers, Logouts logouts, Discovery discovery, Tokens tokens) {
    this.providers = providers;
    this.logouts = logouts;
    this.discovery = discovery;
    this.tokens = tokens;
  }

  /**
   * Obeys a logout token (OpenID Connect Back-Channel Logout 1.0, section 2.6).
   *
   * @throws TokenRefused if it proves nothing, or was obeyed before
   * @throws io.pronto.core.outbound.Unreachable if the provider's keys cannot be had
   */
  public void obey(String token) {
    var issuer =
        tokens.claimedIssuer(token).orElseThrow(() -> new TokenRefused("it names no issuer"));
    var organisations = providers.ofIssuer(issuer);
    if (organisations.isEmpty()) {
      throw new TokenRefused("its issuer is nobody's provider");
    }
    boolean obeyed = false;
    var refused = new TokenRefused("it is meant for somebody else");
    for (var organisation : organisations) {
      try {
        obey(organisation, token);
        obeyed = true;
      } catch (TokenRefused e) {
        refused = e;
      }
    }
    if (!obeyed) {
      throw refused;
    }
  }

  private void obey(OrganisationId organisation, String text) {
    var provider =
        providers
            .find(organisation)
            .orElseThrow(() -> new TokenRefused("the provider is there no more"));
    var claims = tokens.logoutToken(text, provider, discovery.of(provider.issuer()));
    var ended =
        new ProviderSession(
            provider.issuer(), Tokens.subject(claims).orElse(""), Tokens.string(claims, "sid"));
    var until = claims.getExpirationTime().toInstant().plus(Tokens.LEEWAY);
    if (!logouts.end(organisation, ended, claims.getJWTID(), until)) {
      throw new TokenRefused("it was obeyed before");
    }
  }

  /** Ends one session of {@code issuer}, which only who was told of it can name. */
  public void end(String issuer, String session) {
    for (var organisation : providers.ofIssuer(issuer)) {
      logouts.end(organisation, new ProviderSession(issuer, "", Optional.of(session)));
    }
  }
}
