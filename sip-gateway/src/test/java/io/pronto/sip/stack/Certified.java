package io.pronto.sip.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * Somebody with a certificate that it has signed itself, made by the JDK's keytool.
 *
 * @param pem the certificate
 */
public record Certified(SSLContext context, String pem) {
  private static final String PASSWORD = "changeit";

  /** Somebody at {@code address}. */
  public static Certified of(String address) throws IOException {
    var store = Files.createTempDirectory("certified").resolve("store.p12");
    make(store, address);
    try (var in = Files.newInputStream(store)) {
      var keys = KeyStore.getInstance("PKCS12");
      keys.load(in, PASSWORD.toCharArray());
      var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(keys, PASSWORD.toCharArray());
      var context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      return new Certified(context, pem(keys));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String pem(KeyStore keys) throws GeneralSecurityException {
    var bytes = keys.getCertificate("carrier").getEncoded();
    return "-----BEGIN CERTIFICATE-----\n"
        + Base64.getMimeEncoder().encodeToString(bytes)
        + "\n-----END CERTIFICATE-----\n";
  }

  private static void make(Path store, String address) throws IOException {
    var tool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    var made =
        new ProcessBuilder(
                tool,
                "-genkeypair",
                "-alias",
                "carrier",
                "-keyalg",
                "EC",
                "-dname",
                "CN=carrier",
                "-ext",
                "SAN=ip:" + address,
                "-validity",
                "30",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD)
            .inheritIO()
            .start();
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
