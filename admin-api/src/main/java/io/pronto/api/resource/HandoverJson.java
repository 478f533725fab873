package io.pronto.api.resource;

import io.pronto.core.handover.Offer;
import io.vertx.core.json.JsonObject;
import java.net.URI;

/** Links to archives, as they are told to whoever made them. */
final class HandoverJson {
  private HandoverJson() {}

  /** The link is absolute, at {@code publicUrl}. */
  static JsonObject of(Offer offer, URI publicUrl) {
    return new JsonObject()
        .put("id", offer.id())
        .put("url", publicUrl + "/v1/handovers/" + offer.token())
        .put("passphrase", offer.passphrase())
        .put("expires_at", offer.expiresAt().toString());
  }
}
