package io.pronto.core.call;

import io.pronto.core.db.StorableText;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A CDR as JSON whose names are the columns of table {@code cdr}, for the spool and the database
 * alike. Text is kept as {@link StorableText} lets it.
 */
final class CdrJson {
  private static final int MOST = 500;

  private CdrJson() {}

  /** All of {@code cdr}, with what is known of its recordings. */
  static JsonObject of(CallDetailRecord cdr) {
    return row(cdr).put("recordings", array(cdr.recordings(), RecordingJson::of));
  }

  /** Only what the table has: of recordings nothing but the ids. */
  static JsonObject row(CallDetailRecord cdr) {
    var json = new JsonObject().put("id", cdr.id().value());
    put(json, "organisation_id", cdr.organisation().map(OrganisationId::value));
    json.put("direction", cdr.direction().code());
    putParty(json, "caller", cdr.caller());
    putParty(json, "called", cdr.called());
    json.put("started_at", cdr.startedAt().toString());
    putTime(json, "ringing_at", cdr.ringingAt());
    putTime(json, "answered_at", cdr.answeredAt());
    putTime(json, "ended_at", cdr.endedAt());
    put(json, "cause", cdr.cause().map(HangupCause::code));
    return json.put("sip_status", cdr.sipStatus())
        .put("ended_by", storable(cdr.endedBy()))
        .put("diversions", array(cdr.diversions(), CdrJson::storable))
        .put("legs", array(cdr.legs(), LegJson::of))
        .put("recording_ids", array(cdr.recordings(), RecordingEntry::id))
        .put("node", storable(cdr.node()))
        .put("trace", array(cdr.trace(), StepJson::of));
  }

  /** {@link #of} as bytes, without a line feed. */
  static byte[] bytes(CallDetailRecord cdr) {
    return of(cdr).toBuffer().getBytes();
  }

  /** Reads what {@link #bytes} made; throws a {@link RuntimeException} for anything else. */
  static CallDetailRecord parse(byte[] bytes) {
    return read(new JsonObject(Buffer.buffer(bytes)));
  }

  /**
   * Reads what {@link #of} or the table made; throws a {@link RuntimeException} for anything else.
   */
  static CallDetailRecord read(JsonObject json) {
    return new CallDetailRecord(
        new CallId(json.getString("id")),
        text(json, "organisation_id").map(OrganisationId::new),
        CallDetailRecord.Direction.of(json.getString("direction")),
        party(json, "caller"),
        party(json, "called"),
        time(json, "started_at").orElseThrow(),
        time(json, "ringing_at"),
        time(json, "answered_at"),
        time(json, "ended_at"),
        text(json, "cause").map(HangupCause::of),
        json.getInteger("sip_status"),
        json.getString("ended_by"),
        json.getJsonArray("diversions").stream().map(String.class::cast).toList(),
        list(json, "legs", LegJson::read),
        list(json, "recordings", RecordingJson::read),
        json.getString("node"),
        list(json, "trace", StepJson::read).stream().flatMap(Optional::stream).toList());
  }

  static Optional<String> text(JsonObject json, String name) {
    return Optional.ofNullable(json.getString(name));
  }

  static Optional<Instant> time(JsonObject json, String name) {
    return text(json, name).map(text -> OffsetDateTime.parse(text).toInstant());
  }

  static void put(JsonObject json, String name, Optional<String> text) {
    text.ifPresent(value -> json.put(name, storable(value)));
  }

  static void putTime(JsonObject json, String name, Optional<Instant> time) {
    time.ifPresent(value -> json.put(name, value.toString()));
  }

  /** Nobody's name or number is longer, unless to do harm. */
  static String storable(String text) {
    return StorableText.of(text, MOST);
  }

  private static void putParty(JsonObject json, String side, CallDetailRecord.Party party) {
    json.put(side + "_number", storable(party.number()));
    json.put(side + "_name", storable(party.name()));
    put(json, side + "_user_id", party.userId());
    put(json, side + "_device_id", party.deviceId());
    put(json, side + "_trunk_id", party.trunkId());
  }

  private static CallDetailRecord.Party party(JsonObject json, String side) {
    return new CallDetailRecord.Party(
        json.getString(side + "_number"),
        json.getString(side + "_name"),
        text(json, side + "_user_id"),
        text(json, side + "_device_id"),
        text(json, side + "_trunk_id"));
  }

  private static <T> JsonArray array(List<T> items, Function<T, ?> write) {
    var array = new JsonArray();
    items.forEach(item -> array.add(write.apply(item)));
    return array;
  }

  private static <T> List<T> list(JsonObject json, String name, Function<JsonObject, T> read) {
    var array = json.getJsonArray(name, new JsonArray());
    return array.stream().map(JsonObject.class::cast).map(read).toList();
  }
}
