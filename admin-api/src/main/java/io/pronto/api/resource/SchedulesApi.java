package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.hours.HolidayCalendar;
import io.pronto.core.hours.Schedule;
import io.pronto.core.hours.ScheduleFault;
import io.pronto.core.hours.ScheduleInUse;
import io.pronto.core.hours.ScheduleJson;
import io.pronto.core.hours.ScheduleStore;
import io.pronto.core.hours.Switch;
import io.pronto.core.publishing.Publishing;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;

/** When an organisation's numbers take calls. */
public final class SchedulesApi implements Resource {
  private final ScheduleStore schedules;
  private final TestedChanges changes;

  /** Keeps them in {@code schedules}, and changes them by way of {@code publishing}. */
  public SchedulesApi(ScheduleStore schedules, Publishing publishing) {
    this.schedules = schedules;
    this.changes = new TestedChanges(publishing);
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of(
        "list_schedules", this::list,
        "create_schedule", this::create,
        "get_schedule", this::read,
        "update_schedule", this::change,
        "delete_schedule", this::delete);
  }

  private Reply list(Request request) {
    return Reply.page(
        schedules.list(request.organisation(), request.page()).map(SchedulesApi::json));
  }

  private Reply create(Request request) {
    return Reply.created(
        json(schedules.create(request.organisation(), blank -> changed(blank, request.body()))));
  }

  private Reply read(Request request) {
    return schedules
        .find(request.organisation(), request.path("id"))
        .map(schedule -> Reply.ok(json(schedule)))
        .orElseThrow(Problem::notFound);
  }

  private Reply change(Request request) {
    return changes
        .make(
            request.organisation(),
            () ->
                schedules.change(
                    request.organisation(),
                    request.path("id"),
                    before -> {
                      request.requireMatch(json(before));
                      return changed(before, request.body());
                    }))
        .map(schedule -> Reply.ok(json(schedule)))
        .orElseThrow(Problem::notFound);
  }

  private Reply delete(Request request) {
    try {
      return Reply.gone(
          schedules.delete(
              request.organisation(),
              request.path("id"),
              schedule -> request.requireMatch(json(schedule))));
    } catch (ScheduleInUse inUse) {
      throw Problem.conflict(
          "schedule_in_use", "Numbers have it: give them another one, or none, first");
    }
  }

  private static Schedule changed(Schedule before, JsonObject body) {
    try {
      return new Schedule(
          before.id(),
          body.getString("name", before.name()),
          body.containsKey("time_zone")
              ? ScheduleJson.zone(body.getString("time_zone"))
              : before.zone(),
          body.containsKey("hours")
              ? ScheduleJson.hours(body.getJsonArray("hours"))
              : before.hours(),
          HolidayCalendar.of(body.getString("holidays", before.holidays().code())),
          body.containsKey("exceptions")
              ? ScheduleJson.exceptions(body.getJsonArray("exceptions"))
              : before.exceptions(),
          body.containsKey("override")
              ? Optional.ofNullable(body.getJsonObject("override")).map(SchedulesApi::override)
              : before.override(),
          before.createdAt());
    } catch (ScheduleFault fault) {
      throw Problem.invalid(fault.pointer(), fault.code(), fault.getMessage());
    }
  }

  private static Switch override(JsonObject json) {
    return new Switch(
        json.getString("state").equals("open"), Times.optional(json, "until", "/override/until"));
  }

  private static JsonObject json(Schedule schedule) {
    return new JsonObject()
        .put("id", schedule.id())
        .put("name", schedule.name())
        .put("time_zone", schedule.zone().getId())
        .put("hours", ScheduleJson.ofHours(schedule.hours()))
        .put("holidays", schedule.holidays().code())
        .put("exceptions", ScheduleJson.ofExceptions(schedule.exceptions()))
        .put(
            "override",
            schedule
                .override()
                .map(
                    hand ->
                        new JsonObject()
                            .put("state", hand.open() ? "open" : "closed")
                            .put("until", hand.until().orElse(null)))
                .orElse(null))
        .put("created_at", schedule.createdAt());
  }
}
