package io.pronto.api.resource;

import static java.time.ZoneOffset.UTC;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import io.pronto.api.web.Reply;
import io.pronto.core.call.CallDetailRecord.Party;
import io.pronto.core.call.HangupCause;
import io.pronto.core.call.StoredCdr;
import io.pronto.core.db.Page;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.Optional;

/**
 * How a call that has ended reads in JSON. It is written as text at once, its legs as they are
 * stored: to make objects of a page of fifty would cost more than to find them.
 */
final class CdrText {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int USUAL = 64 * 1024;

  private CdrText() {}

  static Reply reply(StoredCdr stored) {
    return reply(json -> write(json, stored));
  }

  static Reply reply(Page<StoredCdr> page) {
    return reply(
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("data");
          for (var stored : page.items()) {
            write(json, stored);
          }
          json.writeEndArray();
          json.writeObjectFieldStart("page");
          text(json, "next", page.next());
          text(json, "previous", page.previous());
          json.writeBooleanField("has_more", page.next().isPresent());
          json.writeEndObject();
          json.writeEndObject();
        });
  }

  private interface Writing {
    void to(JsonGenerator json) throws IOException;
  }

  private static Reply reply(Writing writing) {
    var body = new ByteArrayOutputStream(USUAL);
    try (var json = JSON.createGenerator(body)) {
      writing.to(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Reply.Text("application/json", Buffer.buffer(body.toByteArray()), Map.of());
  }

  private static void write(JsonGenerator json, StoredCdr stored) throws IOException {
    var cdr = stored.cdr();
    var cause = cdr.cause().orElse(HangupCause.SERVER_FAILURE);
    json.writeStartObject();
    json.writeStringField("id", cdr.id().value());
    json.writeStringField("direction", cdr.direction().code());
    party(json, "caller", cdr.caller());
    party(json, "called", cdr.called());
    json.writeStringField("started_at", text(cdr.startedAt()));
    text(json, "ringing_at", cdr.ringingAt().map(CdrText::text));
    text(json, "answered_at", cdr.answeredAt().map(CdrText::text));
    text(json, "ended_at", cdr.endedAt().map(CdrText::text));
    json.writeNumberField("duration", cdr.duration().toSeconds());
    json.writeNumberField("talked", cdr.talked().toSeconds());
    json.writeStringField("cause", cause.code());
    json.writeStringField("reason", cause.words());
    json.writeNumberField("sip_status", cdr.sipStatus());
    json.writeNumberField("q850", cause.q850());
    json.writeStringField("ended_by", cdr.endedBy());
    texts(json, "diversions", cdr.diversions());
    json.writeFieldName("legs");
    json.writeRawValue(new SerializedString(stored.legsJson()));
    texts(json, "recording_ids", stored.recordingIds());
    json.writeStringField("node", cdr.node());
    json.writeStringField("delete_after", stored.deleteAfter().toString());
    json.writeEndObject();
  }

  private static void party(JsonGenerator json, String name, Party party) throws IOException {
    json.writeObjectFieldStart(name);
    json.writeStringField("number", party.number());
    json.writeStringField("name", party.name());
    text(json, "user_id", party.userId());
    text(json, "device_id", party.deviceId());
    text(json, "trunk_id", party.trunkId());
    json.writeEndObject();
  }

  private static void texts(JsonGenerator json, String name, Iterable<String> texts)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (var text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }

  private static void text(JsonGenerator json, String name, Optional<String> value)
      throws IOException {
    json.writeStringField(name, value.orElse(null));
  }

  /**
   * As {@link Instant#toString} writes it, at a third of its cost; of a local time only a full
   * minute is written otherwise.
   */
  private static String text(Instant instant) {
    var time = LocalDateTime.ofEpochSecond(instant.getEpochSecond(), instant.getNano(), UTC);
    return time + (time.getSecond() == 0 && time.getNano() == 0 ? ":00Z" : "Z");
  }
}
