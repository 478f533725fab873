package io.pronto.core.mail;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pronto.core.subprocessor.ProcessedBy;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.util.Optional;

/**
 * A mail server that takes mail for everybody.
 *
 * @param port 1 to 65535
 * @param credentials by whom mail is handed in; empty where nobody is asked
 * @param processedBy whose it is
 */
public record SmtpServer(
    String host,
    int port,
    Encryption encryption,
    Optional<Credentials> credentials,
    ProcessedBy processedBy) {
  private static final String EXAMPLE = "smtp://user:password@smtp.example.com:587";
  private static final int SUBMISSION = 587;
  private static final int SUBMISSIONS = 465;

  /** One of which nobody has said whose it is. */
  public SmtpServer(
      String host, int port, Encryption encryption, Optional<Credentials> credentials) {
    this(host, port, encryption, credentials, new ProcessedBy.Unsaid());
  }

  /** The same, of which is known whose it is. */
  public SmtpServer processedBy(ProcessedBy owner) {
    return new SmtpServer(host, port, encryption, credentials, owner);
  }

  /** How what is said stays between the two. */
  public enum Encryption {
    /** Not at all: it never leaves this machine. */
    NONE,
    /** By STARTTLS (RFC 3207), before anything else is said, or not at all. */
    STARTTLS,
    /** By TLS from the first byte (RFC 8314). */
    TLS
  }

  /** Who hands mail in. */
  public record Credentials(String user, String password) {
    /** Leaves out the password. */
    @Override
    public String toString() {
      return user;
    }
  }

  /**
   * Reads {@code smtp://user:password@host:587}, over STARTTLS unless the host is this one, or
   * {@code smtps://user:password@host:465}, over TLS. User and password may be left out, and so may
   * the port.
   *
   * @throws IllegalArgumentException saying what is wanted, without the text, which holds a
   *     password
   */
  public static SmtpServer of(String url) {
    var uri = uri(url);
    boolean tls = "smtps".equals(uri.getScheme());
    var host = uri.getHost().replaceAll("[\\[\\]]", "");
    int usual = tls ? SUBMISSIONS : SUBMISSION;
    return new SmtpServer(
        host,
        uri.getPort() < 0 ? usual : uri.getPort(),
        tls ? Encryption.TLS : isHere(host) ? Encryption.NONE : Encryption.STARTTLS,
        Optional.ofNullable(uri.getRawUserInfo()).map(SmtpServer::credentials));
  }

  private static URI uri(String url) {
    try {
      var uri = new URI(url);
      boolean known = "smtp".equals(uri.getScheme()) || "smtps".equals(uri.getScheme());
      if (known && uri.getHost() != null && uri.getPort() != 0 && endsThere(uri)) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // Said below.
    }
    throw new IllegalArgumentException(
        "not such a URL; write it like " + EXAMPLE + ", an @ in it as %40");
  }

  private static boolean endsThere(URI uri) {
    return uri.getRawPath().matches("/?") && uri.getQuery() == null && uri.getFragment() == null;
  }

  private static Credentials credentials(String userInfo) {
    var parts = userInfo.split(":", 2);
    if (parts.length < 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
      throw new IllegalArgumentException(
          "names no user or no password; write it like " + EXAMPLE + ", or without both");
    }
    return new Credentials(decoded(parts[0]), decoded(parts[1]));
  }

  /** A plus is a plus here, not a blank as in a form. */
  private static String decoded(String part) {
    return URLDecoder.decode(part.replace("+", "%2B"), UTF_8);
  }

  /** No name is looked up: whoever answers for names must not switch the encryption off. */
  private static boolean isHere(String host) {
    try {
      return host.equalsIgnoreCase("localhost") || InetAddress.ofLiteral(host).isLoopbackAddress();
    } catch (IllegalArgumentException name) {
      return false;
    }
  }

  /** Host and port. */
  @Override
  public String toString() {
    return host + ':' + port;
  }
}
