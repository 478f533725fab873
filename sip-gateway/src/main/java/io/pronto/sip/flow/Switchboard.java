package io.pronto.sip.flow;

import io.pronto.core.call.CallCommand;
import io.pronto.core.call.CallControl;
import io.pronto.core.call.CallId;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.routing.CallRouter;
import io.pronto.sip.GatewayServices;
import io.pronto.sip.GatewaySettings;
import io.pronto.sip.guard.Guard;
import io.pronto.sip.leg.Signalling;
import io.pronto.sip.registrar.DigestAuthenticator;
import io.pronto.sip.registrar.Registrar;
import io.pronto.sip.stack.Handlers;
import io.pronto.sip.trunk.Origins;
import io.pronto.sip.trunk.Trunks;
import io.pronto.sip.wire.Flow;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;

/** Puts together what calls are made of, once for the whole server. */
public final class Switchboard implements CallControl, AutoCloseable {
  private final Calls calls;
  private final Dispatcher dispatcher;
  private final Rooms rooms;

  /**
   * Takes nothing before its {@link #handlers} are given to the stack.
   *
   * @param lost is told of connections that are gone
   */
  public Switchboard(
      GatewaySettings settings,
      GatewayServices services,
      Signalling signalling,
      Guard guard,
      DigestAuthenticator authenticator,
      Registrar registrar,
      Trunks trunks,
      Consumer<Flow> lost) {
    var directory = services.directory();
    var origins = new Origins(directory, trunks);
    var voices = new Voices(services.prompts());
    var followed = new FollowedCalls(services.liveGate());
    rooms =
        new Rooms(
            services.media(),
            services.outbox(),
            services.conferencePins(),
            services.codeAttempts(),
            services.conferenceHomes(),
            services.meters());
    var callServices =
        new CallServices(
            signalling,
            directory,
            new CallRouter(directory),
            new Invitations(
                signalling.stack(),
                directory,
                services.registrations(),
                trunks,
                new CallSigning(services.identities(), directory, InstantSource.system())),
            trunks,
            origins,
            lost,
            new Admission(services.fraud(), services.credit(), signalling.timers()),
            new CallRecordings(
                services.media(),
                services.keys(),
                settings.recordings(),
                new CallTranscripts(services.liveSpeech(), services.liveTranscripts(), followed),
                services.streams(),
                followed,
                voices),
            services.leastCost(),
            services.quality(),
            new EmergencyCalls(directory, services.outbox()),
            new CodeTries(services.accessCodes(), services.codeAttempts()),
            voices,
            rooms,
            new Supervisions(services.audit()),
            followed,
            settings.ringTime());
    calls = new Calls(services.meters());
    dispatcher =
        new Dispatcher(
            callServices,
            new Callers(
                directory,
                origins,
                authenticator,
                guard,
                new CallerVerification(services.identities(), origins)),
            new CallAccount.Books(
                services.journal(),
                services.live(),
                services.outbox(),
                new ShownNames(services.callerNames()),
                settings.node()),
            calls,
            registrar);
  }

  /** Who takes what arrives. */
  public Handlers handlers() {
    return dispatcher;
  }

  /** How many calls are up now. */
  public int calls() {
    return calls.size();
  }

  @Override
  public boolean ask(OrganisationId organisation, CallId call, CallCommand command) {
    return calls.ask(organisation, call, command);
  }

  /** Whether no new call is taken any more but those for help. */
  public boolean isDraining() {
    return dispatcher.isDraining();
  }

  /**
   * Takes no new call but those for help, waits for those that are up for {@code limit} at most,
   * then takes none at all, ends what is left and gives the parties {@code farewell} to say so.
   *
   * @return how many had to be ended
   */
  public int drain(Duration limit, Duration farewell) throws InterruptedException {
    dispatcher.drain();
    calls.awaitNone(limit);
    dispatcher.close();
    return calls.endAll(farewell);
  }

  /** Ends no call, but lets go of what works for all of them. */
  @Override
  public void close() {
    rooms.close();
  }
}
