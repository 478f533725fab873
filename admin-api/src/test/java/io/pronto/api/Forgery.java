package io.pronto.api;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.opts.AllowWeakRSAKey;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Instant;
import java.util.Date;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Tokens as no honest provider makes them, and honest ones to compare with. */
final class Forgery {
  private Forgery() {}

  /** The claims of an honest ID token of Okta's. */
  static JWTClaimsSet.Builder claims(TestCompany company, String nonce) {
    var claims =
        new JWTClaimsSet.Builder()
            .issuer(company.provider().issuer())
            .subject("00u1")
            .audience(TestProvider.CLIENT)
            .claim("nonce", nonce)
            .issueTime(at(0))
            .expirationTime(at(300));
    TestProvider.okta(company.address("grace")).forEach(claims::claim);
    return claims;
  }

  /** So many seconds from now. */
  static Date at(int seconds) {
    return Date.from(Instant.now().plusSeconds(seconds));
  }

  static String rsa(JWSAlgorithm algorithm, RSAKey key, JWTClaimsSet claims) {
    return rsa(algorithm, key, claims, header -> header);
  }

  static String rsa(
      JWSAlgorithm algorithm,
      RSAKey key,
      JWTClaimsSet claims,
      UnaryOperator<JWSHeader.Builder> header) {
    try {
      return sign(
          algorithm,
          key.getKeyID(),
          new RSASSASigner(key.toPrivateKey(), Set.of(AllowWeakRSAKey.getInstance())),
          claims,
          header);
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  static String ec(ECKey key, JWTClaimsSet claims) {
    try {
      return sign(JWSAlgorithm.ES256, key.getKeyID(), new ECDSASigner(key), claims, h -> h);
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  static String mac(byte[] secret, String keyId, JWTClaimsSet claims) {
    try {
      return sign(JWSAlgorithm.HS256, keyId, new MACSigner(secret), claims, h -> h);
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String sign(
      JWSAlgorithm algorithm,
      String keyId,
      JWSSigner signer,
      JWTClaimsSet claims,
      UnaryOperator<JWSHeader.Builder> header)
      throws JOSEException {
    var token =
        new SignedJWT(header.apply(new JWSHeader.Builder(algorithm).keyID(keyId)).build(), claims);
    token.sign(signer);
    return token.serialize();
  }
}
