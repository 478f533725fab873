package io.pronto.core.wholesale;

import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.Map;

/**
 * What somebody who says to be a provider has sent.
 *
 * @param url the address to which it was sent
 * @param headers in lower case
 * @param body byte for byte
 */
public record Notice(String url, Map<String, String> headers, Buffer body, Instant receivedAt) {}
