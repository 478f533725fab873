package io.pronto.api.web;

import io.vertx.core.json.jackson.JacksonCodec;
import io.vertx.core.spi.JsonFactory;
import io.vertx.core.spi.json.JsonCodec;

/**
 * JSON by Jackson's streaming parser alone. Vert.x would take its object mapper where that is on
 * the class path, as the client of Okta brings it, and requests would be read by other rules.
 */
public final class PlainJson implements JsonFactory {
  @Override
  public JsonCodec codec() {
    return new JacksonCodec();
  }
}
