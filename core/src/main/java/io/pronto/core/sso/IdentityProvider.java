package io.pronto.core.sso;

import java.util.Locale;
import java.util.Optional;

/**
 * Where an organisation's people sign in, by OpenID Connect.
 *
 * @param issuer exactly as the provider's tokens name it
 * @param clientId as the provider calls us
 * @param groupsClaim the claim of its tokens that holds a person's groups
 * @param justInTime whether who is not known yet is let in, as an agent
 * @param enforced whether passwords open nothing in this organisation, but for one user
 * @param breakGlassUserId the super administrator whose password works even so
 */
public record IdentityProvider(
    Kind kind,
    String issuer,
    String clientId,
    String groupsClaim,
    boolean justInTime,
    boolean enforced,
    Optional<String> breakGlassUserId) {

  /** Whose tokens they are: each provider says in its own way who somebody is. */
  public enum Kind {
    /** Okta: {@code sub} for ever, groups by their names, e-mail addresses that it has verified. */
    OKTA,
    /**
     * Microsoft Entra: {@code tid} and {@code oid} for ever, groups by their ids and not all of
     * them, {@code preferred_username} in a domain that the tenant has verified.
     */
    ENTRA,
    /** Any other that keeps to the standard. */
    OIDC;

    /** As JSON and SQL have it. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Reads {@link #code}; throws {@link IllegalArgumentException} for anything else. */
    public static Kind of(String code) {
      return valueOf(code.toUpperCase(Locale.ROOT));
    }
  }
}
