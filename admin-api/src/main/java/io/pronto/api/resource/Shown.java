package io.pronto.api.resource;

import io.pronto.api.web.Request;
import io.pronto.core.audit.ReadJournal;
import io.pronto.core.audit.ReadJournal.Kind;
import io.pronto.core.db.Actor;
import io.pronto.core.db.Page;
import io.pronto.core.event.Event;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Writes down which rows are about to be shown to whom, so that a theft can be told the extent of.
 */
public final class Shown {
  private final ReadJournal journal;

  /** Writes to {@code journal}. */
  public Shown(ReadJournal journal) {
    this.journal = journal;
  }

  /** Notes that of {@code page}, and gives it back. */
  <T> Page<T> page(Request request, Kind kind, Page<T> page, Function<T, String> id) {
    note(request, kind, page.items().stream().map(id).toList());
    return page;
  }

  /** Notes one, and gives it back. */
  <T> T one(Request request, Kind kind, T shown, Function<T, String> id) {
    note(request, kind, List.of(id.apply(shown)));
    return shown;
  }

  private void note(Request request, Kind kind, List<String> ids) {
    journal.shown(request.organisation(), kind, ids);
  }

  /** Notes the calls that {@code events} tell of, on whatever thread they are sent. */
  void events(Request request, List<Event> events) {
    var calls = events.stream().flatMap(event -> calls(event.data())).distinct().toList();
    acting(
        new Actor(request.signedIn().principal().actor(), request.peer(), request.id()),
        () -> note(request, Kind.CALL, calls));
  }

  private static Stream<String> calls(JsonObject told) {
    return told.stream()
        .map(field -> String.valueOf(field.getValue()))
        .filter(value -> value.startsWith("call_"));
  }

  /** Notes calls that leave by a link which {@code reader}, a user or a key, has made. */
  void taken(Request request, String reader, OrganisationId organisation, List<String> calls) {
    acting(
        new Actor("", request.peer(), request.id()),
        () -> journal.shownTo(reader, organisation, Kind.CALL, calls));
  }

  private static void acting(Actor actor, Runnable noting) {
    actor.run(
        () -> {
          noting.run();
          return null;
        });
  }
}
