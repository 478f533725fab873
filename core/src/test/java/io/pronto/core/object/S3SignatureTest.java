package io.pronto.core.object;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The examples of "Signature Calculations for the Authorization Header", Amazon S3. */
class S3SignatureTest {
  private static final Instant THEN = Instant.parse("2013-05-24T00:00:00Z");
  private static final String HOST = "examplebucket.s3.amazonaws.com";

  private final S3Signature signature =
      new S3Signature(
          "us-east-1", "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");

  @Test
  void aPartOfAnObjectIsAskedFor() {
    var added =
        signature.sign(
            "GET",
            "/test.txt",
            "",
            new TreeMap<>(Map.of("host", HOST, "range", "bytes=0-9")),
            S3Signature.OF_NOTHING,
            THEN);

    assertThat(added)
        .containsEntry(
            "authorization",
            "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
                + "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,Signature="
                + "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41")
        .containsEntry("x-amz-date", "20130524T000000Z")
        .doesNotContainKeys("host", "range");
  }

  @Test
  void anObjectIsSent() {
    var headers = new TreeMap<String, String>();
    headers.put("host", HOST);
    headers.put("date", "Fri, 24 May 2013 00:00:00 GMT");
    headers.put("x-amz-storage-class", "REDUCED_REDUNDANCY");

    var added =
        signature.sign(
            "PUT",
            S3Signature.encode("/test$file.text"),
            "",
            headers,
            "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072",
            THEN);

    assertThat(added.get("authorization"))
        .endsWith("98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
  }

  @Test
  void aQueryIsSignedToo() {
    var added =
        signature.sign(
            "GET",
            "/",
            "max-keys=2&prefix=J",
            new TreeMap<>(Map.of("host", HOST)),
            S3Signature.OF_NOTHING,
            THEN);

    assertThat(added.get("authorization"))
        .endsWith("34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
  }

  @Test
  void namesAreEncodedByteByByteButForSlashes() {
    assertThat(S3Signature.encode("/a b/é~_-.1+")).isEqualTo("/a%20b/%C3%A9~_-.1%2B");
  }
}
