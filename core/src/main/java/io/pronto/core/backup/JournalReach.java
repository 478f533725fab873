package io.pronto.core.backup;

import io.pronto.core.seal.BrokenSeal;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far the journal of erasures reaches.
 *
 * @param at whatever was erased until then is in it
 * @param last the number of its last file; 0 before the first
 * @param ends of the chains at that time; those of certificates are all in it, as far as they are
 *     newer than its beginning
 * @param erasures the ids of erasures that are in it, or were there before it, and when they were
 */
public record JournalReach(Instant at, long last, ChainEnds ends, Map<String, Instant> erasures) {
  /** Copies the map. */
  public JournalReach {
    erasures = Map.copyOf(erasures);
  }

  JsonObject json() {
    var ids = new JsonObject();
    erasures.forEach((id, time) -> ids.put(id, time.toString()));
    return new JsonObject()
        .put("at", at.toString())
        .put("last", last)
        .put("certificates", new JsonObject(new TreeMap<>(ends.certificates())))
        .put("events", new JsonObject(new TreeMap<>(ends.events())))
        .put("erasures", ids);
  }

  static JournalReach of(JsonObject json) {
    try {
      var erasures = new TreeMap<String, Instant>();
      var ids = json.getJsonObject("erasures");
      ids.fieldNames().forEach(id -> erasures.put(id, Instant.parse(ids.getString(id))));
      return new JournalReach(
          Instant.parse(json.getString("at")),
          json.getLong("last"),
          new ChainEnds(
              numbers(json.getJsonObject("certificates")), numbers(json.getJsonObject("events"))),
          erasures);
    } catch (NullPointerException | ClassCastException | DateTimeException unreadable) {
      throw new BrokenSeal("What says how far the journal of erasures reaches is damaged");
    }
  }

  private static Map<String, Long> numbers(JsonObject json) {
    var numbers = new TreeMap<String, Long>();
    json.fieldNames().forEach(name -> numbers.put(name, json.getLong(name)));
    return numbers;
  }
}
