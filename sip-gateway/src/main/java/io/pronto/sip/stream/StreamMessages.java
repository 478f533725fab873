package io.pronto.sip.stream;

import io.pronto.media.Side;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The messages of one stream, numbered from 1 on over all its connections. */
final class StreamMessages {
  private static final int RATE = 8_000;

  private final StreamOrder order;
  private long sequence;

  StreamMessages(StreamOrder order) {
    this.order = order;
  }

  /** Whose sound is sent. */
  List<Side> sides() {
    var sides = new ArrayList<Side>();
    if (order.tracks().caller()) {
      sides.add(Side.CALLER);
    }
    if (order.tracks().called()) {
      sides.add(Side.CALLED);
    }
    return sides;
  }

  JsonObject start(int connection) {
    return message("start")
        .put("stream_id", order.id())
        .put("call_id", order.call().value())
        .put("recording_id", order.recordingId())
        .put("connection", connection)
        .put("tracks", new JsonArray(sides().stream().map(StreamMessages::track).toList()))
        .put(
            "media_format",
            new JsonObject()
                .put("encoding", "pcm_s16le")
                .put("sample_rate", RATE)
                .put("channels", 1));
  }

  JsonObject media(Side side, Piece piece) {
    return at("media", Piece.millis(piece.from()))
        .put("track", track(side))
        .put("payload", piece.of(side));
  }

  /** Sound is missing from {@code from} to {@code to}, in samples. */
  JsonObject dropped(long from, long to) {
    return at("dropped", Piece.millis(from)).put("duration", Piece.millis(to - from));
  }

  JsonObject mark(Mark mark) {
    var json = at(mark.paused() ? "paused" : "resumed", mark.millis());
    return mark.reason().isEmpty() ? json : json.put("reason", mark.reason());
  }

  JsonObject stop(StreamEnd why, StreamCounts counts) {
    return message("stop")
        .put("reason", why.code())
        .put("sent", counts.sent())
        .put("dropped", counts.dropped());
  }

  private JsonObject at(String event, long millis) {
    return message(event).put("timestamp", millis);
  }

  private JsonObject message(String event) {
    return new JsonObject().put("event", event).put("sequence", ++sequence);
  }

  private static String track(Side side) {
    return side.name().toLowerCase(Locale.ROOT);
  }
}
