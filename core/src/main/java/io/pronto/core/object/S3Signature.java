package io.pronto.core.object;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs requests by AWS Signature Version 4 in the Authorization header, for one chunk ("Signature
 * Calculations for the Authorization Header", Amazon S3 API Reference).
 */
final class S3Signature {
  /** The SHA-256 of no bytes. */
  static final String OF_NOTHING =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

  private static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final String UNRESERVED =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";

  private final String region;
  private final String accessKey;
  private final String secretKey;

  S3Signature(String region, String accessKey, String secretKey) {
    this.region = region;
    this.accessKey = accessKey;
    this.secretKey = secretKey;
  }

  /**
   * The headers that {@code headers} need beside them, among them Authorization.
   *
   * @param path encoded as {@link #encode} does
   * @param query canonical: encoded and sorted; may be empty
   * @param headers those that are signed, Host among them; lower-case names
   * @param payload the body's SHA-256 in hexadecimal digits
   */
  SortedMap<String, String> sign(
      String method,
      String path,
      String query,
      SortedMap<String, String> headers,
      String payload,
      Instant now) {
    var time = TIME.format(now);
    var signed = new TreeMap<>(headers);
    signed.put("x-amz-content-sha256", payload);
    signed.put("x-amz-date", time);
    var names = String.join(";", signed.keySet());
    var lines =
        signed.entrySet().stream()
            .map(header -> header.getKey() + ":" + header.getValue().strip() + "\n")
            .collect(Collectors.joining());
    var request = String.join("\n", method, path, query, lines, names, payload);
    var day = time.substring(0, 8);
    var scope = String.join("/", day, region, "s3", "aws4_request");
    var text = String.join("\n", ALGORITHM, time, scope, sha256(request));
    var signature = HexFormat.of().formatHex(hmac(key(day), text));
    signed.put(
        "authorization",
        "%s Credential=%s/%s,SignedHeaders=%s,Signature=%s"
            .formatted(ALGORITHM, accessKey, scope, names, signature));
    signed.keySet().removeAll(headers.keySet());
    return signed;
  }

  /** A path as it is signed and sent: all but letters, digits, {@code -._~} and slashes encoded. */
  static String encode(String path) {
    var encoded = new StringBuilder();
    for (byte each : path.getBytes(StandardCharsets.UTF_8)) {
      if (UNRESERVED.indexOf(each) >= 0) {
        encoded.append((char) each);
      } else {
        encoded.append("%%%02X".formatted(each & 0xFF));
      }
    }
    return encoded.toString();
  }

  private byte[] key(String day) {
    var secret = ("AWS4" + secretKey).getBytes(StandardCharsets.UTF_8);
    return hmac(hmac(hmac(hmac(secret, day), region), "s3"), "aws4_request");
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String sha256(String text) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
