package io.pronto.sip.flow;

import io.pronto.media.Prompt;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/**
 * The notice that a call is recorded, as each party has heard it: evidence that goes with the
 * recording (GDPR, articles 7(1) and 13).
 */
final class Notice {
  private final Prompt prompt;
  private final Instant begun = Instant.now();
  private final JsonObject heard = new JsonObject();
  private Optional<String> refusedBy = Optional.empty();
  private Optional<Instant> refusedAt = Optional.empty();

  /** It begins to be played to both. */
  Notice(Prompt prompt) {
    this.prompt = prompt;
  }

  /** What is played. */
  Prompt prompt() {
    return prompt;
  }

  /** It is over for {@code side}, who has heard the whole of it or not. */
  void ended(String side, boolean whole) {
    heard.put(side, new JsonObject().put("until", Instant.now()).put("whole", whole));
  }

  /** {@code side} does not want to be recorded. */
  void refused(String side) {
    refusedBy = Optional.of(side);
    refusedAt = Optional.of(Instant.now());
  }

  JsonObject json() {
    var json =
        new JsonObject()
            .put("prompt", prompt.name())
            .put("sha256", prompt.fingerprint())
            .put("from", begun)
            .put("heard", heard);
    refusedBy.ifPresent(by -> json.put("refused_by", by));
    refusedAt.ifPresent(at -> json.put("refused_at", at));
    return json;
  }
}
