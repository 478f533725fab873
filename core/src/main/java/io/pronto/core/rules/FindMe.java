package io.pronto.core.rules;

import io.pronto.core.numbering.E164;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A number at which a user is looked for while the user's devices ring.
 *
 * @param number to be called too, outside the organisation
 * @param after how long the devices ring before it is called, 0 to 120 s
 * @param rings how long it is called then, 5 to 120 s
 */
public record FindMe(E164 number, Duration after, Duration rings) {
  private Duration end() {
    return after.plus(rings);
  }

  /**
   * Reads them, the first to be called first.
   *
   * @throws FindMeFault when one begins before the one above it has ended: one call has one leg
   *     outside at a time
   */
  public static List<FindMe> read(JsonArray json) {
    var read = new ArrayList<FindMe>();
    for (int i = 0; i < json.size(); i++) {
      var item = json.getJsonObject(i);
      var next =
          new FindMe(
              new E164(item.getString("number")),
              Duration.ofSeconds(item.getInteger("after_seconds")),
              Duration.ofSeconds(item.getInteger("ring_seconds")));
      if (i > 0 && next.after().compareTo(read.getLast().end()) < 0) {
        throw new FindMeFault(
            "/find_me/" + i + "/after_seconds",
            "Must not begin before the number above it has rung: "
                + read.getLast().end().toSeconds()
                + " or later");
      }
      read.add(next);
    }
    return List.copyOf(read);
  }

  /** Writes them. */
  public static JsonArray json(List<FindMe> all) {
    var json = new JsonArray();
    for (var one : all) {
      json.add(
          new JsonObject()
              .put("number", one.number().value())
              .put("after_seconds", one.after().toSeconds())
              .put("ring_seconds", one.rings().toSeconds()));
    }
    return json;
  }
}
