package io.pronto.sip;

import io.pronto.core.call.CallCommand;
import io.pronto.core.call.CallControl;
import io.pronto.core.call.CallId;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.sip.flow.Switchboard;
import io.pronto.sip.guard.Guard;
import io.pronto.sip.guard.SharedBans;
import io.pronto.sip.leg.Legs;
import io.pronto.sip.leg.Signalling;
import io.pronto.sip.leg.Timers;
import io.pronto.sip.registrar.Departures;
import io.pronto.sip.registrar.DigestAuthenticator;
import io.pronto.sip.registrar.Reachability;
import io.pronto.sip.registrar.Registrar;
import io.pronto.sip.stack.SipStack;
import io.pronto.sip.trunk.TrunkKeeper;
import io.pronto.sip.trunk.Trunks;
import io.pronto.sip.wire.Flow;
import io.pronto.sip.wire.Host;
import io.pronto.sip.wire.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** The door of signalling: telephones and carriers are served while it is open. */
public final class SipGateway implements AutoCloseable, CallControl {
  /** How long the parties of calls that are ended by force may take to say so. */
  private static final Duration FAREWELL = Duration.ofSeconds(5);

  private final GatewaySettings settings;
  private final SipStack stack;
  private final Timers timers;
  private final Switchboard switchboard;
  private final GatewayServices services;
  private final Trunks trunks;
  private final SharedBans bans;
  private Reachability reachability;
  private volatile TrunkKeeper keeper;
  private Departures departures;

  /** A gateway that is silent until {@link #start}. */
  public SipGateway(GatewaySettings settings, GatewayServices services) {
    this(settings, services, new Timers(services.leases()));
  }

  /** A gateway whose calls go by {@code timers}; they end with it. */
  public SipGateway(GatewaySettings settings, GatewayServices services, Timers timers) {
    this.settings = settings;
    this.services = services;
    var guard = new Guard(services.meters());
    trunks =
        new Trunks(
            services.directory(),
            services.trunkPasswords(),
            InstantSource.system(),
            settings.node());
    guard.spare(source -> trunks.knows(source) || isRegistered(source));
    bans = new SharedBans(guard, services.bans(), settings.node());
    stack = new SipStack(settings.sip(), guard, services.meters());
    stack.authorities(this::authority);
    this.timers = timers;
    var authenticator =
        new DigestAuthenticator(services.directory(), guard, DigestAuthenticator.Limits.DEFAULT);
    var registrar =
        new Registrar(
            stack,
            authenticator,
            services.registrations(),
            settings.registrar(),
            settings.node(),
            services.meters());
    var signalling = new Signalling(stack, services.media(), new Legs(), timers, services.leases());
    switchboard =
        new Switchboard(
            settings, services, signalling, guard, authenticator, registrar, trunks, this::lost);
  }

  /** What the operator has given to vouch for {@code host}. */
  private Optional<String> authority(String host) {
    return services.directory().trunks().stream()
        .filter(trunk -> trunk.host().equalsIgnoreCase(host))
        .flatMap(trunk -> trunk.address().authority().stream())
        .findFirst();
  }

  private void lost(Flow flow) {
    var now = keeper;
    if (now != null) {
      now.lost(flow);
    }
  }

  private boolean isRegistered(InetAddress source) {
    var beginning = Host.of(source) + ':';
    return services.registrations().own().stream()
        .anyMatch(binding -> binding.remote().startsWith(beginning));
  }

  /**
   * Binds every address and begins to serve.
   *
   * @throws IOException naming the address that could not be bound
   */
  public void start() throws IOException {
    stack.start(switchboard.handlers());
    bans.start();
    reachability =
        new Reachability(
            stack, services.registrations(), Reachability.Settings.DEFAULT, services.meters());
    keeper =
        new TrunkKeeper(
            stack,
            trunks,
            services.directory(),
            services.trunkStates(),
            services.operatorEvents(),
            settings.node(),
            InstantSource.system());
    departures = new Departures(services.directory(), services.registrations());
  }

  /** The port of every address, for UDP and TCP. */
  public int port() {
    return stack.port();
  }

  /** The port for {@code transport}; that of UDP where it is not listened to. */
  public int port(Transport transport) {
    return stack.port(transport);
  }

  /** How many connections there are now, of all transports. */
  public int connections() {
    return stack.connections();
  }

  /** How many calls are up now. */
  public int calls() {
    return switchboard.calls();
  }

  @Override
  public boolean ask(OrganisationId organisation, CallId call, CallCommand command) {
    return switchboard.ask(organisation, call, command);
  }

  /**
   * Takes no new call from now on but those for help and waits for those that are up, for {@code
   * limit} at most; then ends them.
   *
   * @return how many had to be ended
   */
  public int drain(Duration limit) throws InterruptedException {
    return switchboard.drain(limit, FAREWELL);
  }

  /** Whether no new call is taken any more but those for help. */
  public boolean isDraining() {
    return switchboard.isDraining();
  }

  /** Stops at once; whoever is still talking is not told. */
  @Override
  public void close() {
    if (reachability != null) {
      reachability.close();
      departures.close();
      keeper.close();
    }
    switchboard.close();
    timers.close();
    stack.close();
  }
}
