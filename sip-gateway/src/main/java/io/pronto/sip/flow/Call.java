package io.pronto.sip.flow;

import io.pronto.core.call.CallCommand;
import io.pronto.core.call.CallId;
import io.pronto.core.call.HangupCause;
import io.pronto.core.call.RecordingState;
import io.pronto.core.carrier.Trunk;
import io.pronto.core.conference.Conference;
import io.pronto.core.db.DatabaseUnavailable;
import io.pronto.core.lease.Leases;
import io.pronto.core.live.PassedOver;
import io.pronto.core.live.RedisUnavailable;
import io.pronto.core.numbering.E164;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.routing.Caller;
import io.pronto.core.routing.Destination;
import io.pronto.core.routing.Route;
import io.pronto.core.rules.SealedCode;
import io.pronto.media.NoPortFree;
import io.pronto.media.PacketTime;
import io.pronto.media.RtpFormat;
import io.pronto.sip.leg.CallLeg;
import io.pronto.sip.leg.InboundLeg;
import io.pronto.sip.leg.LegEvent;
import io.pronto.sip.leg.Mailbox;
import io.pronto.sip.leg.OutboundLeg;
import io.pronto.sip.leg.Rejection;
import io.pronto.sip.sdp.Audio;
import io.pronto.sip.sdp.Formats;
import io.pronto.sip.sdp.NotAcceptable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The story of one call, told on the thread that runs it. */
final class Call {
  private static final Logger LOG = LoggerFactory.getLogger(Call.class);
  private static final Duration LONGEST = Duration.ofHours(24);

  /** How long last messages may take: a transaction's 32 s and a little (RFC 3261, timer F). */
  private static final Duration FAREWELL = Duration.ofSeconds(40);

  private static final int UNREACHABLE = 480;

  /** What is offered on behalf of a caller who wants our offer: what every telephone speaks. */
  private static final List<RtpFormat> USUAL =
      List.of(
          new RtpFormat(8, "PCMA", 8000),
          new RtpFormat(0, "PCMU", 8000),
          new RtpFormat(101, "telephone-event", 8000, 1, "0-16"));

  private final CallServices services;
  private final Mailbox mailbox;
  private final InboundLeg caller;
  private final Caller who;
  private final Route route;
  private final CallAccount account;
  private final CallRecording recording;
  private final List<CallLeg> legs = new ArrayList<>();
  private Meter meter = Meter.none();
  private Route way;
  private Optional<Airtime> airtime = Optional.empty();

  /** A call that {@code caller} makes, of which {@code account} is kept. */
  Call(
      CallServices services,
      Mailbox mailbox,
      InboundLeg caller,
      Caller who,
      Route route,
      CallAccount account) {
    this.services = services;
    this.mailbox = mailbox;
    this.caller = caller;
    this.who = who;
    this.route = route;
    this.way = route;
    this.account = account;
    this.recording = services.recordings().of(route, who, account);
    legs.add(caller);
    account.tries(caller);
  }

  CallId id() {
    return account.id();
  }

  Optional<OrganisationId> organisation() {
    return route.organisation();
  }

  /** Ends it from outside. For any thread. */
  void end(HangupCause cause) {
    mailbox.postEvent(new LegEvent.EndAsked(cause));
  }

  /** Asks something else of it. For any thread. */
  void ask(CallCommand command) {
    mailbox.postEvent(new LegEvent.Asked(command));
  }

  /** Has its recording run, pause or end, once the parties talk. For any thread. */
  void record(RecordingState wanted, String reason) {
    mailbox.postEvent(new LegEvent.RecordAsked(wanted, reason));
  }

  /** Runs it to its end, whatever that is; every leg and port is given back on return. */
  void run() {
    var leases = services.signalling().leases();
    var lease =
        leases.take(Leases.Kind.CALL, id().value(), LONGEST, () -> end(HangupCause.SERVER_FAILURE));
    var end = End.of(HangupCause.SERVER_FAILURE);
    try {
      end = story();
    } finally {
      try {
        close(end);
      } finally {
        legs.forEach(CallLeg::abandon);
        lease.close();
      }
    }
  }

  private End story() {
    try {
      return who instanceof Caller.OfTrunk(var trunk, _, _, _, _, _)
          ? throughChannelOf(trunk)
          : follow(route);
    } catch (RedisUnavailable | DatabaseUnavailable e) {
      LOG.atWarn().addKeyValue("call", id()).log("A call is refused: " + e.getMessage());
      return End.of(HangupCause.CONGESTION);
    } catch (NoPortFree e) {
      LOG.atWarn().addKeyValue("call", id()).log(e.getMessage());
      return End.of(HangupCause.CONGESTION);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return End.of(HangupCause.SHUTDOWN);
    } catch (RuntimeException e) {
      LOG.atError().addKeyValue("call", id()).setCause(e).log("A call broke");
      return End.of(HangupCause.SERVER_FAILURE);
    }
  }

  private End throughChannelOf(Trunk trunk) throws InterruptedException {
    if (!services.trunks().take(trunk)) {
      return End.of(HangupCause.CONGESTION);
    }
    try {
      return follow(route);
    } finally {
      services.trunks().giveBack(trunk);
    }
  }

  private End follow(Route next) throws InterruptedException {
    way = next;
    recording.follow(next.recordedFor());
    return switch (next.destination()) {
      case Destination.RingUser user -> ringOrGoOn(user);
      case Destination.Outside outside -> leave(outside);
      case Destination.Join(var conference) -> confer(conference);
      case Destination.Reject(var cause, var status, var code) -> {
        var refusal = new End(cause, status, "server");
        yield code.isPresent() && who instanceof Caller.OfTrunk outsider
            ? challenge(outsider, code.get(), refusal)
            : refuse(refusal);
      }
    };
  }

  private End confer(Conference conference) throws InterruptedException {
    var language =
        who instanceof Caller.OfDevice device
            ? device.line().language()
            : Announcement.language(services.countryOf(way));
    return new ConferenceFlow(services.rooms(), mailbox, caller, account, conference, language)
        .run(USUAL);
  }

  /** Tells the caller why, where there are words for it. */
  private End refuse(End end) throws InterruptedException {
    var prompt = Announcement.of(way, services.voices(), services.countryOf(way));
    return prompt.isPresent()
        ? new Announcement(mailbox, caller).say(prompt.get()).orElse(end)
        : end;
  }

  /** Who knows the code of the number called goes on. */
  private End challenge(Caller.OfTrunk outsider, SealedCode code, End refusal)
      throws InterruptedException {
    var language = Announcement.language(services.countryOf(way));
    var doorkeeper =
        new Doorkeeper(
            mailbox,
            caller,
            keyed ->
                services
                    .codeTries()
                    .isRight(caller.invite().source(), new E164(way.dialled()), code, keyed));
    var spoken = Formats.forOurVoice(caller.offer().map(Audio::formats).orElse(USUAL));
    if (!Formats.carrySpeech(spoken)) {
      return refuse(refusal);
    }
    var over = doorkeeper.open(spoken, () -> {});
    if (over.isPresent()) {
      var end = over.get();
      return end.cause() == HangupCause.INCOMPATIBLE_MEDIA ? refuse(refusal) : end;
    }
    var voices = services.voices();
    var asked =
        doorkeeper.ask(
            voices.askForCode(way.organisation(), language),
            voices.wrongCode(way.organisation(), language));
    return switch (asked) {
      case Doorkeeper.Outcome.Admitted _ -> admit(outsider);
      case Doorkeeper.Outcome.Refused _ -> refuse(refusal);
      case Doorkeeper.Outcome.Ended(var end) -> end;
    };
  }

  /** The caller has been answered: if nobody else does, it hears that as others do. */
  private End admit(Caller.OfTrunk outsider) throws InterruptedException {
    var onward = services.router().admitted(outsider, way);
    account.admitted(onward);
    var end = follow(onward);
    return caller.isOver() || account.isAnswered()
        ? end
        : new Announcement(mailbox, caller)
            .sound(FailureTone.of(end.cause(), services.countryOf(way)))
            .orElse(end);
  }

  /** Rings a user's devices, and goes on to where the user wants calls to go that are not taken. */
  private End ringOrGoOn(Destination.RingUser user) throws InterruptedException {
    var end = ring(user);
    var reason = Untaken.reason(end);
    if (reason.isEmpty() || caller.isOver() || account.isAnswered()) {
      return end;
    }
    var onward = services.router().onward(who, way, reason.get());
    if (onward.diversions().size() == way.diversions().size()) {
      way = onward;
      return end;
    }
    account.diverted(onward);
    return follow(onward);
  }

  private End ring(Destination.RingUser user) throws InterruptedException {
    var invitations =
        services.invitations().toDevices(user.line(), who, account.callerName(), caller.invite());
    if (invitations.isEmpty() && user.elsewhere().isEmpty()) {
      return End.of(HangupCause.NOT_REGISTERED);
    }
    var devices = invitations.stream().map(invitation -> leg(invitation, way)).toList();
    var end = End.of(HangupCause.SERVER_FAILURE);
    var search = search(user);
    try {
      end = ring(devices, user, search);
      return end;
    } finally {
      var cause = end.cause();
      search.ifPresent(looked -> looked.close(cause, account.isAnswered()));
      airtime = Optional.empty();
    }
  }

  private End ring(
      List<OutboundLeg> devices, Destination.RingUser user, Optional<FindMeLegs> search)
      throws InterruptedException {
    var outcome =
        ringing(System.nanoTime(), search)
            .call(devices, formats(), packetTime(), services.ringTime(user));
    search.flatMap(FindMeLegs::found).ifPresent(this::isFoundAt);
    if (search.filter(looked -> looked.found().isEmpty()).isPresent()) {
      asker().ifPresent(services.admission()::giveBack);
    }
    return conclude(outcome);
  }

  private Optional<FindMeLegs> search(Destination.RingUser user) {
    var here = way;
    return asker()
        .filter(_ -> !user.elsewhere().isEmpty())
        .map(
            asker ->
                new FindMeLegs(
                    services,
                    mailbox,
                    asker,
                    user.elsewhere(),
                    place -> services.router().elsewhere(here, place),
                    this::hunt));
  }

  private void isFoundAt(FindMeLegs.Place place) {
    way = place.route();
    recording.follow(way.recordedFor());
    account.diverted(way);
    airtime = Optional.of(place.airtime());
    meter = place.meter();
  }

  private Optional<Admission.Asker> asker() {
    return organisation()
        .map(own -> new Admission.Asker(id(), own, who, services.countryOf(route), mailbox));
  }

  /** Nothing stops a call for help; any other is asked about before a leg of it leaves. */
  private End leave(Destination.Outside outside) throws InterruptedException {
    meter = Meter.none();
    var asker = asker().filter(_ -> !outside.emergency());
    if (asker.isEmpty()) {
      return dial(outside);
    }
    var verdict =
        services.admission().ask(asker.get(), outside, services.ringTimeOutside(), this::end);
    return switch (verdict) {
      case Admission.Verdict.Refused(var cause) -> End.of(cause);
      case Admission.Verdict.Admitted(var granted, var paid) -> {
        meter = paid;
        yield dial(outside, granted);
      }
    };
  }

  private End dial(Destination.Outside outside, Airtime granted) throws InterruptedException {
    var end = End.of(HangupCause.SERVER_FAILURE);
    airtime = Optional.of(granted);
    try {
      end = dial(outside);
      return end;
    } finally {
      granted.close(end.cause());
      airtime = Optional.empty();
    }
  }

  /**
   * Tries one trunk after the other until one takes the call, or the far side itself has refused.
   */
  private End dial(Destination.Outside outside) throws InterruptedException {
    if (outside.emergency() && who instanceof Caller.OfDevice device) {
      return callForHelp(device, outside);
    }
    var end = End.of(HangupCause.NO_ROUTE);
    try (var hunt = hunt(way)) {
      while (true) {
        var next = hunt.next();
        if (next.isEmpty()) {
          return hunt.passedOver().map(End::of).orElse(end);
        }
        var attempt = attempt(hunt, next.get());
        end = attempt.end();
        if (caller.isOver() || account.isAnswered() || !attempt.mayGoOn()) {
          return end;
        }
      }
    }
  }

  /** Finds trunks for {@code leaving}, which goes outside. */
  private TrunkHunt hunt(Route leaving) {
    var outside = (Destination.Outside) leaving.destination();
    return new TrunkHunt(
        services,
        account,
        outside,
        organisation(),
        trunk ->
            services.invitations().toTrunk(trunk, outside, organisation(), who, caller.invite()),
        invitation -> leg(invitation, leaving),
        formats());
  }

  /**
   * Tries every way there is until somebody answers: no cap holds it up, no refusal is final, and
   * whoever wants to be nobody is shown all the same, to be called back.
   */
  private End callForHelp(Caller.OfDevice device, Destination.Outside outside)
      throws InterruptedException {
    var trunks = services.ways(outside, organisation()).trunks();
    var help = services.emergencies().prepare(id(), device, outside, trunks);
    var end = End.of(HangupCause.NO_ROUTE);
    for (var attempt : help.attempts()) {
      services.trunks().leave(attempt.trunk(), true);
      try {
        var outcome = tried(attempt, help.shown());
        end = conclude(outcome);
        if (isDecided(outcome)) {
          return end;
        }
      } finally {
        services.trunks().giveBack(attempt.trunk());
      }
    }
    return end;
  }

  private Ringing.Outcome tried(EmergencyCalls.Attempt attempt, Caller as)
      throws InterruptedException {
    var ringing = ringing(System.nanoTime(), Optional.empty());
    var trunk = attempt.trunk();
    var invitation =
        services
            .invitations()
            .toTrunk(trunk, attempt.outside(), organisation(), as, caller.invite());
    if (invitation.isEmpty()) {
      services.trunks().silent(trunk, "The name of its host leads nowhere");
      account.passesOver(trunk, PassedOver.TRUNK_WITHOUT_ADDRESS);
      return new Ringing.Outcome.NotTaken(new Rejection(UNREACHABLE));
    }
    var leg = leg(invitation.get(), way);
    attempt.enclosure().ifPresent(leg::enclose);
    var outcome = ringing.call(List.of(leg), formats(), packetTime(), services.ringTimeOutside());
    TrunkHunt.judge(services, trunk, leg, rejection(outcome));
    return outcome;
  }

  private static boolean isDecided(Ringing.Outcome outcome) {
    return switch (outcome) {
      case Ringing.Outcome.Won _, Ringing.Outcome.Ended _ -> true;
      case Ringing.Outcome.NotTaken _, Ringing.Outcome.NoAnswer _ -> false;
    };
  }

  /**
   * What came of one trunk.
   *
   * @param mayGoOn whether another one may be tried
   */
  private record Attempt(End end, boolean mayGoOn) {}

  private Attempt attempt(TrunkHunt hunt, TrunkHunt.Try tried) throws InterruptedException {
    var outcome =
        ringing(tried.since(), Optional.empty())
            .call(List.of(tried.leg()), formats(), packetTime(), services.ringTimeOutside());
    var rejection = rejection(outcome);
    hunt.judge(tried, rejection);
    var end = conclude(outcome);
    var delay =
        account
            .ringingAt()
            .filter(tried.begun()::isBefore)
            .map(at -> Duration.between(tried.begun(), at));
    hunt.rate(tried, rejection, account.isAnswered(), delay);
    return new Attempt(
        end, !tried.leg().hasRung() && rejection.filter(TrunkHunt::isFaultOfTrunk).isPresent());
  }

  private static Optional<Rejection> rejection(Ringing.Outcome outcome) {
    return outcome instanceof Ringing.Outcome.NotTaken(var rejection)
        ? Optional.of(rejection)
        : Optional.empty();
  }

  private End conclude(Ringing.Outcome outcome) throws InterruptedException {
    return switch (outcome) {
      case Ringing.Outcome.Won(var leg, var answer) -> connect(leg, answer);
      case Ringing.Outcome.NotTaken(var rejection) ->
          new End(rejection.cause(), rejection.statusForCaller(), "called");
      case Ringing.Outcome.NoAnswer _ -> End.of(HangupCause.NO_ANSWER);
      case Ringing.Outcome.Ended(var end) -> end;
    };
  }

  private End connect(OutboundLeg leg, Audio answer) throws InterruptedException {
    if (caller.isUp()) {
      answered(leg);
      return talk(leg);
    }
    try {
      caller.answer(
          answer.formats(),
          Audio.mirrored(answer.direction()),
          answer.packetTime(),
          () -> answered(leg));
    } catch (NotAcceptable e) {
      return End.of(HangupCause.INCOMPATIBLE_MEDIA);
    }
    return talk(leg);
  }

  private End talk(OutboundLeg leg) throws InterruptedException {
    return new Bridge(
            mailbox,
            services.signalling(),
            caller,
            leg,
            recording,
            holding(),
            account,
            meter,
            supervision(leg))
        .run();
  }

  private Supervision supervision(OutboundLeg called) {
    var taken = way;
    return new Supervision(
        services,
        mailbox,
        invitation -> leg(invitation, taken),
        caller,
        called,
        account,
        who,
        route,
        recording.language());
  }

  private Holding holding() {
    return new Holding(
        mailbox,
        services.voices(),
        organisation(),
        ownNumber(),
        Announcement.language(services.countryOf(route)),
        route.isForHelp());
  }

  /** The number of ours that was called, or that is shown. */
  private Optional<E164> ownNumber() {
    if (who instanceof Caller.OfTrunk) {
      return Optional.of(route.dialled()).filter(Call::isE164).map(E164::new);
    }
    return way.destination() instanceof Destination.Outside outside
        ? outside.shown()
        : Optional.empty();
  }

  private static boolean isE164(String dialled) {
    return dialled.matches("\\+[1-9][0-9]{6,14}");
  }

  private void answered(OutboundLeg leg) {
    account.answered(leg);
    airtime.ifPresent(Airtime::begin);
  }

  /**
   * What is left when the story is over: tell the parties, write the record, wait for farewells.
   */
  private void close(End end) {
    tell(() -> caller.reject(end.sipStatus() < 300 ? 480 : end.sipStatus(), Untaken.told(end)));
    legs.forEach(leg -> tell(() -> leg.end(end.cause())));
    account.ends(end);
    try {
      recording.stop();
    } finally {
      account.close();
    }
    sayFarewell();
  }

  /** One party that cannot be told must not keep the others from being told. */
  private void tell(Runnable news) {
    try {
      news.run();
    } catch (RuntimeException e) {
      LOG.atError().addKeyValue("call", id()).setCause(e).log("A party cannot be told of the end");
    }
  }

  private void sayFarewell() {
    try {
      mailbox.settle(
          () -> legs.stream().allMatch(CallLeg::isOver), System.nanoTime() + FAREWELL.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.atError().addKeyValue("call", id()).setCause(e).log("A call broke at its end");
    }
  }

  private Ringing ringing(long since, Optional<FindMeLegs> search) {
    return new Ringing(
        mailbox,
        services.signalling().media(),
        caller,
        account,
        services.countryOf(route),
        since,
        search);
  }

  /** The leg that {@code invitation} calls, of the call as it is on {@code taken}. */
  private OutboundLeg leg(OutboundLeg.Invitation invitation, Route taken) {
    var told =
        Diversions.told(
            invitation,
            taken,
            caller.invite().request(),
            who instanceof Caller.OfTrunk,
            services.invitations().host(invitation));
    var leg =
        new OutboundLeg(
            services.signalling(),
            new CallLeg.Owner(id().value(), mailbox, route.isForHelp()),
            told);
    legs.add(leg);
    return leg;
  }

  private List<RtpFormat> formats() {
    var said = caller.isUp() ? caller.media().ours() : caller.offer();
    var offered = said.map(Audio::formats).orElse(USUAL);
    var recordable = offered.stream().filter(Formats::isRecordable).toList();
    return recording.isPlanned() && Formats.carrySpeech(recordable) ? recordable : offered;
  }

  private PacketTime packetTime() {
    return caller.offer().map(Audio::packetTime).orElse(PacketTime.ANY);
  }
}
