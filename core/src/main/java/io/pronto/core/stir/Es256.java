package io.pronto.core.stir;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECKey;

/**
 * ECDSA on P-256 with SHA-256, signatures as JWS has them: r and s, 32 bytes each (RFC 7518,
 * section 3.4). It is the one algorithm of PASSporTs.
 */
final class Es256 {
  private static final String NAME = "SHA256withECDSAinP1363Format";
  private static final int FIELD_BITS = 256;

  private Es256() {}

  /** Whether {@code key} is on P-256; secp256k1, of as many bits, is not in Java any more. */
  static boolean fits(ECKey key) {
    return key.getParams().getCurve().getField().getFieldSize() == FIELD_BITS;
  }

  static byte[] sign(PrivateKey key, byte[] input) {
    try {
      var signature = Signature.getInstance(NAME);
      signature.initSign(key);
      signature.update(input);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static boolean verify(PublicKey key, byte[] input, byte[] signed) {
    try {
      var signature = Signature.getInstance(NAME);
      signature.initVerify(key);
      signature.update(input);
      return signature.verify(signed);
    } catch (InvalidKeyException | SignatureException e) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
