package io.pronto.sip.flow;

import io.pronto.core.Id;
import io.pronto.core.call.CallDetailRecord;
import io.pronto.core.call.CallDetailRecord.Party;
import io.pronto.core.call.CallId;
import io.pronto.core.call.CallJournal;
import io.pronto.core.call.HangupCause;
import io.pronto.core.call.LegQuality;
import io.pronto.core.call.LegRecord;
import io.pronto.core.call.RecordingEntry;
import io.pronto.core.call.RecordingState;
import io.pronto.core.call.SupervisionMode;
import io.pronto.core.carrier.Trunk;
import io.pronto.core.conference.Conference;
import io.pronto.core.event.Outbox;
import io.pronto.core.live.Attendance;
import io.pronto.core.live.LiveCall;
import io.pronto.core.live.LiveCalls;
import io.pronto.core.live.PassedOver;
import io.pronto.core.restriction.LiveParties;
import io.pronto.core.routing.Caller;
import io.pronto.core.routing.Destination;
import io.pronto.core.routing.Diversion;
import io.pronto.core.routing.Route;
import io.pronto.core.stir.Verdict;
import io.pronto.sip.leg.CallLeg;
import io.pronto.sip.leg.OutboundLeg;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The account of one call: what is known of it is in the journal before anybody hears of it, shown
 * to whoever watches live calls, and told as events.
 */
final class CallAccount {
  /**
   * Where accounts are kept.
   *
   * @param names by which callers are shown
   * @param node this server's name
   */
  record Books(CallJournal journal, LiveCalls live, Outbox outbox, ShownNames names, String node) {}

  private final Books books;
  private final CallId id;
  private Route route;
  private final Party caller;
  private final Caller who;
  private final String callerName;
  private final Instant startedAt = Instant.now();
  private final List<Supplier<LegRecord>> legs = new ArrayList<>();
  private Party called;
  private Optional<Instant> ringingAt = Optional.empty();
  private Optional<Instant> answeredAt = Optional.empty();
  private Optional<RecordingEntry> recording = Optional.empty();
  private RecordingState recordingState = RecordingState.NONE;
  private Optional<Attendance> attendance = Optional.empty();
  private boolean held;
  private Optional<End> over = Optional.empty();
  private Optional<Instant> endedAt = Optional.empty();
  private final QualityNews quality = new QualityNews(this::tell);
  private volatile LiveParties parties;

  /** Opens the account of a call that has been routed. */
  CallAccount(Books books, CallId id, Caller who, Route route) {
    this.books = books;
    this.id = id;
    this.route = route;
    this.who = who;
    this.caller = caller(who, route);
    this.callerName = route.organisation().map(called -> books.names().of(called, who)).orElse("");
    this.called = called(route);
    this.recordingState = planned(route);
    this.parties = involved();
    books.journal().begin(record(Optional.empty()));
    show(LiveCall.State.RINGING);
    tell("call.created", new JsonObject());
  }

  CallId id() {
    return id;
  }

  /** Whom the call is about now. For any thread. */
  LiveParties parties() {
    return parties;
  }

  private LiveParties involved() {
    return new LiveParties(
        Stream.concat(
                Stream.of(caller.number(), called.number()),
                route.diversions().stream().map(Diversion::number))
            .distinct()
            .toList(),
        Stream.concat(
                Stream.of(caller.userId(), called.userId()),
                route.diversions().stream().map(Diversion::userId))
            .flatMap(Optional::stream)
            .distinct()
            .toList(),
        startedAt);
  }

  /** By which name the caller is shown to whoever is called; empty when by none. */
  String callerName() {
    return callerName;
  }

  /** Whether the party called has answered. */
  boolean isAnswered() {
    return answeredAt.isPresent();
  }

  /** When the first device rang. */
  Optional<Instant> ringingAt() {
    return ringingAt;
  }

  /** {@code leg} takes part, or is tried. */
  void tries(CallLeg leg) {
    legs.add(leg::record);
  }

  /** The call does not try {@code trunk}, which would have been before the one that it tries. */
  void passesOver(Trunk trunk, PassedOver why) {
    var now = Instant.now();
    var passedOver =
        new LegRecord(
            Id.next("leg"),
            "called",
            trunk.name(),
            "",
            trunk.transport(),
            "",
            "",
            now,
            Optional.empty(),
            Optional.of(now),
            0,
            why.code(),
            "",
            Optional.empty(),
            Optional.of(trunk.id()),
            List.of());
    legs.add(() -> passedOver);
  }

  /** Somebody's device rings. */
  void rings() {
    if (ringingAt.isEmpty()) {
      ringingAt = Optional.of(Instant.now());
      tell("call.ringing", new JsonObject());
    }
  }

  /** The call goes on where it was refused before. */
  void admitted(Route onward) {
    follow(onward);
    called = called(onward);
    note();
  }

  /** The call goes on to somebody else, or to the same user elsewhere. */
  void diverted(Route onward) {
    follow(onward);
    var before = called;
    called = called(onward);
    if (onward.diversions().getLast().reason() == Diversion.Reason.FOLLOW_ME) {
      called =
          new Party(
              called.number(), before.name(), before.userId(), Optional.empty(), Optional.empty());
    }
    note();
    show(LiveCall.State.RINGING);
    tell(
        "call.diverted",
        new JsonObject().put("diversion", onward.diversions().getLast().reason().sip()));
  }

  /** What was to be recorded may lead now to where nothing is. */
  private void follow(Route onward) {
    route = onward;
    if (recordingState == RecordingState.PLANNED) {
      recordingState = planned(onward);
    }
  }

  private static RecordingState planned(Route route) {
    if (route.excluded()) {
      return RecordingState.EXCLUDED;
    }
    return route.recordedFor().isPresent() ? RecordingState.PLANNED : RecordingState.NONE;
  }

  /** The party called has answered by {@code leg}. */
  void answered(OutboundLeg leg) {
    answeredAt = Optional.of(Instant.now());
    called =
        new Party(called.number(), called.name(), called.userId(), leg.deviceId(), leg.trunkId());
    note();
    show(LiveCall.State.ANSWERED);
    tell("call.answered", new JsonObject());
  }

  /** The caller has been answered by {@code conference}, into which it is to be let. */
  void entered(Conference conference) {
    var began = Instant.now();
    answeredAt = Optional.of(began);
    var leg = Id.next("leg");
    legs.add(() -> leg(leg, conference, began));
    note();
    show(LiveCall.State.ANSWERED);
    tell("call.answered", new JsonObject().put("conference_id", conference.id()));
  }

  /** The conference as the record has it: whoever reads its id there knows where the call was. */
  private LegRecord leg(String id, Conference conference, Instant began) {
    return new LegRecord(
        id,
        "called",
        conference.id(),
        "",
        "",
        "",
        "",
        began,
        Optional.of(began),
        endedAt,
        200,
        over.map(End::cause).map(HangupCause::code).orElse(""),
        "",
        Optional.empty(),
        Optional.empty(),
        List.of("conference"));
  }

  /**
   * Tells of whoever supervises the call.
   *
   * @param type such as {@code supervision.started}
   * @param why it is refused, if it is
   */
  void supervised(String type, String userId, SupervisionMode mode, Optional<String> why) {
    var told = new JsonObject().put("supervisor_id", userId).put("mode", mode.code());
    why.ifPresent(reason -> told.put("reason", reason));
    tell(type, told);
  }

  /** How the caller takes part in a conference from now on; empty when it does no more. */
  void attends(Optional<Attendance> now) {
    attendance = now;
    show(LiveCall.State.ANSWERED);
  }

  /** The parties do not both hear each other any more, or do again. */
  void held(boolean now) {
    if (held != now) {
      held = now;
      show(now ? LiveCall.State.HELD : LiveCall.State.ANSWERED);
      tell("call.held", new JsonObject().put("held", now));
    }
  }

  /**
   * The sound of one side does not come.
   *
   * @param finding what comes in its place, as {@link Hearing.Finding} has it
   */
  void oneWay(String side, String leg, String finding) {
    tell("call.media.one_way", ofLeg(side, leg).put("finding", finding));
  }

  /**
   * It comes again.
   *
   * @param finding what came in its place
   * @param cure by what it comes, as {@link MediaCure.Means} has it
   */
  void restored(String side, String leg, String finding, String cure) {
    tell("call.media.restored", ofLeg(side, leg).put("finding", finding).put("cure", cure));
  }

  private static JsonObject ofLeg(String side, String leg) {
    return new JsonObject().put("side", side).put("leg_id", leg);
  }

  /** 5 s more of one side have been measured. */
  void measured(String side, LegQuality measured) {
    quality.measured(side, measured);
    show(held ? LiveCall.State.HELD : LiveCall.State.ANSWERED);
  }

  /** A recording is planned, or has ended. */
  void recording(RecordingEntry entry) {
    boolean begins = recording.isEmpty();
    recording = Optional.of(entry);
    if (begins) {
      note();
    }
  }

  /** The recording runs, pauses or is over from now on. */
  void recordingIs(RecordingState state) {
    recordingState = state;
    show(held ? LiveCall.State.HELD : LiveCall.State.ANSWERED);
  }

  /**
   * Tells what has become of the recording.
   *
   * @param news such as {@code recording.started}
   * @param reason why; may be empty
   */
  void recordingNews(String recordingId, String news, String reason) {
    var told = new JsonObject().put("recording_id", recordingId);
    tell(news, reason.isEmpty() ? told : told.put("reason", reason));
  }

  /**
   * Tells what has become of the stream of its sound.
   *
   * @param type such as {@code stream.started}
   */
  void streamed(String type, JsonObject told) {
    tell(type, told);
  }

  /** The call has ended now: what is still to be done for it, as waiting for a disk, is no call. */
  void ends(End end) {
    over = Optional.of(end);
    endedAt = Optional.of(Instant.now());
  }

  /** All is done for it: it is told of, and goes into the books. */
  void close() {
    var end = over.orElseThrow();
    tell(
        "call.hungup",
        new JsonObject()
            .put("reason", end.cause().code())
            .put("reason_text", end.cause().words())
            .put("sip_status", end.sipStatus())
            .put("q850_cause", end.cause().q850())
            .put("ended_by", end.by()));
    books.journal().end(record(over));
    route.organisation().ifPresent(organisation -> books.live().remove(organisation, id));
  }

  private void note() {
    parties = involved();
    books.journal().note(record(Optional.empty()));
  }

  private CallDetailRecord record(Optional<End> end) {
    return new CallDetailRecord(
        id,
        route.organisation(),
        route.direction(),
        caller,
        called,
        startedAt,
        ringingAt,
        answeredAt,
        end.flatMap(_ -> endedAt),
        end.map(End::cause),
        end.map(End::sipStatus).orElse(0),
        end.map(End::by).orElse(""),
        route.diversions().stream().map(Diversion::number).toList(),
        legs.stream().map(Supplier::get).map(this::identified).toList(),
        recording.stream().toList(),
        books.node(),
        route.trace());
  }

  private LegRecord identified(LegRecord leg) {
    return who instanceof Caller.OfTrunk carrier
            && !carrier.identity().equals(Verdict.UNASKED)
            && leg.role().equals("caller")
        ? leg.identified(carrier.identity().recorded())
        : leg;
  }

  private void show(LiveCall.State state) {
    route
        .organisation()
        .ifPresent(
            organisation ->
                books
                    .live()
                    .put(
                        new LiveCall(
                            id,
                            organisation,
                            route.direction(),
                            caller.number(),
                            callerName,
                            called.number(),
                            state,
                            startedAt,
                            answeredAt,
                            recordingState,
                            books.node(),
                            Stream.of(caller.userId(), called.userId())
                                .flatMap(Optional::stream)
                                .distinct()
                                .toList(),
                            quality.now(),
                            attendance)));
  }

  private void tell(String type, JsonObject more) {
    route
        .organisation()
        .ifPresent(
            organisation ->
                books
                    .outbox()
                    .publish(
                        organisation,
                        type,
                        new JsonObject()
                            .put("call_id", id.value())
                            .put("direction", route.direction().code())
                            .put("from", caller.number())
                            .put("to", called.number())
                            .put("user_id", called.userId().or(caller::userId).orElse(null))
                            .mergeIn(more)));
  }

  private static Party caller(Caller who, Route route) {
    return switch (who) {
      case Caller.OfDevice(var account, var line, _, _) ->
          new Party(
              route.destination() instanceof Destination.Outside outside
                  ? outside.shown().map(n -> n.value()).orElse("")
                  : line.extension(),
              line.name(),
              Optional.of(line.userId()),
              Optional.of(account.deviceId()),
              Optional.empty());
      case Caller.OfTrunk(var trunk, var number, var name, _, _, _) ->
          new Party(number, name, Optional.empty(), Optional.empty(), Optional.of(trunk.id()));
    };
  }

  private static Party called(Route route) {
    return switch (route.destination()) {
      case Destination.RingUser(var line, _) ->
          new Party(
              route.dialled(),
              line.name(),
              Optional.of(line.userId()),
              Optional.empty(),
              Optional.empty());
      case Destination.Outside outside ->
          new Party(outside.number(), "", Optional.empty(), Optional.empty(), Optional.empty());
      case Destination.Join(var conference) ->
          new Party(
              route.dialled(),
              conference.name(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty());
      case Destination.Reject _ ->
          new Party(route.dialled(), "", Optional.empty(), Optional.empty(), Optional.empty());
    };
  }
}
