package io.pronto.api.resource;

import io.pronto.core.subject.AnswerTime;
import io.pronto.core.subject.Erasure;
import io.pronto.core.subject.Found;
import io.pronto.core.subject.Restriction;
import io.pronto.core.subject.SubjectRequest;
import io.pronto.core.subject.SubjectRequest.Content;
import io.pronto.core.subject.SubjectRequest.Instruction;
import io.pronto.core.subject.SubjectWords;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is found of people, asked for and erased, as JSON. */
final class SubjectJson {
  private static final Map<String, String> PATHS =
      Map.of(
          "cdr", "/v1/cdrs/",
          "recording", "/v1/recordings/",
          "transcript", "/v1/transcripts/",
          "contact", "/v1/contacts/",
          "fraud_alarm", "/v1/fraud_alarms/",
          "user_account", "/v1/users/",
          "device", "/v1/devices/",
          "phone_number", "/v1/numbers/",
          "subject_request", "/v1/subject_requests/");

  private SubjectJson() {}

  static JsonArray of(List<Found> found, SubjectWords words) {
    return new JsonArray(
        found.stream()
            .map(
                each ->
                    new JsonObject()
                        .put("place", each.place())
                        .put("name", words.place(each.place()))
                        .put("count", each.count())
                        .put("more", each.count() >= Found.MOST)
                        .put("links", links(each)))
            .toList());
  }

  private static JsonArray links(Found found) {
    var path = PATHS.get(found.place());
    return path == null
        ? new JsonArray()
        : new JsonArray(found.ids().stream().map(path::concat).toList());
  }

  static JsonObject of(SubjectRequest request, Instant now) {
    boolean overdue =
        request.answeredAt().isEmpty() && AnswerTime.day(now).isAfter(request.dueOn());
    return new JsonObject()
        .put("id", request.id())
        .put("organisation_id", request.organisation().value())
        .put("kind", request.kind().text())
        .put("state", request.state().text())
        .put("received_by", request.receivedBy().text())
        .put("received_at", request.receivedAt().toString())
        .put("filed_at", request.filedAt().toString())
        .put("due_on", request.dueOn().toString())
        .put("overdue", overdue)
        .put("extended_at", request.extendedAt().map(Instant::toString).orElse(null))
        .put("answered_at", request.answeredAt().map(Instant::toString).orElse(null))
        .put("filed_by", request.filedBy().orElse(null))
        .put("instruction", request.instruction().map(SubjectJson::instruction).orElse(null))
        .put("content", request.content().map(SubjectJson::content).orElse(null));
  }

  private static JsonObject instruction(Instruction instruction) {
    return new JsonObject()
        .put("action", instruction.action().text())
        .put("by", instruction.by())
        .put("at", instruction.at().toString());
  }

  private static JsonObject content(Content content) {
    return new JsonObject()
        .put("subject", content.subject())
        .put("details", content.details())
        .put("note", content.note().orElse(null))
        .put("extension_reason", content.extensionReason().orElse(null));
  }

  static JsonObject of(Restriction restriction) {
    return new JsonObject()
        .put("id", restriction.id())
        .put("request_id", restriction.requestId())
        .put("subject", restriction.subject().orElse(null))
        .put("state", restriction.lifting().isPresent() ? "lifted" : "in_force")
        .put("instructed_by", restriction.instructedBy())
        .put("instructed_at", restriction.instructedAt().toString())
        .put("lifting", restriction.lifting().map(SubjectJson::lifting).orElse(null));
  }

  private static JsonObject lifting(Restriction.Lifting lifting) {
    return new JsonObject()
        .put("informed_at", lifting.informedAt().map(Instant::toString).orElse(null))
        .put("by", lifting.by())
        .put("at", lifting.at().toString())
        .put("note", lifting.note().orElse(null));
  }

  static JsonObject of(Erasure erasure, SubjectWords words) {
    var erased = new JsonArray();
    new TreeMap<>(erasure.erased())
        .forEach(
            (place, done) ->
                new TreeMap<>(done)
                    .forEach(
                        (what, count) ->
                            erased.add(
                                new JsonObject()
                                    .put("place", place)
                                    .put("name", words.place(place))
                                    .put("done", what)
                                    .put("count", count))));
    return new JsonObject()
        .put("id", erasure.id())
        .put("request_id", erasure.requestId())
        .put("state", erasure.state().text())
        .put("instructed_by", erasure.instructedBy())
        .put("instructed_at", erasure.instructedAt().toString())
        .put("pseudonym", erasure.pseudonym())
        .put("erased", erased)
        .put("kept", new JsonArray(erasure.kept().stream().map(kept -> json(kept, words)).toList()))
        .put("earlier", new JsonArray(erasure.earlier()))
        .put("done_at", erasure.doneAt().map(Instant::toString).orElse(null))
        .put("scrubbed_at", erasure.scrubbedAt().map(Instant::toString).orElse(null));
  }

  private static JsonObject json(Erasure.Kept kept, SubjectWords words) {
    return new JsonObject()
        .put("place", kept.place())
        .put("name", words.place(kept.place()))
        .put("count", kept.count().orElse(null))
        .put("reason", kept.reason())
        .put("explanation", words.reason(kept.reason()));
  }
}
