package io.pronto.api.resource;

import io.pronto.core.hours.LocalMoment;
import io.pronto.core.numbering.E164;
import io.pronto.core.routing.Destination;
import io.pronto.core.routing.Diversion;
import io.pronto.core.routing.Route;
import io.pronto.core.routing.Words;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How a simulated call reads in JSON. */
final class SimulationJson {
  private static final DateTimeFormatter LOCAL =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss");

  private SimulationJson() {}

  static JsonObject of(Route route, LocalMoment moment, String language) {
    var words = Words.in(language);
    var trace = new JsonArray();
    route.trace().forEach(step -> trace.add(TraceJson.of(step, words.of(step))));
    return new JsonObject()
        .put("at", moment.at())
        .put("local_time", LOCAL.format(moment.local()))
        .put("time_zone", moment.zone().getId())
        .put("clock", clock(moment))
        .put("direction", route.direction().code())
        .put("destination", of(route.destination()))
        .put("diversions", diversions(route))
        .put("trace", trace)
        .put("language", language)
        .put("explanation", explanation(route, moment, language));
  }

  /** All of it in words. */
  static String explanation(Route route, LocalMoment moment, String language) {
    var words = Words.in(language);
    var sentences = new ArrayList<String>();
    if (moment.clock() != LocalMoment.Clock.PLAIN) {
      sentences.add(words.text("clock." + clock(moment)));
    }
    route.trace().forEach(step -> sentences.add(words.of(step)));
    sentences.add(words.of(route.destination()));
    return String.join(" ", sentences);
  }

  private static String clock(LocalMoment moment) {
    return moment.clock().name().toLowerCase(Locale.ROOT);
  }

  private static JsonObject of(Destination destination) {
    return switch (destination) {
      case Destination.RingUser(var line, var elsewhere) ->
          new JsonObject()
              .put("type", "user")
              .put("id", line.userId())
              .put("name", line.name())
              .put("find_me", findMe(elsewhere));
      case Destination.Outside(var number, var shown, _) ->
          new JsonObject()
              .put("type", "number")
              .put("number", number)
              .put("shown", shown.map(E164::value).orElse(null));
      case Destination.Join(var conference) ->
          new JsonObject()
              .put("type", "conference")
              .put("id", conference.id())
              .put("name", conference.name());
      case Destination.Reject(var cause, var status, _) ->
          new JsonObject()
              .put("type", "rejection")
              .put("cause", cause.code())
              .put("sip_status", status);
    };
  }

  private static JsonArray findMe(List<Destination.Elsewhere> elsewhere) {
    var json = new JsonArray();
    for (var place : elsewhere) {
      json.add(
          of(place.outside())
              .put("after_seconds", place.after().toSeconds())
              .put("ring_seconds", place.rings().toSeconds()));
    }
    return json;
  }

  private static JsonArray diversions(Route route) {
    var json = new JsonArray();
    for (Diversion diversion : route.diversions()) {
      json.add(
          new JsonObject()
              .put("number", diversion.number())
              .put("reason", diversion.reason().sip())
              .put("user_id", diversion.userId().orElse(null)));
    }
    return json;
  }
}
