package io.pronto.sip.stack;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A certificate and its private key in PEM (RFC 7468), each in a file.
 *
 * @param certificate the server's own, and behind it those that vouch for it, in order
 * @param key in PKCS#8, not encrypted
 */
record PemFiles(Path certificate, Path key) {
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([\\sA-Za-z0-9+/=]+)-----END PRIVATE KEY-----");
  private static final byte[] PROBE = "Pronto".getBytes(StandardCharsets.US_ASCII);

  /** By what one sees that a file has changed, be it written anew or another in its place. */
  record Stamp(FileTime time, long size, Object file) {}

  /** What the files hold, found to belong together. */
  record Content(List<X509Certificate> chain, PrivateKey key) {}

  /** What the files look like now. */
  List<Stamp> stamps() throws IOException {
    return List.of(stamp(certificate), stamp(key));
  }

  private static Stamp stamp(Path file) throws IOException {
    var seen = Files.readAttributes(file, BasicFileAttributes.class);
    return new Stamp(seen.lastModifiedTime(), seen.size(), String.valueOf(seen.fileKey()));
  }

  /** Reads both. */
  Content read() throws BadCertificate {
    var chain = readChain();
    var own = readKey();
    if (!belongs(own, chain.getFirst())) {
      throw new BadCertificate(
          ("sip.tls.key: %s is not the key of the first certificate in %s: name two files that"
                  + " belong together")
              .formatted(key, certificate));
    }
    for (int i = 0; i + 1 < chain.size(); i++) {
      checkVouchedFor(chain.get(i), chain.get(i + 1));
    }
    return new Content(chain, own);
  }

  private void checkVouchedFor(X509Certificate one, X509Certificate next) throws BadCertificate {
    try {
      one.verify(next.getPublicKey());
    } catch (GeneralSecurityException e) {
      throw new BadCertificate(
          ("sip.tls.certificate: the certificates in %s are no chain: put the server's own first,"
                  + " then each behind the one it vouches for")
              .formatted(certificate),
          e);
    }
  }

  private List<X509Certificate> readChain() throws BadCertificate {
    var bytes = bytes("sip.tls.certificate", certificate);
    try {
      var all =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(bytes))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (!all.isEmpty()) {
        return all;
      }
    } catch (CertificateException e) {
      throw new BadCertificate(notPem(), e);
    }
    throw new BadCertificate(notPem());
  }

  private String notPem() {
    return ("sip.tls.certificate: %s holds no certificate in PEM (-----BEGIN CERTIFICATE-----):"
            + " name the file with the server's certificate and those that vouch for it")
        .formatted(certificate);
  }

  private PrivateKey readKey() throws BadCertificate {
    var text = new String(bytes("sip.tls.key", key), StandardCharsets.ISO_8859_1);
    var found = KEY.matcher(text);
    if (found.find()) {
      var encoded = new PKCS8EncodedKeySpec(decoded(found.group(1)));
      for (var algorithm : List.of("RSA", "EC", "EdDSA")) {
        try {
          return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
        } catch (GeneralSecurityException another) {
          // Which it is stands within; asking for each is shorter than reading it.
        }
      }
    }
    throw notKey();
  }

  private byte[] decoded(String base64) throws BadCertificate {
    try {
      return Base64.getMimeDecoder().decode(base64);
    } catch (IllegalArgumentException damaged) {
      throw notKey();
    }
  }

  private BadCertificate notKey() {
    return new BadCertificate(
        ("sip.tls.key: %s holds no private key in PKCS#8 without a password (-----BEGIN PRIVATE"
                + " KEY-----): make one of it with openssl pkcs8 -topk8 -nodes -in %s -out NEW.pem")
            .formatted(key, key));
  }

  private static byte[] bytes(String setting, Path file) throws BadCertificate {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new BadCertificate(
          "%s: %s cannot be read: check that it exists and may be read by this user"
              .formatted(setting, file),
          e);
    }
  }

  /** What the one signs, the other verifies. */
  private static boolean belongs(PrivateKey key, X509Certificate certificate) {
    var name =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          case String other -> other;
        };
    try {
      var signature = Signature.getInstance(name);
      signature.initSign(key);
      signature.update(PROBE);
      var signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      signature.update(PROBE);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  @Override
  public String toString() {
    return String.join(", ", Stream.of(certificate, key).map(Path::toString).toList());
  }
}
