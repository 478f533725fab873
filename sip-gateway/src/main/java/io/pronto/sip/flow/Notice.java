package io.pronto.sip.flow;

import io.pronto.media.Played;
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
  private final Optional<Character> refusal;
  private final Instant begun = Instant.now();
  private final JsonObject heard = new JsonObject();
  private Optional<String> refusedBy = Optional.empty();
  private Optional<Instant> refusedAt = Optional.empty();

  /**
   * It begins to be played to both.
   *
   * @param refusal the key by which they may refuse, if they may
   */
  Notice(Prompt prompt, Optional<Character> refusal) {
    this.prompt = prompt;
    this.refusal = refusal;
  }

  /**
   * What is kept where the number's policy is to tell them nothing.
   *
   * @param ground why law allows that, in the organisation's words; empty where none is written
   *     down
   */
  static JsonObject none(Optional<String> ground) {
    var json = new JsonObject().put("policy", "none");
    ground.ifPresent(words -> json.put("ground", words));
    return json;
  }

  /** What is played. */
  Prompt prompt() {
    return prompt;
  }

  /**
   * It is over for {@code side}, who has heard the whole of it or not.
   *
   * @param leg by which they are in the call
   * @param played what of it went out to them
   */
  void ended(String side, String leg, boolean whole, Played played) {
    var json =
        new JsonObject()
            .put("leg_id", leg)
            .put("until", Instant.now().toString())
            .put("whole", whole)
            .put("frames", played.frames())
            .put("of", played.of());
    played.first().ifPresent(at -> json.put("first_frame", at.toString()));
    played.last().ifPresent(at -> json.put("last_frame", at.toString()));
    heard.put(side, json);
  }

  /** {@code side} does not want to be recorded. */
  void refused(String side) {
    refusedBy = Optional.of(side);
    refusedAt = Optional.of(Instant.now());
  }

  JsonObject json() {
    var json =
        new JsonObject()
            .put("policy", refusal.isPresent() ? "refusable" : "notice")
            .put("prompt", prompt.name())
            .put("sha256", prompt.fingerprint())
            .put("from", begun.toString())
            .put("heard", heard.copy());
    refusal.ifPresent(key -> json.put("refusal_key", key.toString()));
    refusedBy.ifPresent(by -> json.put("refused_by", by));
    refusedAt.ifPresent(at -> json.put("refused_at", at.toString()));
    return json;
  }
}
