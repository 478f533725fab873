package io.pronto.core.hours;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;

/** How the parts of a schedule read in JSON, for people and for the database alike. */
public final class ScheduleJson {
  private ScheduleJson() {}

  /**
   * Reads the weekly hours.
   *
   * @throws ScheduleFault when a span is none, or two of one day overlap
   */
  public static List<WeeklySpan> hours(JsonArray json) {
    var read = new ArrayList<WeeklySpan>();
    for (int i = 0; i < json.size(); i++) {
      var item = json.getJsonObject(i);
      var pointer = "/hours/" + i;
      var day = DayOfWeek.valueOf(item.getString("day").toUpperCase(Locale.ROOT));
      var span = span(item, pointer);
      for (var other : read) {
        if (other.day() == day && other.span().overlaps(span)) {
          throw new ScheduleFault(pointer, "overlaps", "Overlaps other hours of the same day");
        }
      }
      read.add(new WeeklySpan(day, span));
    }
    return read;
  }

  /** Writes the weekly hours. */
  public static JsonArray ofHours(List<WeeklySpan> hours) {
    var json = new JsonArray();
    for (var weekly : hours) {
      var day = new JsonObject().put("day", weekly.day().name().toLowerCase(Locale.ROOT));
      json.add(day.mergeIn(of(weekly.span())));
    }
    return json;
  }

  /**
   * Reads the exceptional days.
   *
   * @throws ScheduleFault when a date or span is none, or a date comes twice
   */
  public static List<ExceptionalDay> exceptions(JsonArray json) {
    var read = new ArrayList<ExceptionalDay>();
    var dates = new HashSet<LocalDate>();
    for (int i = 0; i < json.size(); i++) {
      var item = json.getJsonObject(i);
      var pointer = "/exceptions/" + i;
      var date = date(item.getString("date"), pointer + "/date");
      if (!dates.add(date)) {
        throw new ScheduleFault(pointer + "/date", "repeated", "The date has an exception already");
      }
      var open = spans(item.getJsonArray("open", new JsonArray()), pointer + "/open");
      read.add(new ExceptionalDay(date, item.getString("name", ""), open));
    }
    return read;
  }

  /** Writes the exceptional days. */
  public static JsonArray ofExceptions(List<ExceptionalDay> exceptions) {
    var json = new JsonArray();
    for (var exception : exceptions) {
      var open = new JsonArray();
      exception.open().forEach(span -> open.add(of(span)));
      json.add(
          new JsonObject()
              .put("date", exception.date().toString())
              .put("name", exception.name())
              .put("open", open));
    }
    return json;
  }

  /**
   * Reads a time zone of the IANA database.
   *
   * @throws ScheduleFault for anything else, offsets such as {@code +02:00} among them
   */
  public static ZoneId zone(String text) {
    try {
      var zone = ZoneId.of(text);
      if (ZoneId.getAvailableZoneIds().contains(text)) {
        return zone;
      }
    } catch (DateTimeException e) {
      // told below
    }
    throw new ScheduleFault(
        "/time_zone", "unknown", "Must be a zone of the IANA database, such as Europe/Paris");
  }

  private static List<TimeSpan> spans(JsonArray json, String pointer) {
    var read = new ArrayList<TimeSpan>();
    for (int i = 0; i < json.size(); i++) {
      var span = span(json.getJsonObject(i), pointer + '/' + i);
      if (read.stream().anyMatch(span::overlaps)) {
        throw new ScheduleFault(pointer + '/' + i, "overlaps", "Overlaps other hours of the day");
      }
      read.add(span);
    }
    return read;
  }

  private static TimeSpan span(JsonObject json, String pointer) {
    return TimeSpan.of(json.getString("from"), json.getString("to"))
        .orElseThrow(
            () ->
                new ScheduleFault(
                    pointer + "/to",
                    "not_after_from",
                    "Must be later on the same day: hours over midnight are two, the first to"
                        + " 24:00"));
  }

  private static JsonObject of(TimeSpan span) {
    return new JsonObject().put("from", span.begins()).put("to", span.ends());
  }

  private static LocalDate date(String text, String pointer) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException e) {
      throw new ScheduleFault(pointer, "malformed", "Must be a date that exists");
    }
  }
}
