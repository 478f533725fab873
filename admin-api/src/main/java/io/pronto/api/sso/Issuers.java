package io.pronto.api.sso;

import io.pronto.core.sso.IdentityProvider.Kind;
import java.util.Optional;
import java.util.regex.Pattern;

/** How issuers are written. */
public final class Issuers {
  private static final Pattern ENTRA = Pattern.compile("https?://[^/]+/([0-9a-f-]{36})/v2\\.0");

  private Issuers() {}

  /** Whether {@code issuer} may be one of that kind: an Entra one names one tenant by its id. */
  public static boolean plausible(Kind kind, String issuer) {
    return switch (kind) {
      case OKTA, OIDC -> true;
      case ENTRA -> tenant(issuer).isPresent();
    };
  }

  /** The tenant that an Entra issuer names, {@code https://…/{tid}/v2.0}. */
  static Optional<String> tenant(String issuer) {
    var match = ENTRA.matcher(issuer);
    return match.matches() ? Optional.of(match.group(1)) : Optional.empty();
  }
}
