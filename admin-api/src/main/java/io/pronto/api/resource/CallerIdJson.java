package io.pronto.api.resource;

import io.pronto.core.identity.RightToNumber;
import io.vertx.core.json.JsonObject;
import java.time.Instant;

/** How rights to numbers read in JSON. */
final class CallerIdJson {
  private CallerIdJson() {}

  static JsonObject of(RightToNumber right) {
    return new JsonObject()
        .put("id", right.id())
        .put("number", right.number().value())
        .put("proof", right.proof().code())
        .put("state", right.state().code())
        .put("note", right.note())
        .put("document", right.documented())
        .put("reason", right.reason().isEmpty() ? null : right.reason())
        .put("requested_at", right.requestedAt())
        .put("since", right.since().map(Instant::toString).orElse(null))
        .put("until", right.until().map(Instant::toString).orElse(null));
  }

  /** The same for the operator, who sees whose it is. */
  static JsonObject reviewed(RightToNumber right) {
    return of(right).put("organisation_id", right.organisation().value());
  }
}
