package io.pronto.api.resource;

import io.pronto.api.web.Problem;
import io.pronto.core.manifest.Purpose;
import io.pronto.core.numbering.RecordingPolicy;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** What {@code recording} of a number says, as JSON has it and as it is changed. */
final class RecordingPolicyJson {
  private static final String GROUND = "no_notice_ground";
  private static final String PURPOSE = "purpose";

  private RecordingPolicyJson() {}

  static JsonObject of(RecordingPolicy policy) {
    return new JsonObject()
        .put("mode", policy.mode().code())
        .put("announce", policy.announce())
        .put(GROUND, policy.noNoticeGround().orElse(null))
        .put("refusable", policy.refusable())
        .put("card_pause", policy.cardPause())
        .put("redact", policy.redact())
        .put(PURPOSE, policy.purpose().kind().code())
        .put("purpose_text", policy.purpose().text().orElse(null))
        .put("purpose_chosen", policy.purposeChosen());
  }

  /** What holds once {@code body} has changed what held {@code before}. */
  static RecordingPolicy changed(RecordingPolicy before, JsonObject body) {
    var mode = RecordingPolicy.Mode.of(body.getString("mode", before.mode().code()));
    boolean announce = body.getBoolean("announce", before.announce());
    var purpose = purpose(before.purpose(), body);
    return new RecordingPolicy(
        mode,
        announce,
        announce ? none(body) : ground(before, mode, body),
        body.getBoolean("refusable", before.refusable()),
        body.getBoolean("card_pause", before.cardPause()),
        body.getBoolean("redact", before.redact()),
        purpose,
        before.purposeChosen() || isChosen(before.purpose(), purpose, body));
  }

  private static Optional<String> none(JsonObject body) {
    if (body.getString(GROUND) != null) {
      throw fault(GROUND, "not_allowed", "Is told where announce is false alone");
    }
    return Optional.empty();
  }

  /** Who decides that the parties are told nothing says why law allows that. */
  private static Optional<String> ground(
      RecordingPolicy before, RecordingPolicy.Mode mode, JsonObject body) {
    var ground =
        body.containsKey(GROUND)
            ? Optional.ofNullable(body.getString(GROUND)).map(String::strip)
            : before.noNoticeGround();
    boolean begins = before.mode() == RecordingPolicy.Mode.OFF && mode != RecordingPolicy.Mode.OFF;
    if (ground.isEmpty() && (begins || body.containsKey("announce") || body.containsKey(GROUND))) {
      throw fault(
          GROUND,
          "required",
          "Say why law lets these calls be recorded without a notice, or announce it");
    }
    if (ground.filter(words -> length(words) < RecordingPolicy.SHORTEST_GROUND).isPresent()) {
      throw fault(
          GROUND, "too_short", "Takes %d characters".formatted(RecordingPolicy.SHORTEST_GROUND));
    }
    return ground;
  }

  private static int length(String words) {
    return words.codePointCount(0, words.length());
  }

  private static Purpose purpose(Purpose before, JsonObject body) {
    var kind = Purpose.Kind.of(body.getString(PURPOSE, before.kind().code()));
    boolean inWords = kind == Purpose.Kind.OTHER;
    var text =
        Optional.ofNullable(body.getString("purpose_text"))
            .or(() -> before.text().filter(_ -> inWords));
    if (inWords && text.filter(words -> !words.isBlank()).isEmpty()) {
      throw fault("purpose_text", "required", "Another purpose is told in words");
    }
    if (!inWords && text.isPresent()) {
      throw fault("purpose_text", "not_allowed", "Is told of the purpose other alone");
    }
    return new Purpose(kind, text.map(String::strip));
  }

  /** To give back what was read, unchanged, is to choose nothing. */
  private static boolean isChosen(Purpose before, Purpose after, JsonObject body) {
    return body.containsKey(PURPOSE)
        && (body.getBoolean("purpose_chosen", true) || !after.equals(before));
  }

  private static Problem fault(String field, String code, String detail) {
    return Problem.invalid("/recording/" + field, code, detail);
  }
}
