package io.pronto.core.call;

import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Quality as JSON, as records, live calls and events have it; figures to two places, what is not
 * known is null.
 */
public final class QualityJson {
  private QualityJson() {}

  /** Of a call under way: its two legs. */
  public static JsonObject of(CallQuality quality) {
    return new JsonObject()
        .put("caller", quality.caller().map(QualityJson::of).orElse(null))
        .put("called", quality.called().map(QualityJson::of).orElse(null));
  }

  /** Of the last seconds of one leg. */
  public static JsonObject of(LegQuality quality) {
    return new JsonObject()
        .put("received", quality.received().map(QualityJson::of).orElse(null))
        .put("reported", quality.reported().map(QualityJson::of).orElse(null))
        .put("silent", quality.silent())
        .put("round_trip_millis", orNull(quality.roundTripMillis()));
  }

  /** Reads {@link #of(CallQuality)}; nothing measured where there is nothing. */
  public static CallQuality call(JsonObject json) {
    return json == null
        ? CallQuality.NONE
        : new CallQuality(leg(json, "caller"), leg(json, "called"));
  }

  static JsonObject of(Course course) {
    return new JsonObject()
        .put("intervals", course.intervals())
        .put("mos", of(course.mos()))
        .put("loss_percent", of(course.lossPercent()))
        .put("jitter_millis", of(course.jitterMillis()));
  }

  static Optional<Course> course(JsonObject json, String name) {
    return Optional.ofNullable(json.getJsonObject(name))
        .map(
            course ->
                new Course(
                    course.getInteger("intervals"),
                    figure(course.getJsonObject("mos")),
                    figure(course.getJsonObject("loss_percent")),
                    figure(course.getJsonObject("jitter_millis"))));
  }

  static Double orNull(OptionalDouble value) {
    return value.isPresent() && Double.isFinite(value.getAsDouble())
        ? rounded(value.getAsDouble())
        : null;
  }

  static OptionalDouble number(JsonObject json, String name) {
    var value = json.getDouble(name);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  private static Optional<LegQuality> leg(JsonObject json, String name) {
    return Optional.ofNullable(json.getJsonObject(name))
        .map(
            leg ->
                new LegQuality(
                    listening(leg.getJsonObject("received")),
                    listening(leg.getJsonObject("reported")),
                    leg.getBoolean("silent", false),
                    number(leg, "round_trip_millis")));
  }

  private static JsonObject of(Listening listening) {
    return new JsonObject()
        .put("mos", rounded(listening.mos()))
        .put("loss_percent", rounded(listening.lossPercent()))
        .put("jitter_millis", rounded(listening.jitterMillis()));
  }

  private static Optional<Listening> listening(JsonObject json) {
    return Optional.ofNullable(json)
        .map(
            heard ->
                new Listening(
                    heard.getDouble("mos"),
                    heard.getDouble("loss_percent"),
                    heard.getDouble("jitter_millis")));
  }

  private static JsonObject of(Course.Figure figure) {
    return new JsonObject()
        .put("worst", rounded(figure.worst()))
        .put("mean", rounded(figure.mean()))
        .put("last", rounded(figure.last()));
  }

  private static Course.Figure figure(JsonObject json) {
    return new Course.Figure(
        json.getDouble("worst"), json.getDouble("mean"), json.getDouble("last"));
  }

  private static double rounded(double value) {
    return Math.round(value * 100) / 100.0;
  }
}
