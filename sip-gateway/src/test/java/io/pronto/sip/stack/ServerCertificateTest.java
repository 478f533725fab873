package io.pronto.sip.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pronto.sip.phone.Certified;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator may get wrong about a certificate, and is told in one line. */
class ServerCertificateTest {
  @TempDir Path folder;

  @Test
  void oneThatIsGoodSaysUntilWhen() throws Exception {
    Certified.of("127.0.0.1").write(folder);

    assertThat(ServerCertificate.of(cert(), key()).until())
        .isBetween(
            Instant.now().plus(Duration.ofDays(29)), Instant.now().plus(Duration.ofDays(31)));
  }

  @Test
  void filesThatAreNotThere() throws Exception {
    assertThat(fault()).startsWith("sip.tls.certificate: ").contains("cannot be read");

    Certified.of("127.0.0.1").write(folder);
    Files.delete(key());
    assertThat(fault()).startsWith("sip.tls.key: ").contains("cannot be read");
  }

  @Test
  void filesOfSomethingElse() throws Exception {
    var good = Certified.of("127.0.0.1");
    good.write(folder);
    Files.writeString(cert(), "no certificate");
    assertThat(fault()).startsWith("sip.tls.certificate: ").contains("BEGIN CERTIFICATE");

    good.write(folder);
    Files.writeString(key(), good.key().replace("PRIVATE", "ENCRYPTED PRIVATE"));
    assertThat(fault()).startsWith("sip.tls.key: ").contains("openssl pkcs8 -topk8 -nodes");

    Files.writeString(key(), good.key().substring(0, 60) + "\n-----END PRIVATE KEY-----\n");
    assertThat(fault()).startsWith("sip.tls.key: ");
  }

  @Test
  void aKeyOfAnotherCertificate() throws Exception {
    Certified.of("127.0.0.1").write(folder);
    Files.writeString(key(), Certified.of("127.0.0.1").key());

    assertThat(fault()).startsWith("sip.tls.key: ").contains("is not the key of");
  }

  @Test
  void oneThatHasExpired() throws Exception {
    Certified.expired("127.0.0.1").write(folder);

    assertThat(fault()).startsWith("sip.tls.certificate: ").contains("has expired on");
  }

  @Test
  void aKeyThatIsDamaged() throws Exception {
    Certified.of("127.0.0.1").write(folder);
    Files.writeString(key(), "-----BEGIN PRIVATE KEY-----\nAAAAA=A\n-----END PRIVATE KEY-----\n");

    assertThat(fault()).startsWith("sip.tls.key: ").contains("holds no private key");
  }

  @Test
  void certificatesThatAreNoChain() throws Exception {
    var good = Certified.of("127.0.0.1");
    good.write(folder);
    Files.writeString(cert(), good.pem() + Certified.of("127.0.0.2").pem());

    assertThat(fault()).startsWith("sip.tls.certificate: ").contains("are no chain");
  }

  private String fault() {
    var line =
        catchThrowableOfType(BadCertificate.class, () -> ServerCertificate.of(cert(), key()))
            .getMessage();
    assertThat(line).doesNotContain("\n");
    return line;
  }

  private Path cert() {
    return folder.resolve("cert.pem");
  }

  private Path key() {
    return folder.resolve("key.pem");
  }
}
