package io.pronto.core.stir;

import java.security.PrivateKey;

/**
 * Signs PASSporTs.
 *
 * @param key the private key of the certificate, on P-256
 * @param x5u where the certificate is, over HTTPS
 */
public record PassportSigner(PrivateKey key, String x5u) {
  /** The value of an Identity header that says {@code passport}. */
  public String sign(Passport passport) {
    var head = PassportReader.base64(Passport.header(passport.kind(), x5u));
    var claims = PassportReader.base64(passport.claims());
    var signature = Es256.sign(key, PassportReader.input(head, claims));
    return new IdentityHeader(head, claims, PassportReader.base64(signature), x5u, passport.kind())
        .text();
  }

  /** Shows nothing of the key. */
  @Override
  public String toString() {
    return "PassportSigner[" + x5u + ']';
  }
}
