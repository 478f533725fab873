package io.pronto.core.object;

import io.pronto.core.subprocessor.ProcessedBy;
import java.net.URI;

/**
 * Where a bucket is, and who may use it.
 *
 * @param endpoint {@code https://host} or {@code http://host:port}, without a path
 * @param bucket its name
 * @param region that requests are signed for; any where the store knows none
 * @param accessKey the name of the key
 * @param secretKey the key, which requests are signed by and nobody is sent
 * @param pathStyle whether the bucket stands in the path; else before the endpoint's host
 * @param processedBy whose it is
 */
public record ObjectStoreSettings(
    URI endpoint,
    String bucket,
    String region,
    String accessKey,
    String secretKey,
    boolean pathStyle,
    ProcessedBy processedBy) {
  /** One of which nobody has said whose it is. */
  public ObjectStoreSettings(
      URI endpoint,
      String bucket,
      String region,
      String accessKey,
      String secretKey,
      boolean pathStyle) {
    this(endpoint, bucket, region, accessKey, secretKey, pathStyle, new ProcessedBy.Unsaid());
  }

  /** Without the secret, which belongs in no log. */
  @Override
  public String toString() {
    return "%s of %s".formatted(bucket, endpoint);
  }
}
