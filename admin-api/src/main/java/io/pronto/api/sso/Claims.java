package io.pronto.api.sso;

import com.nimbusds.jwt.JWTClaimsSet;
import io.pronto.core.db.StorableText;
import io.pronto.core.sso.Identity;
import io.pronto.core.sso.IdentityProvider;
import io.pronto.core.sso.IdentityProvider.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Who somebody is by the claims of an ID token, which each kind of provider writes in its way. */
final class Claims {
  private static final int LONGEST_NAME = 200;
  private static final int MOST_GROUPS = 1_000;
  private static final List<String> LANGUAGES = List.of("en", "fr", "it");

  private final IdentityProvider provider;
  private final JWTClaimsSet claims;

  Claims(IdentityProvider provider, JWTClaimsSet claims) {
    this.provider = provider;
    this.claims = claims;
  }

  Identity identity() {
    return new Identity(
        provider.issuer(), subject(), email(), name(), language(), groups(), groupsWithheld());
  }

  /** Whether the provider may know more that it has not written into the token. */
  boolean incomplete() {
    return provider.kind() != Kind.ENTRA && (email().isEmpty() || groups().isEmpty());
  }

  /** By which the provider knows the person for ever. */
  private String subject() {
    return switch (provider.kind()) {
      case OKTA, OIDC -> Tokens.subject(claims).orElseThrow();
      case ENTRA -> tenant() + '/' + text("oid").orElseThrow(Claims::incompleteOfEntra);
    };
  }

  /** The tenant, which must be that of the issuer. */
  private String tenant() {
    return text("tid")
        .filter(tenant -> Issuers.tenant(provider.issuer()).equals(Optional.of(tenant)))
        .orElseThrow(Claims::incompleteOfEntra);
  }

  private static TokenRefused incompleteOfEntra() {
    return new TokenRefused("it lacks oid, or its tid is not the issuer's");
  }

  /**
   * The address that the provider vouches for. Entra does not for {@code email}, which a tenant's
   * people can set, unless it says so; {@code preferred_username} lies in a domain that the tenant
   * has verified.
   */
  private Optional<String> email() {
    return switch (provider.kind()) {
      case OKTA, OIDC -> text("email").filter(_ -> isTrue("email_verified"));
      case ENTRA ->
          text("email")
              .filter(_ -> isTrue("email_verified") || isTrue("xms_edov"))
              .or(() -> text("preferred_username"));
    };
  }

  private Optional<String> name() {
    var parts =
        Stream.of("given_name", "family_name")
            .map(this::text)
            .flatMap(Optional::stream)
            .collect(Collectors.joining(" "));
    return text("name")
        .or(() -> parts.isBlank() ? Optional.empty() : Optional.of(parts))
        .map(name -> StorableText.of(name.strip(), LONGEST_NAME));
  }

  private String language() {
    return text("locale")
        .map(locale -> locale.split("[-_]")[0])
        .filter(LANGUAGES::contains)
        .orElse("en");
  }

  private Optional<List<String>> groups() {
    return switch (claims.getClaim(provider.groupsClaim())) {
      case List<?> list ->
          Optional.of(
              list.stream()
                  .filter(String.class::isInstance)
                  .map(String.class::cast)
                  .limit(MOST_GROUPS)
                  .toList());
      case String one -> Optional.of(List.of(one));
      case null, default -> Optional.empty();
    };
  }

  /** Entra writes a link in the place of more than 200 groups, or says only that there are some. */
  private boolean groupsWithheld() {
    return groups().isEmpty()
        && (isTrue("hasgroups")
            || claims.getClaim("_claim_names") instanceof Map<?, ?> names
                && names.containsKey(provider.groupsClaim()));
  }

  private Optional<String> text(String name) {
    return Tokens.string(claims, name);
  }

  /** Some providers write booleans as texts, Entra some of them as numbers. */
  private boolean isTrue(String name) {
    return List.of("true", "1").contains(String.valueOf(claims.getClaim(name)));
  }
}
