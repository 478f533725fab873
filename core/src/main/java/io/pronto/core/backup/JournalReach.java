package io.pronto.core.backup;

import io.pronto.core.seal.BrokenSeal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How far the journal of erasures reaches.
 *
 * @param at whatever was erased until then is in it
 * @param last the number of its last file; 0 before the first
 * @param ends of the chains at that time; those of certificates are all in it, as far as they are
 *     newer than its beginning
 * @param erasures the ids of erasures that are in it, or were there before it, and when they were
 * @param bindings the ids of what binds whoever uses and deletes data, and the version of each that
 *     is in it
 * @param start where it begins
 * @param givenUp the ids of the restorations that gave a journal up, all before this one; empty
 *     where it does not say
 */
public record JournalReach(
    Instant at,
    long last,
    ChainEnds ends,
    Map<String, Instant> erasures,
    Map<String, String> bindings,
    Start start,
    Optional<Set<String>> givenUp) {
  /** Copies the maps. */
  public JournalReach {
    erasures = Map.copyOf(erasures);
    bindings = Map.copyOf(bindings);
    givenUp = givenUp.map(Set::copyOf);
  }

  /**
   * Where a journal begins.
   *
   * @param numbers when its files began to be numbered: numbers from before are of another journal
   * @param content whatever was erased since then is in it, if no file of it has been removed
   */
  public record Start(Instant numbers, Instant content) {
    /** That of a journal which does not say: its numbers alone tell what is missing. */
    static final Start UNKNOWN = new Start(Instant.EPOCH, Instant.EPOCH);
  }

  JsonObject json() {
    var ids = new JsonObject();
    erasures.forEach((id, time) -> ids.put(id, time.toString()));
    var json = new JsonObject();
    givenUp.ifPresent(all -> json.put("given_up", new JsonArray(List.copyOf(all))));
    return json.put("at", at.toString())
        .put("last", last)
        .put("certificates", new JsonObject(new TreeMap<>(ends.certificates())))
        .put("events", new JsonObject(new TreeMap<>(ends.events())))
        .put("erasures", ids)
        .put("bindings", new JsonObject(new TreeMap<>(bindings)))
        .put("numbered_since", start.numbers.toString())
        .put("whole_since", start.content.toString());
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
          erasures,
          versions(json.getJsonObject("bindings", new JsonObject())),
          new Start(
              Instant.parse(json.getString("numbered_since", Instant.EPOCH.toString())),
              Instant.parse(json.getString("whole_since", Instant.EPOCH.toString()))),
          Optional.ofNullable(json.getJsonArray("given_up"))
              .map(all -> all.stream().map(String.class::cast).collect(Collectors.toSet())));
    } catch (NullPointerException | ClassCastException | DateTimeException unreadable) {
      throw new BrokenSeal("What says how far the journal of erasures reaches is damaged");
    }
  }

  private static Map<String, String> versions(JsonObject json) {
    var versions = new TreeMap<String, String>();
    json.fieldNames().forEach(id -> versions.put(id, json.getString(id)));
    return versions;
  }

  private static Map<String, Long> numbers(JsonObject json) {
    var numbers = new TreeMap<String, Long>();
    json.fieldNames().forEach(name -> numbers.put(name, json.getLong(name)));
    return numbers;
  }
}
