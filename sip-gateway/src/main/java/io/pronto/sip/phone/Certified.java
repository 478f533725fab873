package io.pronto.sip.phone;

import static java.util.stream.Collectors.joining;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Somebody with a certificate that it has signed itself, made by the JDK's keytool.
 *
 * @param context what it speaks TLS with, as a server
 * @param pem the certificate
 * @param key its private key, PKCS#8 in PEM
 */
public record Certified(SSLContext context, String pem, String key) {
  private static final String PASSWORD = "changeit";

  /** Somebody at {@code address}. */
  public static Certified of(String... addresses) throws IOException {
    return of(List.of(addresses), List.of());
  }

  /** Somebody at {@code address} whose certificate has expired yesterday. */
  public static Certified expired(String address) throws IOException {
    return of(List.of(address), List.of("-startdate", "-31d"));
  }

  private static Certified of(List<String> addresses, List<String> more) throws IOException {
    var store = Files.createTempDirectory("certified").resolve("store.p12");
    make(store, addresses, more);
    try (var in = Files.newInputStream(store)) {
      var keys = KeyStore.getInstance("PKCS12");
      keys.load(in, PASSWORD.toCharArray());
      var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(keys, PASSWORD.toCharArray());
      var context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      var certificate = keys.getCertificate("carrier");
      var key = keys.getKey("carrier", PASSWORD.toCharArray());
      return new Certified(
          context,
          pem("CERTIFICATE", certificate.getEncoded()),
          pem("PRIVATE KEY", key.getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What whoever trusts it speaks TLS with, as a client. */
  public SSLContext trust() {
    try {
      var store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      store.setCertificateEntry(
          "it",
          CertificateFactory.getInstance("X.509")
              .generateCertificate(
                  new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII))));
      var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(store);
      var context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Writes certificate and key into {@code cert.pem} and {@code key.pem} of {@code folder}. */
  public void write(Path folder) throws IOException {
    Files.writeString(folder.resolve("key.pem"), key);
    Files.writeString(folder.resolve("cert.pem"), pem);
  }

  private static String pem(String what, byte[] bytes) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(what, Base64.getMimeEncoder().encodeToString(bytes), what);
  }

  /** Twice where it can be: some look for no addresses in a certificate. */
  private static String name(String address) {
    return address.contains(":") ? "ip:" + address : "ip:%s,dns:%s".formatted(address, address);
  }

  private static void make(Path store, List<String> addresses, List<String> more)
      throws IOException {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "carrier",
                "-keyalg",
                "EC",
                "-dname",
                "CN=carrier",
                "-ext",
                "SAN=" + addresses.stream().map(Certified::name).collect(joining(",")),
                "-validity",
                "30",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD));
    command.addAll(more);
    var made = new ProcessBuilder(command).inheritIO().start();
    try {
      if (made.waitFor() != 0) {
        throw new IOException("keytool has failed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
