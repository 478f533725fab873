package io.pronto.sip.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pronto.core.Ground;
import io.pronto.core.Waiting;
import io.pronto.core.audit.AuditLog;
import io.pronto.core.call.CallCommand;
import io.pronto.core.call.CallDetailRecord;
import io.pronto.core.call.CallId;
import io.pronto.core.call.CallJournal;
import io.pronto.core.call.RecordingState;
import io.pronto.core.carrier.TrunkPasswords;
import io.pronto.core.carrier.TrunkStore;
import io.pronto.core.conference.ConferencePins;
import io.pronto.core.contact.CallerNames;
import io.pronto.core.credit.CallCharging;
import io.pronto.core.credit.Credit;
import io.pronto.core.db.Database;
import io.pronto.core.event.OperatorEvents;
import io.pronto.core.event.Outbox;
import io.pronto.core.fraud.FraudWatch;
import io.pronto.core.fraud.Tariff;
import io.pronto.core.identity.CallIdentities;
import io.pronto.core.lease.Leases;
import io.pronto.core.live.Attempts;
import io.pronto.core.live.Bans;
import io.pronto.core.live.ConferenceHomes;
import io.pronto.core.live.LiveCall;
import io.pronto.core.live.LiveCalls;
import io.pronto.core.live.LiveTranscripts;
import io.pronto.core.live.Redis;
import io.pronto.core.live.Registrations;
import io.pronto.core.live.TrunkState;
import io.pronto.core.live.TrunkStates;
import io.pronto.core.numbering.E164;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.outbound.NamedServers;
import io.pronto.core.outbound.Outbound;
import io.pronto.core.outbound.OutboundSockets;
import io.pronto.core.prompt.PromptLibrary;
import io.pronto.core.rating.LeastCost;
import io.pronto.core.rating.Rates;
import io.pronto.core.rating.TrunkQuality;
import io.pronto.core.routing.Directory;
import io.pronto.core.rules.AccessCodes;
import io.pronto.core.seal.MasterKey;
import io.pronto.core.seal.OrganisationKeys;
import io.pronto.core.stream.StreamDestinationStore;
import io.pronto.core.subject.LiveGate;
import io.pronto.core.subject.SubjectSeal;
import io.pronto.media.Endpoint;
import io.pronto.media.MediaService;
import io.pronto.media.MediaSettings;
import io.pronto.media.NoPortFree;
import io.pronto.media.speech.LiveSpeech;
import io.pronto.media.speech.SpeechSettings;
import io.pronto.media.speech.model.Models;
import io.pronto.sip.GatewayServices;
import io.pronto.sip.GatewaySettings;
import io.pronto.sip.SipGateway;
import io.pronto.sip.leg.Timers;
import io.pronto.sip.phone.Credentials;
import io.pronto.sip.phone.TestPhone;
import io.pronto.sip.registrar.RegistrarSettings;
import io.pronto.sip.stack.SipSettings;
import io.pronto.sip.stream.SoundStreams;
import io.pronto.sip.stream.StreamLimits;
import io.pronto.sip.wire.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;

/**
 * A whole telephone exchange on the loopback address: real sockets, database and Redis. Closing it
 * checks that nothing is held any more.
 */
final class Exchange implements AutoCloseable {
  private static final MasterKey KEY = MasterKey.of(MasterKey.generate());
  private static final Duration REST = Duration.ofSeconds(45);

  private static final StreamLimits STREAMS =
      new StreamLimits(
          Duration.ofSeconds(1),
          3,
          Duration.ofMillis(50),
          10,
          Duration.ofSeconds(5),
          Duration.ofSeconds(2));

  /** Nanoseconds between two looks at what is held. */
  private static final long LOOK_AGAIN = 1_000_000;

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final BlockingQueue<CallDetailRecord> records = new LinkedBlockingQueue<>();
  private final Leases leases = new Leases();
  private final InetAddress host;
  private final Path data;
  private final OrganisationKeys keys = new OrganisationKeys(Ground.database(), KEY);

  /** One for all exchanges, since it listens to the database as long as that is there. */
  private static final CallIdentities IDENTITIES =
      new CallIdentities(
          Ground.database(),
          KEY,
          new Outbound(Ground.vertx(), true),
          InstantSource.system(),
          Duration.ofSeconds(5));

  private final Redis redis;
  private TrunkQuality quality;
  private Directory directory;
  private final LiveCalls live;
  private final SipGateway gateway;
  private MediaService media;
  private final List<TestPhone> phones = new ArrayList<>();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private Rates rates;
  private CallerNames names;
  private boolean countsRecords = true;

  /**
   * What is special about an exchange.
   *
   * @param lastPort the last of its RTP ports, of which the first is 30000
   * @param speed of the calls' clock
   * @param enciphered whether TLS and WebSockets are listened to
   */
  record Plan(
      String address,
      Duration ringTime,
      Duration silence,
      int lastPort,
      int speed,
      boolean enciphered) {
    /** Devices ring for 5 s and parties may be silent for 3 s. */
    static final Plan USUAL =
        new Plan("127.0.0.1", Duration.ofSeconds(5), Duration.ofSeconds(3), 39_999, 1, false);

    Plan at(String otherAddress) {
      return new Plan(otherAddress, ringTime, silence, lastPort, speed, enciphered);
    }

    Plan silence(Duration limit) {
      return new Plan(address, ringTime, limit, lastPort, speed, enciphered);
    }

    Plan lastPort(int port) {
      return new Plan(address, ringTime, silence, port, speed, enciphered);
    }

    Plan speed(int times) {
      return new Plan(address, ringTime, silence, lastPort, times, enciphered);
    }

    Plan onEveryTransport() {
      return new Plan(address, ringTime, silence, lastPort, speed, true);
    }
  }

  Exchange() {
    this(Plan.USUAL);
  }

  Exchange(Plan plan) {
    try {
      host = InetAddress.ofLiteral(plan.address());
      data = Files.createTempDirectory("exchange");
      redis = closing(new Redis(Ground.redisUrl()));
      live = closing(new LiveCalls(redis, node()));
      gateway = gateway(plan);
      gateway.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How well trunks have carried calls. */
  TrunkQuality quality() {
    return quality;
  }

  /** What calls cost. */
  Rates rates() {
    return rates;
  }

  /** Where SIP is spoken. */
  InetSocketAddress sip() {
    return new InetSocketAddress(host, gateway.port());
  }

  SipGateway gateway() {
    return gateway;
  }

  CallIdentities identities() {
    return IDENTITIES;
  }

  /** What seals secrets. */
  static MasterKey master() {
    return KEY;
  }

  OrganisationKeys keys() {
    return keys;
  }

  /** Takes every RTP port that any call may have; each is to be closed. */
  List<Endpoint> everyPort() {
    var taken = new ArrayList<Endpoint>();
    while (true) {
      try {
        taken.add(media.open("call_of_many", _ -> {}));
      } catch (NoPortFree none) {
        return taken;
      }
    }
  }

  Path recordings() {
    return data.resolve("recordings");
  }

  /** A phone that has registered over UDP. */
  TestPhone phone(Credentials credentials) {
    return registered(TestPhone.udp(sip(), credentials));
  }

  /** A phone that has registered over TCP. */
  TestPhone tcpPhone(Credentials credentials) {
    return registered(TestPhone.tcp(sip(), credentials));
  }

  /** A phone that has registered over {@code transport}. */
  TestPhone phone(Transport transport, Credentials credentials) {
    var server = new InetSocketAddress(host, gateway.port(transport));
    return registered(
        switch (transport) {
          case UDP -> TestPhone.udp(server, credentials);
          case TCP -> TestPhone.tcp(server, credentials);
          case TLS -> TestPhone.tls(server, credentials, Enciphered.trust());
          case WS -> TestPhone.ws(server, credentials);
          case WSS -> TestPhone.wss(server, credentials, Enciphered.trust());
        });
  }

  /** What its calls know of organisations and trunks. */
  Directory directory() {
    return directory;
  }

  /** The far end of a trunk, at {@code address}. */
  TestPhone carrier(String address) {
    var carrier = TestPhone.carrier(sip(), InetAddress.ofLiteral(address));
    phones.add(carrier);
    return carrier;
  }

  /** The far end of a trunk over TCP, at {@code address}. */
  TestPhone tcpCarrier(String address) {
    var carrier = TestPhone.tcpCarrier(sip(), InetAddress.ofLiteral(address));
    phones.add(carrier);
    return carrier;
  }

  /** The same over TLS, with {@code identity}. */
  TestPhone tlsCarrier(String address, SSLContext identity) {
    var carrier = TestPhone.tlsCarrier(sip(), InetAddress.ofLiteral(address), identity);
    phones.add(carrier);
    return carrier;
  }

  /** How this exchange sees {@code trunk}; empty while it has said nothing. */
  Optional<TrunkState> seen(String trunk) {
    return new TrunkStates(redis)
        .all().getOrDefault(trunk, List.of()).stream()
            .filter(state -> state.node().equals(node()))
            .findFirst();
  }

  static ConferencePins conferencePins() {
    return new ConferencePins(KEY);
  }

  /** What is sealed so, this exchange opens. */
  static AccessCodes accessCodes() {
    return new AccessCodes(KEY);
  }

  static TrunkPasswords passwords() {
    return new TrunkPasswords(KEY);
  }

  /** Waits for the next call's record to be in the database. */
  CallDetailRecord record() {
    try {
      var record = records.poll(15, TimeUnit.SECONDS);
      assertThat(record).as("a call's record").isNotNull();
      return record;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * Waits until contacts of {@code organisation} call {@code number} so; empty: until none does.
   */
  void awaitName(OrganisationId organisation, E164 number, String name) {
    Waiting.until(
        number + " is called " + name,
        () -> names.of(organisation, number).orElse("").equals(name));
  }

  /** Returns once this exchange knows every trunk as the database does. */
  void awaitTrunks() {
    var store = new TrunkStore(Ground.database());
    Waiting.until("the trunks are known", () -> directory.trunks().equals(store.all()));
  }

  /** The only call of {@code organisation} that goes on. */
  LiveCall liveCall(OrganisationId organisation) {
    Waiting.until("a live call is known", () -> live.list(organisation).size() == 1);
    return live.list(organisation).getFirst();
  }

  /** Waits until the calls of {@code organisation} that go on are as {@code wanted} says. */
  void awaitCalls(OrganisationId organisation, String what, Predicate<List<LiveCall>> wanted) {
    Waiting.until(what, () -> wanted.test(live.list(organisation)));
  }

  /** The calls of {@code organisation} that go on. */
  List<LiveCall> liveCalls(OrganisationId organisation) {
    return live.list(organisation);
  }

  /** Asks something of a call of {@code organisation}. */
  void ask(OrganisationId organisation, CallId call, CallCommand command) {
    assertThat(gateway.ask(organisation, call, command)).isTrue();
  }

  /** Ends every call of {@code organisation} as its dashboard would. */
  void hangUpAll(OrganisationId organisation) {
    Waiting.until("a live call is known", () -> !live.list(organisation).isEmpty());
    for (var call : live.list(organisation)) {
      assertThat(gateway.ask(organisation, call.id(), new CallCommand.HangUp())).isTrue();
    }
  }

  /** Has the recording of the one call of {@code organisation} become {@code wanted}. */
  void record(OrganisationId organisation, RecordingState wanted, String reason) {
    askToRecord(organisation, wanted, reason);
    awaitRecording(organisation, wanted);
  }

  /** Asks that it does. */
  void askToRecord(OrganisationId organisation, RecordingState wanted, String reason) {
    Waiting.until("a call is known", () -> !live.list(organisation).isEmpty());
    var call = live.list(organisation).getFirst().id();
    var command = new CallCommand.Record(wanted, reason);
    assertThat(gateway.ask(organisation, call, command)).isTrue();
  }

  /** Waits until the recording of the one call of {@code organisation} is so far. */
  void awaitRecording(OrganisationId organisation, RecordingState state) {
    Waiting.until(
        "it is " + state,
        () -> live.list(organisation).stream().allMatch(call -> call.recording() == state));
  }

  /** Waits until nothing is held: what remains then is a leak. */
  void awaitRest() {
    long deadline = System.nanoTime() + REST.toNanos();
    while (gateway.calls() > 0
        || Arrays.stream(Leases.Kind.values()).anyMatch(kind -> leases.held(kind) > 0)) {
      assertThat(System.nanoTime()).as(this::held).isLessThan(deadline);
      LockSupport.parkNanos(LOOK_AGAIN);
    }
    assertThat(gateway.calls()).isZero();
    assertThat(countsRecords ? records : List.of()).as("records nobody expected").isEmpty();
  }

  /** How many requests of ours wait for their answer. */
  int openRequests() {
    return (int) meters.get("pronto.sip.transactions").tag("side", "client").gauge().value();
  }

  /** How many parties are being mixed. */
  int mixed() {
    return (int) meters.get("pronto.media.mix.parties").gauge().value();
  }

  /** How many messages were not heard since their source was banned. */
  int dropped() {
    return (int) meters.get("pronto.sip.guard.dropped").tag("reason", "banned").counter().count();
  }

  /** Whether there will be a record is a matter of timing. */
  void countNoRecords() {
    countsRecords = false;
  }

  @Override
  public void close() {
    phones.forEach(TestPhone::close);
    gateway.close();
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }
    leases.close();
  }

  private String held() {
    var text = new StringBuilder("still held:");
    for (var kind : Leases.Kind.values()) {
      text.append(' ').append(kind).append(leases.owners(kind));
    }
    return text.toString();
  }

  private TestPhone registered(TestPhone phone) {
    phone.register();
    phones.add(phone);
    return phone;
  }

  private SipGateway gateway(Plan plan) {
    // One of its own, since what listens to it lasts as long as it does.
    var database = closing(new Database(Ground.vertx(), Ground.databaseUrl()));
    directory = new Directory(database, Town.DOMAIN);
    var outbox = closing(new Outbox(database));
    media =
        closing(
            new MediaService(
                new MediaSettings(host, host, 30_000, plan.lastPort(), 1, plan.silence()),
                leases,
                meters));
    var gate = new LiveGate(database, new SubjectSeal(KEY));
    var clock = InstantSource.system();
    rates = closing(new Rates(database, clock));
    quality = new TrunkQuality(clock);
    names = closing(new CallerNames(database));
    var charging = new CallCharging(rates, outbox, clock);
    var journal =
        closing(
            CallJournal.open(
                data.resolve("spool"),
                database,
                outbox,
                List.of(charging, (tx, cdr) -> records.add(cdr)),
                _ -> {
                  throw new AssertionError("Nothing was left over");
                }));
    return new SipGateway(
        new GatewaySettings(
            settings(plan), RegistrarSettings.DEFAULT, node(), plan.ringTime(), recordings()),
        new GatewayServices(
            directory,
            names,
            closing(new Registrations(redis, node(), meters)),
            journal,
            live,
            outbox,
            new LeastCost(rates::book, quality, 50),
            quality,
            new Credit(database, rates, outbox, clock),
            closing(
                new FraudWatch(
                    database,
                    redis,
                    outbox,
                    Optional.empty(),
                    Tariff.BY_CLASS,
                    Clock.systemUTC(),
                    meters)),
            new Bans(redis),
            keys,
            new PromptLibrary(database, keys),
            new TrunkPasswords(KEY),
            new TrunkStates(redis),
            new OperatorEvents(database),
            IDENTITIES,
            new AccessCodes(KEY),
            Attempts.fromSharedPlaces(redis, "access_code"),
            conferencePins(),
            new ConferenceHomes(redis, node()),
            new AuditLog(database),
            media,
            closing(new LiveSpeech(new Models(models()), 1, SpeechSettings.DEFAULT, leases)),
            new LiveTranscripts(redis, gate),
            gate,
            streams(database),
            leases,
            meters),
        new Timers(leases, plan.speed()));
  }

  /** It gives up in moments. */
  private SoundStreams streams(Database database) {
    var servers = NamedServers.overWebSocket(true);
    return closing(
        new SoundStreams(
            new StreamDestinationStore(database, KEY, servers),
            closing(new OutboundSockets(Ground.vertx(), servers)),
            leases,
            STREAMS));
  }

  /** Where speech models are looked for. */
  Path models() {
    return data.resolve("models");
  }

  private SipSettings settings(Plan plan) {
    var plain = new SipSettings(List.of(host), 0, List.of(), Town.DOMAIN);
    return plan.enciphered() ? Enciphered.settings(plain) : plain;
  }

  private String node() {
    return data.getFileName().toString();
  }

  private <T extends AutoCloseable> T closing(T resource) {
    opened.push(resource);
    return resource;
  }
}
