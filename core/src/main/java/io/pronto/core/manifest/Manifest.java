package io.pronto.core.manifest;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What every moment of a recording holds.
 *
 * @param closed whether the recorder ended it; if not, a crash did, and this was read from its file
 * @param caller the left channel: the party that called
 * @param called the right channel: the party that was called
 * @param pauses why what is {@link Content#PAUSED} is so, in order
 * @param redactions why what is {@link Content#REDACTED} is so
 * @param notice evidence of what the parties were told and by which policy, when each heard it and
 *     who refused; empty only of recordings from before it was bound to their sound
 * @param purpose what it was made for; empty only of recordings from before that was said
 */
public record Manifest(
    boolean closed,
    Track caller,
    Track called,
    List<Pause> pauses,
    List<Redaction> redactions,
    Optional<JsonObject> notice,
    Optional<Purpose> purpose) {
  /** Refuses channels of different lengths. */
  public Manifest {
    pauses = List.copyOf(pauses);
    redactions = List.copyOf(redactions);
    if (caller.millis() != called.millis()) {
      throw new IllegalArgumentException(
          "Channels of %d and %d ms".formatted(caller.millis(), called.millis()));
    }
  }

  /** The manifest of a recording of whose purpose nothing is known. */
  public Manifest(
      boolean closed,
      Track caller,
      Track called,
      List<Pause> pauses,
      List<Redaction> redactions,
      Optional<JsonObject> notice) {
    this(closed, caller, called, pauses, redactions, notice, Optional.empty());
  }

  /** The manifest of a recording of whose pauses nothing is known but that they were. */
  public Manifest(boolean closed, Track caller, Track called) {
    this(closed, caller, called, List.of());
  }

  /** The manifest of a recording out of which nothing was taken. */
  public Manifest(boolean closed, Track caller, Track called, List<Pause> pauses) {
    this(closed, caller, called, pauses, List.of(), Optional.empty());
  }

  /** The same, out of which {@code more} was taken. */
  public Manifest redacted(List<Redaction> more) {
    var left = caller;
    var right = called;
    for (var each : more) {
      if (each.party().equals("caller")) {
        left = left.with(each.fromMillis(), each.toMillis(), Content.REDACTED);
      } else {
        right = right.with(each.fromMillis(), each.toMillis(), Content.REDACTED);
      }
    }
    var all = Stream.concat(redactions.stream(), more.stream()).toList();
    return new Manifest(closed, left, right, pauses, all, notice, purpose);
  }

  /** The manifest of a recording that never began. */
  public static Manifest nothing(boolean closed) {
    var nothing = new Track(List.of(), Packets.NONE);
    return new Manifest(closed, nothing, nothing);
  }

  /** How long it is, in milliseconds. */
  public long millis() {
    return caller.millis();
  }

  /** Whether either channel has any of {@code content}. */
  public boolean has(Content content) {
    return caller.total(content) + called.total(content) > 0;
  }

  /** As it is kept and shown: what {@link #of} reads. */
  public JsonObject json() {
    var json =
        new JsonObject()
            .put("millis", millis())
            .put("closed", closed)
            .put("caller", json(caller))
            .put("called", json(called))
            .put("pauses", json(pauses))
            .put("redactions", redactionsJson());
    notice.ifPresent(said -> json.put("notice", said));
    purpose.ifPresent(what -> what.addTo(json));
    return json;
  }

  /** Reads {@link #json}; an object without channels is that of a recording that never began. */
  public static Manifest of(JsonObject json) {
    var notice = Optional.ofNullable(json.getJsonObject("notice"));
    if (!json.containsKey("caller")) {
      var nothing = new Track(List.of(), Packets.NONE);
      return new Manifest(false, nothing, nothing, List.of(), List.of(), notice, Purpose.in(json));
    }
    return new Manifest(
        json.getBoolean("closed"),
        track(json.getJsonObject("caller")),
        track(json.getJsonObject("called")),
        pauses(json.getJsonArray("pauses", new JsonArray())),
        redactions(json.getJsonArray("redactions", new JsonArray())),
        notice,
        Purpose.in(json));
  }

  private JsonArray redactionsJson() {
    var json = new JsonArray();
    for (var redaction : redactions) {
      json.add(
          new JsonObject()
              .put("party", redaction.party())
              .put("from", redaction.fromMillis())
              .put("to", redaction.toMillis())
              .put("reason", redaction.reason()));
    }
    return json;
  }

  private static List<Redaction> redactions(JsonArray json) {
    return json.stream()
        .map(JsonObject.class::cast)
        .map(
            each ->
                new Redaction(
                    each.getString("party"),
                    each.getLong("from"),
                    each.getLong("to"),
                    each.getString("reason")))
        .toList();
  }

  private static JsonArray json(List<Pause> pauses) {
    var json = new JsonArray();
    for (var pause : pauses) {
      json.add(
          new JsonObject()
              .put("from", pause.fromMillis())
              .put("to", pause.toMillis())
              .put("reason", pause.reason()));
    }
    return json;
  }

  private static List<Pause> pauses(JsonArray json) {
    return json.stream()
        .map(JsonObject.class::cast)
        .map(each -> new Pause(each.getLong("from"), each.getLong("to"), each.getString("reason")))
        .toList();
  }

  private static JsonObject json(Track track) {
    var stretches = new JsonArray();
    for (var each : track.stretches()) {
      stretches.add(
          new JsonObject()
              .put("from", each.fromMillis())
              .put("to", each.toMillis())
              .put("content", each.content().word()));
    }
    var totals = new JsonObject();
    track.totals().forEach((content, millis) -> totals.put(content.word(), millis));
    var packets = track.packets();
    return new JsonObject()
        .put("stretches", stretches)
        .put("totals", totals)
        .put("legs", legs(track))
        .put(
            "packets",
            new JsonObject()
                .put("expected", packets.expected())
                .put("seen", packets.seen())
                .put("written", packets.written()));
  }

  private static JsonArray legs(Track track) {
    var json = new JsonArray();
    for (var leg : track.legs()) {
      json.add(
          new JsonObject()
              .put("leg_id", leg.legId())
              .put("from", leg.fromMillis())
              .put("to", leg.toMillis()));
    }
    return json;
  }

  private static List<LegInterval> legs(JsonArray json) {
    return json.stream()
        .map(JsonObject.class::cast)
        .map(
            each ->
                new LegInterval(each.getString("leg_id"), each.getLong("from"), each.getLong("to")))
        .toList();
  }

  private static Track track(JsonObject json) {
    var stretches =
        json.getJsonArray("stretches").stream().map(JsonObject.class::cast).map(Manifest::stretch);
    Map<Content, Long> totals = new EnumMap<>(Content.class);
    var sums = json.getJsonObject("totals");
    sums.fieldNames().forEach(word -> totals.put(Content.of(word), sums.getLong(word)));
    var packets = json.getJsonObject("packets");
    return new Track(
        stretches.toList(),
        totals,
        new Packets(
            packets.getLong("expected"), packets.getLong("seen"), packets.getLong("written")),
        legs(json.getJsonArray("legs", new JsonArray())));
  }

  private static Stretch stretch(JsonObject json) {
    return new Stretch(
        json.getLong("from"), json.getLong("to"), Content.of(json.getString("content")));
  }
}
