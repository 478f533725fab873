package io.pronto.media.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FingerprintTest {
  private static final byte[] CERTIFICATE = {1, 2, 3};

  @ParameterizedTest
  @CsvSource({"sha-256, SHA-256", "SHA-384, SHA-384", "sha-512, SHA-512"})
  void aCertificateIsKnownByAnyHashThatIsStrong(String name, String digest) throws Exception {
    var value = hex(MessageDigest.getInstance(digest).digest(CERTIFICATE));

    var fingerprint = Fingerprint.parse(name + " " + value.toLowerCase()).orElseThrow();

    assertThat(fingerprint.isOf(CERTIFICATE)).isTrue();
    assertThat(fingerprint.isOf(new byte[] {1, 2, 4})).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sha-256",
        "sha-1 DA:39:A3:EE:5E:6B:4B:0D:32:55:BF:EF:95:60:18:90:AF:D8:07:09",
        "sha-256 DA:39:A3:EE",
        "sha-256 DA39",
        "md5 D4:1D:8C:D9:8F:00:B2:04:E9:80:09:98:EC:F8:42:7E"
      })
  void aWeakHashOrOneThatIsNotWholeIsNone(String text) {
    assertThat(Fingerprint.parse(text)).isEmpty();
  }

  @Test
  void whatIsPrintedIsReadAgain() {
    var fingerprint = Fingerprint.of(CERTIFICATE);

    assertThat(Fingerprint.parse(fingerprint.print())).contains(fingerprint);
  }

  @Test
  void ourCertificateIsSignedByItsOwnKeyAndNamesNobody() throws Exception {
    var identity = DtlsIdentity.next();
    var certificate =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(identity.certificate()));

    certificate.verify(certificate.getPublicKey());
    certificate.checkValidity();
    assertThat(
            ((ECPublicKey) certificate.getPublicKey())
                .getParams()
                .getCurve()
                .getField()
                .getFieldSize())
        .isEqualTo(256);
    assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=pronto");
    assertThat(identity.fingerprint().isOf(certificate.getEncoded())).isTrue();
    assertThat(DtlsIdentity.next().fingerprint()).isNotEqualTo(identity.fingerprint());
    assertThat(DtlsIdentity.current()).isSameAs(DtlsIdentity.current());
  }

  private static String hex(byte[] bytes) {
    return HexFormat.ofDelimiter(":").formatHex(bytes);
  }
}
