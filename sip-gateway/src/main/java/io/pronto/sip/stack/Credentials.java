package io.pronto.sip.stack;

import gov.nist.javax.sip.message.SIPResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.sip.header.Header;
import javax.sip.header.ProxyAuthenticateHeader;
import javax.sip.header.WWWAuthenticateHeader;

/**
 * What we prove ourselves with to a carrier, by digest (RFC 7616, RFC 8760).
 *
 * @param realm whose challenges are answered; any realm's when empty
 */
public record Credentials(String username, String password, Optional<String> realm) {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final List<String> HASHES = List.of("SHA-256", "MD5");
  private static final int PROXY = 407;
  private static final int NONCE_BYTES = 12;

  /** A challenge as far as it matters. */
  private record Challenge(
      String realm,
      String nonce,
      String opaque,
      String hash,
      boolean namesHash,
      boolean protectedByQop) {}

  /** Leaves out the password. */
  @Override
  public String toString() {
    return "Credentials[" + username + ']';
  }

  /** Whether {@code response} asks for a proof. */
  public static boolean isAsked(SIPResponse response) {
    return response.getStatusCode() == 401 || response.getStatusCode() == PROXY;
  }

  /**
   * The proof that {@code challenged} asks for; empty when it asks for none that we can give. Of
   * several challenges the first understood is answered: the strongest comes first (RFC 8760,
   * section 2.4).
   *
   * @param uri the Request-URI as it is written
   */
  public Optional<Header> answer(SIPResponse challenged, String method, String uri) {
    boolean proxy = challenged.getStatusCode() == PROXY;
    var name = proxy ? ProxyAuthenticateHeader.NAME : WWWAuthenticateHeader.NAME;
    var headers = challenged.getHeaders(name);
    while (headers.hasNext()) {
      var challenge = read((WWWAuthenticateHeader) headers.next());
      if (challenge.filter(c -> realm.map(c.realm()::equals).orElse(true)).isPresent()) {
        var proof = proof(challenge.get(), method, uri);
        return Optional.of(Messages.header(proxy ? "Proxy-Authorization" : "Authorization", proof));
      }
    }
    return Optional.empty();
  }

  /** Empty for what we do not speak: another scheme, another hash, a qop without auth. */
  private static Optional<Challenge> read(WWWAuthenticateHeader header) {
    var named = Optional.ofNullable(header.getAlgorithm());
    var hash = HASHES.stream().filter(h -> h.equalsIgnoreCase(named.orElse("MD5"))).findFirst();
    var qop = header.getQop();
    boolean auth = qop == null || Stream.of(qop.split(",")).anyMatch(q -> q.strip().equals("auth"));
    if (!"Digest".equalsIgnoreCase(header.getScheme())
        || header.getRealm() == null
        || header.getNonce() == null
        || hash.isEmpty()
        || !auth) {
      return Optional.empty();
    }
    return Optional.of(
        new Challenge(
            header.getRealm(),
            header.getNonce(),
            Optional.ofNullable(header.getOpaque()).orElse(""),
            hash.get(),
            named.isPresent(),
            qop != null));
  }

  private String proof(Challenge challenge, String method, String uri) {
    var ha1 = hash(challenge, username + ':' + challenge.realm() + ':' + password);
    var ha2 = hash(challenge, method + ':' + uri);
    var text =
        new StringBuilder("Digest username=")
            .append(quoted(username))
            .append(", realm=")
            .append(quoted(challenge.realm()))
            .append(", nonce=")
            .append(quoted(challenge.nonce()))
            .append(", uri=")
            .append(quoted(uri));
    var middle = challenge.nonce();
    if (challenge.protectedByQop()) {
      var cnonce = cnonce();
      middle = String.join(":", challenge.nonce(), "00000001", cnonce, "auth");
      text.append(", qop=auth, nc=00000001, cnonce=").append(quoted(cnonce));
    }
    text.append(", response=").append(quoted(hash(challenge, String.join(":", ha1, middle, ha2))));
    if (challenge.namesHash()) {
      text.append(", algorithm=").append(challenge.hash());
    }
    if (!challenge.opaque().isEmpty()) {
      text.append(", opaque=").append(quoted(challenge.opaque()));
    }
    return text.toString();
  }

  private static String quoted(String text) {
    return '"' + text + '"';
  }

  private static String cnonce() {
    var bytes = new byte[NONCE_BYTES];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static String hash(Challenge challenge, String text) {
    try {
      var digest = MessageDigest.getInstance(challenge.hash());
      var bytes = text.getBytes(StandardCharsets.UTF_8);
      try {
        return HexFormat.of().formatHex(digest.digest(bytes));
      } finally {
        Arrays.fill(bytes, (byte) 0);
      }
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
