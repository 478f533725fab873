package io.pronto.sip.flow;

import io.pronto.core.call.CallQuality;
import io.pronto.core.call.LegQuality;
import io.pronto.core.call.Listening;
import io.pronto.core.call.QualityJson;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * What is told of a call's quality while it goes on: {@code call.quality} twice a minute at most,
 * and {@code call.quality_poor} when one listener is served badly for a while.
 */
final class QualityNews {
  /** Below it many listeners are dissatisfied (G.107, annex B: a rating of 60). */
  private static final double POOR = 3.1;

  /** Of 5 s each: one bad moment is none to tell of. */
  private static final int INTERVALS = 3;

  private static final long EVERY_NANOS = Duration.ofSeconds(30).toNanos();

  private final BiConsumer<String, JsonObject> events;
  private final Watched fromCaller = new Watched();
  private final Watched toCaller = new Watched();
  private final Watched fromCalled = new Watched();
  private final Watched toCalled = new Watched();
  private CallQuality now = CallQuality.NONE;
  private long toldAt;
  private boolean told;

  /** One listener: for how long it has been served badly, or well again. */
  private static final class Watched {
    private int poor;
    private int fine;
    private boolean told;

    /** Whether it has been served badly for so long that it is to be told now. */
    private boolean isPoor(Listening listening) {
      boolean bad = listening.mos() < POOR;
      poor = bad ? poor + 1 : 0;
      fine = bad ? 0 : fine + 1;
      told &= fine < INTERVALS;
      boolean news = poor >= INTERVALS && !told;
      told |= news;
      return news;
    }
  }

  /** Tells {@code events} what there is to tell: a type, and what it is about. */
  QualityNews(BiConsumer<String, JsonObject> events) {
    this.events = events;
  }

  /** What was measured last. */
  CallQuality now() {
    return now;
  }

  /** 5 s more of one leg, of {@code side}, have been measured; where nothing came, none are now. */
  void measured(String side, LegQuality quality) {
    boolean caller = side.equals("caller");
    boolean something = quality.received().isPresent() || quality.reported().isPresent();
    var latest = Optional.of(quality).filter(_ -> something);
    now = caller ? new CallQuality(latest, now.called()) : new CallQuality(now.caller(), latest);
    watch(side, "received", quality.received(), caller ? fromCaller : fromCalled);
    watch(side, "reported", quality.reported(), caller ? toCaller : toCalled);
    long at = System.nanoTime();
    if (something && (!told || at - toldAt >= EVERY_NANOS)) {
      told = true;
      toldAt = at;
      events.accept("call.quality", new JsonObject().put("quality", QualityJson.of(now)));
    }
  }

  private void watch(String side, String way, Optional<Listening> listening, Watched watched) {
    if (listening.filter(watched::isPoor).isPresent()) {
      events.accept(
          "call.quality_poor",
          new JsonObject().put("side", side).put("way", way).put("quality", QualityJson.of(now)));
    }
  }
}
