package io.pronto.core.wholesale;

import io.pronto.core.subprocessor.ProcessedBy;
import io.vertx.core.json.JsonObject;

/**
 * How a carrier's wholesale API is asked.
 *
 * @param kind {@code didww}, {@code telnyx} or {@code vonage}
 * @param baseUrl where it is, such as {@code https://api.telnyx.com/v2}
 * @param credentials opened: {@code api_key}, {@code api_secret}, {@code webhook_secret}
 * @param enabled whether more is bought there
 * @param processedBy which subprocessor it is
 */
public record ProviderAccount(
    String id,
    String carrierId,
    String name,
    String kind,
    String baseUrl,
    JsonObject credentials,
    boolean enabled,
    ProcessedBy processedBy) {
  /** Copies what can change. */
  public ProviderAccount {
    credentials = credentials.copy();
  }

  @Override
  public JsonObject credentials() {
    return credentials.copy();
  }

  /** A secret is never printed. */
  @Override
  public String toString() {
    return kind + ' ' + id;
  }
}
