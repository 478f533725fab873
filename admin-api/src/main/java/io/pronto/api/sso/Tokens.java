package io.pronto.api.sso;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.pronto.core.sso.IdentityProvider;
import java.security.Key;
import java.security.MessageDigest;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.Set;

/**
 * Checks the tokens of providers. Only a signature by one of the provider's public keys counts, by
 * an algorithm for such keys: none at all, and those where both sides share one secret, prove
 * nothing here (RFC 8725, section 3.1).
 */
public final class Tokens {
  /** How far the provider's clock may be from ours. */
  static final Duration LEEWAY = Duration.ofSeconds(60);

  private static final String LOGOUT = "http://schemas.openid.net/event/backchannel-logout";
  private static final String LOGOUT_TYPE = "logout+jwt";
  private static final int LONGEST = 100_000;
  private static final int LONGEST_SUBJECT = 255;
  private static final int FEWEST_RSA_BITS = 2048;
  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.PS256,
          JWSAlgorithm.PS384,
          JWSAlgorithm.PS512,
          JWSAlgorithm.ES256,
          JWSAlgorithm.ES384,
          JWSAlgorithm.ES512);

  private final SigningKeys keys;

  /** Checks signatures by {@code keys}. */
  public Tokens(SigningKeys keys) {
    this.keys = keys;
  }

  /**
   * What an ID token says (OpenID Connect Core 1.0, section 3.1.3.7).
   *
   * @throws TokenRefused if any of the checks fails
   */
  public JWTClaimsSet idToken(
      String text, IdentityProvider provider, Metadata metadata, String nonce) {
    var token = read(text);
    if (isLogout(token)) {
      throw new TokenRefused("it is a logout token");
    }
    checkSignature(token, metadata);
    var claims = claims(token);
    checkOrigin(claims, provider);
    if (!same(nonce, string(claims, "nonce").orElse(""))) {
      throw new TokenRefused("its nonce is not that of this sign-in");
    }
    subject(claims).orElseThrow(() -> new TokenRefused("it names nobody"));
    return claims;
  }

  /**
   * What a logout token says (OpenID Connect Back-Channel Logout 1.0, section 2.6).
   *
   * @throws TokenRefused if any of the checks fails
   */
  public JWTClaimsSet logoutToken(String text, IdentityProvider provider, Metadata metadata) {
    var token = read(text);
    checkSignature(token, metadata);
    var claims = claims(token);
    checkOrigin(claims, provider);
    if (subject(claims).isEmpty() && string(claims, "sid").isEmpty()) {
      throw new TokenRefused("it names neither a session nor anybody");
    }
    if (!(claims.getClaim("events") instanceof java.util.Map<?, ?> events)
        || !(events.get(LOGOUT) instanceof java.util.Map<?, ?>)) {
      throw new TokenRefused("it tells of no logout");
    }
    if (claims.getClaim("nonce") != null) {
      throw new TokenRefused("it has a nonce, as an ID token has");
    }
    if (claims.getJWTID() == null || claims.getJWTID().isBlank()) {
      throw new TokenRefused("it has no id of its own");
    }
    return claims;
  }

  /** Whose token {@code text} says to be, before anything is checked. */
  public Optional<String> claimedIssuer(String text) {
    return Optional.ofNullable(claims(read(text)).getIssuer());
  }

  /** Refuses what is not signed: a token of the algorithm "none" is no such object. */
  private static SignedJWT read(String text) {
    try {
      if (text.length() <= LONGEST) {
        return SignedJWT.parse(text);
      }
    } catch (ParseException e) {
      // Said below: what is in it is not for a log.
    }
    throw new TokenRefused("it is no signed token");
  }

  private static boolean isLogout(SignedJWT token) {
    var type = token.getHeader().getType();
    return type != null && type.getType().equalsIgnoreCase(LOGOUT_TYPE);
  }

  private void checkSignature(SignedJWT token, Metadata metadata) {
    var header = token.getHeader();
    if (!ALGORITHMS.contains(header.getAlgorithm())) {
      throw new TokenRefused("its algorithm proves nothing");
    }
    var candidates = keys.of(metadata.keys(), header);
    if (candidates.stream().noneMatch(key -> verifies(token, key))) {
      throw new TokenRefused(
          candidates.isEmpty() ? "its key is not the provider's" : "its signature does not hold");
    }
  }

  private static boolean verifies(SignedJWT token, JWK key) {
    try {
      return (!(key instanceof RSAKey) || key.size() >= FEWEST_RSA_BITS)
          && token.verify(
              new DefaultJWSVerifierFactory().createJWSVerifier(token.getHeader(), publicKey(key)));
    } catch (JOSEException e) {
      return false;
    }
  }

  private static Key publicKey(JWK key) throws JOSEException {
    return key instanceof RSAKey rsa ? rsa.toPublicKey() : key.toECKey().toPublicKey();
  }

  private static JWTClaimsSet claims(SignedJWT token) {
    try {
      return token.getJWTClaimsSet();
    } catch (ParseException e) {
      throw new TokenRefused("its claims cannot be read");
    }
  }

  private static void checkOrigin(JWTClaimsSet claims, IdentityProvider provider) {
    if (!provider.issuer().equals(claims.getIssuer())) {
      throw new TokenRefused("its issuer is another");
    }
    checkAudience(claims, provider.clientId());
    checkTimes(claims, Instant.now());
  }

  private static void checkAudience(JWTClaimsSet claims, String clientId) {
    var audience = claims.getAudience();
    var party = string(claims, "azp");
    if (!audience.contains(clientId)
        || audience.size() > 1 && party.isEmpty()
        || party.isPresent() && !party.get().equals(clientId)) {
      throw new TokenRefused("it is meant for somebody else");
    }
  }

  private static void checkTimes(JWTClaimsSet claims, Instant now) {
    if (!after(claims.getExpirationTime(), now.minus(LEEWAY))) {
      throw new TokenRefused("its time is over");
    }
    if (claims.getIssueTime() == null || after(claims.getIssueTime(), now.plus(LEEWAY))) {
      throw new TokenRefused("it does not say when it was made, or says later than now");
    }
    if (after(claims.getNotBeforeTime(), now.plus(LEEWAY))) {
      throw new TokenRefused("its time has not come");
    }
  }

  private static boolean after(Date time, Instant other) {
    return time != null && time.toInstant().isAfter(other);
  }

  /** Whose it is, as the provider calls people. */
  static Optional<String> subject(JWTClaimsSet claims) {
    return Optional.ofNullable(claims.getSubject())
        .filter(subject -> !subject.isBlank() && subject.length() <= LONGEST_SUBJECT);
  }

  /** A claim that is a text and not blank. */
  static Optional<String> string(JWTClaimsSet claims, String name) {
    return claims.getClaim(name) instanceof String text && !text.isBlank()
        ? Optional.of(text)
        : Optional.empty();
  }

  private static boolean same(String one, String other) {
    return MessageDigest.isEqual(one.getBytes(UTF_8), other.getBytes(UTF_8));
  }
}
