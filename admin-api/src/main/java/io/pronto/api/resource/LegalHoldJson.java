package io.pronto.api.resource;

import io.pronto.core.hold.HoldReach;
import io.pronto.core.hold.LegalHold;
import io.pronto.core.numbering.E164;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** How legal holds are shown. */
final class LegalHoldJson {
  private LegalHoldJson() {}

  /** With how much it is about. */
  static JsonObject of(LegalHold hold, HoldReach reach) {
    return of(hold)
        .put(
            "holds",
            new JsonObject()
                .put("recordings", reach.recordings())
                .put("transcripts", reach.transcripts())
                .put("call_records", reach.callRecords()));
  }

  /** As a list shows it. */
  static JsonObject of(LegalHold hold) {
    var json =
        new JsonObject()
            .put("id", hold.id())
            .put("state", hold.state().text())
            .put("reason", hold.reason())
            .put("number", hold.number().map(E164::value).orElse(null))
            .put("person", hold.person().map(LegalHoldJson::person).orElse(null))
            .put("from", hold.from().orElse(null))
            .put("until", hold.until().orElse(null));
    step(json, "asked", Optional.of(hold.asked()));
    step(json, "confirmed", hold.confirmed());
    step(json, "lifting_asked", hold.liftingAsked());
    step(json, "lifted", hold.lifted());
    return json.putNull("holds");
  }

  private static void step(JsonObject json, String name, Optional<LegalHold.Step> step) {
    json.put(name + "_by", step.map(LegalHold.Step::by).orElse(null))
        .put(name + "_at", step.map(LegalHold.Step::at).orElse(null));
  }

  private static JsonObject person(LegalHold.Person person) {
    return new JsonObject()
        .put("type", person.type().text())
        .put("id", person.value())
        .put("users", new JsonArray(person.users()))
        .put("numbers", new JsonArray(person.numbers()));
  }
}
