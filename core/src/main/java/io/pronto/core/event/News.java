package io.pronto.core.event;

import io.pronto.core.Id;
import io.pronto.core.db.StorableText;
import io.vertx.core.json.JsonObject;
import java.time.Instant;

/**
 * An event that has no place among the others yet.
 *
 * @param type two or more words with dots between them, such as {@code call.ended}
 * @param data what happened, by the names of the API
 */
public record News(String id, String type, Instant occurredAt, JsonObject data) {
  /** What happened just now. */
  public static News of(String type, JsonObject data) {
    return new News(Id.next("evt"), type, Instant.now(), StorableText.in(data));
  }
}
