package io.pronto.api.resource;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import io.pronto.api.web.Reply;
import io.pronto.core.call.CallDetailRecord.Party;
import io.pronto.core.call.HangupCause;
import io.pronto.core.call.StoredCdr;
import io.pronto.core.db.Page;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How a call that has ended reads in JSON. It is written as text at once, its legs as they are
 * stored: to make objects of a page of fifty would cost more than to find them.
 */
final class CdrText {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int USUAL = 128 * 1024;

  /** The names of what is written, encoded once. */
  private enum Field {
    ANSWERED_AT,
    CALLED,
    CALLER,
    CAUSE,
    DATA,
    DELETE_AFTER,
    DEVICE_ID,
    DIRECTION,
    DIVERSIONS,
    DURATION,
    ENDED_AT,
    ENDED_BY,
    HAS_MORE,
    HELD,
    RESTRICTED,
    ID,
    LEGS,
    NAME,
    NEXT,
    NODE,
    NUMBER,
    PAGE,
    PREVIOUS,
    Q850,
    REASON,
    RECORDING_IDS,
    RINGING_AT,
    SIP_STATUS,
    STARTED_AT,
    TALKED,
    TRUNK_ID,
    USER_ID;

    private final SerializedString encoded = new SerializedString(name().toLowerCase(Locale.ROOT));
  }

  private final Body body = new Body();
  private final TimeText time = new TimeText();
  private final JsonGenerator json;

  private CdrText() throws IOException {
    json = JSON.createGenerator(body);
  }

  static Reply reply(StoredCdr stored) {
    return reply(text -> text.write(stored));
  }

  static Reply reply(Page<StoredCdr> page) {
    return reply(text -> text.write(page));
  }

  private interface Writing {
    void to(CdrText text) throws IOException;
  }

  private static Reply reply(Writing writing) {
    try {
      var text = new CdrText();
      writing.to(text);
      text.json.close();
      return new Reply.Text("application/json", text.body.written, Map.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(Page<StoredCdr> page) throws IOException {
    json.writeStartObject();
    name(Field.DATA);
    json.writeStartArray();
    for (var stored : page.items()) {
      write(stored);
    }
    json.writeEndArray();
    name(Field.PAGE);
    json.writeStartObject();
    text(Field.NEXT, page.next());
    text(Field.PREVIOUS, page.previous());
    name(Field.HAS_MORE);
    json.writeBoolean(page.next().isPresent());
    json.writeEndObject();
    json.writeEndObject();
  }

  private void write(StoredCdr stored) throws IOException {
    var cdr = stored.cdr();
    var cause = cdr.cause().orElse(HangupCause.SERVER_FAILURE);
    json.writeStartObject();
    text(Field.ID, cdr.id().value());
    text(Field.DIRECTION, cdr.direction().code());
    party(Field.CALLER, cdr.caller());
    party(Field.CALLED, cdr.called());
    time(Field.STARTED_AT, Optional.of(cdr.startedAt()));
    time(Field.RINGING_AT, cdr.ringingAt());
    time(Field.ANSWERED_AT, cdr.answeredAt());
    time(Field.ENDED_AT, cdr.endedAt());
    number(Field.DURATION, cdr.duration().toSeconds());
    number(Field.TALKED, cdr.talked().toSeconds());
    text(Field.CAUSE, cause.code());
    text(Field.REASON, cause.words());
    number(Field.SIP_STATUS, cdr.sipStatus());
    number(Field.Q850, cause.q850());
    text(Field.ENDED_BY, cdr.endedBy());
    texts(Field.DIVERSIONS, cdr.diversions());
    asStored(Field.LEGS, stored.legsJson());
    texts(Field.RECORDING_IDS, stored.recordingIds());
    text(Field.NODE, cdr.node());
    text(Field.DELETE_AFTER, stored.deleteAfter().toString());
    name(Field.HELD);
    json.writeBoolean(stored.held());
    name(Field.RESTRICTED);
    json.writeBoolean(stored.restricted());
    json.writeEndObject();
  }

  private void party(Field field, Party party) throws IOException {
    name(field);
    json.writeStartObject();
    text(Field.NUMBER, party.number());
    text(Field.NAME, party.name());
    text(Field.USER_ID, party.userId());
    text(Field.DEVICE_ID, party.deviceId());
    text(Field.TRUNK_ID, party.trunkId());
    json.writeEndObject();
  }

  private void name(Field field) throws IOException {
    json.writeFieldName(field.encoded);
  }

  private void number(Field field, long value) throws IOException {
    name(field);
    json.writeNumber(value);
  }

  private void texts(Field field, Iterable<String> texts) throws IOException {
    name(field);
    json.writeStartArray();
    for (var text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }

  private void text(Field field, Optional<String> value) throws IOException {
    text(field, value.orElse(null));
  }

  private void text(Field field, String value) throws IOException {
    name(field);
    json.writeString(value);
  }

  /** Passes the generator by, which would look at each character. */
  private void asStored(Field field, String stored) throws IOException {
    name(field);
    json.writeRawValue("");
    json.flush();
    body.write(stored.getBytes(UTF_8));
  }

  private void time(Field field, Optional<Instant> instant) throws IOException {
    name(field);
    if (instant.isPresent()) {
      time.set(instant.get());
      json.writeRawUTF8String(time.bytes(), 0, time.length());
    } else {
      json.writeNull();
    }
  }

  /** What is sent, written where it is sent from. */
  private static final class Body extends OutputStream {
    private final Buffer written = Buffer.buffer(USUAL);

    @Override
    public void write(int b) {
      written.appendByte((byte) b);
    }

    @Override
    public void write(byte[] bytes) {
      written.appendBytes(bytes);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      written.appendBytes(bytes, offset, length);
    }
  }
}
