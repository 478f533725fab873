package io.pronto.api;

import io.pronto.core.Id;
import io.pronto.core.Waiting;
import io.pronto.core.call.CallDetailRecord.Direction;
import io.pronto.core.call.CallId;
import io.pronto.core.call.CallQuality;
import io.pronto.core.call.RecordingState;
import io.pronto.core.live.Attendance;
import io.pronto.core.live.LiveCall;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A customer of a test, made through the API as an operator makes one. */
record TestOrganisation(String id, String domain, String superAdministratorId, Client boss) {
  static TestOrganisation make() {
    var name = "Test " + Id.next("t" + "est").substring(20);
    var email = email();
    var made =
        Client.operator()
            .post(
                "/v1/organisations",
                new JsonObject()
                    .put("name", name)
                    .put("country", "FR")
                    .put(
                        "super_administrator",
                        new JsonObject()
                            .put("email", email)
                            .put("name", "Ada")
                            .put("password", TestServer.PASSWORD)))
            .is(201)
            .json();
    return new TestOrganisation(
        made.getString("id"),
        made.getString("domain"),
        made.getJsonObject("super_administrator").getString("id"),
        Client.signIn(email, TestServer.PASSWORD));
  }

  static String email() {
    return Id.next("mail").toLowerCase() + "@example.com";
  }

  /** A user of it who can sign in. */
  record Person(String id, String email, Client client) {}

  Person person(String role) {
    var email = email();
    var made =
        boss.post(
                "/v1/users",
                new JsonObject()
                    .put("email", email)
                    .put("name", "A " + role)
                    .put("role", role)
                    .put("password", TestServer.PASSWORD))
            .is(201);
    return new Person(made.id(), email, Client.signIn(email, TestServer.PASSWORD));
  }

  JsonObject device(Client who, String userId) {
    return who.post(
            "/v1/devices", new JsonObject().put("user_id", userId).put("kind", "desk_phone"))
        .is(201)
        .json();
  }

  /** A call that rings {@code userId}; its id. */
  String ringing(String userId) {
    return calling(userId, LiveCall.State.RINGING, RecordingState.NONE);
  }

  /** A call from outside that is in the conference {@code conferenceId}; its id. */
  String attending(String conferenceId) {
    var call = CallId.next();
    var now = Instant.now();
    TestServer.CALLS.put(
        new LiveCall(
            call,
            new OrganisationId(id),
            Direction.INBOUND,
            "+33612345678",
            "Carol (Bakery)",
            "800",
            LiveCall.State.ANSWERED,
            now,
            Optional.of(now),
            RecordingState.NONE,
            "test",
            List.of(),
            CallQuality.NONE,
            Optional.of(new Attendance(conferenceId, false, false, true, false, now))));
    Waiting.until("the call is known", () -> boss.get("/v1/calls/" + call.value()).status() == 200);
    return call.value();
  }

  /** A call to {@code userId} that has come so far; its id. */
  String calling(String userId, LiveCall.State state, RecordingState recording) {
    var call = CallId.next();
    TestServer.CALLS.put(
        new LiveCall(
            call,
            new OrganisationId(id),
            Direction.INBOUND,
            "+33612345678",
            "Carol (Bakery)",
            "+33123456700",
            state,
            Instant.now(),
            Optional.empty(),
            recording,
            "test",
            List.of(userId)));
    Waiting.until("the call is known", () -> boss.get("/v1/calls/" + call.value()).status() == 200);
    return call.value();
  }
}
