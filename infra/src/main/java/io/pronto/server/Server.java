package io.pronto.server;

import io.pronto.api.Api;
import io.pronto.api.Services;
import io.pronto.api.contract.Contract;
import io.pronto.api.sso.SingleSignOnSettings;
import io.pronto.backup.BackupFailed;
import io.pronto.backup.BackupPlace;
import io.pronto.backup.Backups;
import io.pronto.backup.BaseBackup;
import io.pronto.backup.PlaceMark;
import io.pronto.backup.RestoreMarker;
import io.pronto.core.access.Bootstrap;
import io.pronto.core.access.SignUp;
import io.pronto.core.archive.SealedArchive;
import io.pronto.core.audit.AuditLog;
import io.pronto.core.audit.AuditSeals;
import io.pronto.core.backup.BackupSeal;
import io.pronto.core.backup.ErasureFiles;
import io.pronto.core.backup.ErasureFollower;
import io.pronto.core.backup.SetBack;
import io.pronto.core.call.CallControl;
import io.pronto.core.carrier.TrunkPasswords;
import io.pronto.core.completeness.CallSeals;
import io.pronto.core.conference.ConferencePins;
import io.pronto.core.contact.CallerNames;
import io.pronto.core.contract.ContractClock;
import io.pronto.core.contract.ContractNews;
import io.pronto.core.credit.Credit;
import io.pronto.core.db.Database;
import io.pronto.core.db.Owner;
import io.pronto.core.destruction.DestructionCertificates;
import io.pronto.core.event.OperatorEvents;
import io.pronto.core.fraud.DeckTariff;
import io.pronto.core.fraud.FraudWatch;
import io.pronto.core.identity.CallIdentities;
import io.pronto.core.identity.CertificateWatch;
import io.pronto.core.lease.Leases;
import io.pronto.core.live.Attempts;
import io.pronto.core.live.Bans;
import io.pronto.core.live.ConferenceHomes;
import io.pronto.core.live.LiveTranscripts;
import io.pronto.core.live.RateLimits;
import io.pronto.core.live.Redis;
import io.pronto.core.live.TrunkStates;
import io.pronto.core.mail.MailQueue;
import io.pronto.core.mail.MailSender;
import io.pronto.core.mail.Pace;
import io.pronto.core.outbound.NamedServers;
import io.pronto.core.outbound.Outbound;
import io.pronto.core.outbound.OutboundSockets;
import io.pronto.core.porting.PortClock;
import io.pronto.core.prompt.EspeakNg;
import io.pronto.core.prompt.PromptLibrary;
import io.pronto.core.prompt.SpeechSynthesis;
import io.pronto.core.rating.LeastCost;
import io.pronto.core.rental.RentBook;
import io.pronto.core.retention.SweepPace;
import io.pronto.core.retention.Sweeper;
import io.pronto.core.routing.Directory;
import io.pronto.core.routing.EmergencyReviews;
import io.pronto.core.rules.AccessCodes;
import io.pronto.core.seal.BrokenSeal;
import io.pronto.core.seal.MasterKey;
import io.pronto.core.seal.OrganisationKeys;
import io.pronto.core.seal.ProofKey;
import io.pronto.core.seal.WrongMasterKey;
import io.pronto.core.stream.StreamDestinationStore;
import io.pronto.core.subject.DeadBytes;
import io.pronto.core.subject.ErasureWork;
import io.pronto.core.subject.LiveGate;
import io.pronto.core.subject.NumberEnds;
import io.pronto.core.subject.RequestReminders;
import io.pronto.core.subject.SubjectSeal;
import io.pronto.embedded.DataFolder;
import io.pronto.embedded.EmbeddedFailed;
import io.pronto.embedded.KeptSecret;
import io.pronto.media.MediaService;
import io.pronto.media.MediaSettings;
import io.pronto.media.speech.LiveSpeech;
import io.pronto.media.speech.SpeechEngine;
import io.pronto.media.speech.SpeechSettings;
import io.pronto.settings.Settings;
import io.pronto.settings.Settings.Role;
import io.pronto.settings.WayOut;
import io.pronto.sip.GatewayServices;
import io.pronto.sip.GatewaySettings;
import io.pronto.sip.SipGateway;
import io.pronto.sip.registrar.RegistrarSettings;
import io.pronto.sip.stack.BadCertificate;
import io.pronto.sip.stack.CannotListen;
import io.pronto.sip.stack.SipSettings;
import io.pronto.sip.stream.SoundStreams;
import io.pronto.sip.stream.StreamLimits;
import io.pronto.sip.wire.Transport;
import io.pronto.sound.EncodedSound;
import io.pronto.speech.LocalSpeech;
import io.pronto.watch.Health;
import io.pronto.watch.Meters;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All of Pronto in one process, put together by hand. {@link #open} reads in the order in which
 * things start; they end the other way round.
 */
public final class Server implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Server.class);

  private final Settings settings;
  private final Opened opened = new Opened();
  private final Health health = new Health();
  private Leases leases;
  private Meters meters;
  private MasterKey master;
  private String databaseUrl;
  private SipGateway gateway;
  private Optional<SignUp> signUp = Optional.empty();
  private int sipPort;
  private int httpPort;

  private Server(Settings settings) {
    this.settings = settings;
  }

  /**
   * Starts everything that {@code settings} ask for, or nothing.
   *
   * @throws CannotStart with one line for the operator
   */
  public static Server start(Settings settings) throws CannotStart {
    var server = new Server(settings);
    long begin = System.nanoTime();
    boolean open = false;
    try {
      server.open();
      open = true;
    } finally {
      if (!open) {
        server.opened.close();
      }
    }
    server.sayReady(Duration.ofNanos(System.nanoTime() - begin));
    return server;
  }

  private void open() throws CannotStart {
    var data = holdData();
    master = masterKey(data);
    var stores = opened.add(Stores.start(settings, data));
    leases = opened.add(new Leases());
    meters = opened.add(new Meters());
    meters.show(leases);
    // Twice as many, as Vert.x has it, spend a quarter more on waking each other.
    var vertx =
        Vertx.vertx(
            new VertxOptions().setEventLoopPoolSize(Runtime.getRuntime().availableProcessors()));
    opened.add(() -> vertx.close().await());
    var contract = new Contract();
    var redis = opened.add(stores.connectRedis());
    health.with("redis", redis::reachable);
    databaseUrl = stores.databaseUrl();
    var database = opened.add(new Database(vertx, databaseUrl));
    health.with("database", database::reachable);

    var keys = keys(database);
    startBackups(database, data);
    WaysOut.tell(settings, database, master);
    opened.add(new AuditSeals(database, master));
    opened.add(new CallSeals(database, master, InstantSource.system()).start());
    opened.add(new CertificateWatch(database, InstantSource.system()));
    var bucket = Bucket.open(opened, settings.recordings());
    var books = Books.open(opened, database, redis, data.path(), keys, meters, bucket);
    opened.add(new PortClock(database, books.outbox(), InstantSource.system()).start());
    opened.add(
        new Sweeper(
                database,
                books.store(),
                books.outbox(),
                mailQueue(),
                new DestructionCertificates(new ProofKey(database, master), InstantSource.system()),
                new SealedArchive(master),
                InstantSource.system(),
                meters.registry(),
                SweepPace.DEFAULT)
            .start());
    var erasing = new Erasing(database, master, books.store(), books.outbox());
    opened.add(NumberEnds.start(database));
    opened.add(
        new ErasureWork(
                database,
                erasing.ofSubjects(),
                new DeadBytes(new Owner(databaseUrl)),
                InstantSource.system())
            .start());
    opened.add(
        new RequestReminders(database, books.outbox(), mailQueue(), InstantSource.system())
            .start());
    opened.add(
        new ContractClock(
                database,
                new ContractNews(books.outbox(), mailQueue()),
                erasing.ofOrganisations(),
                InstantSource.system(),
                meters.registry())
            .start());
    opened.add(new RentBook(database, books.outbox(), InstantSource.system()).start());
    opened.add(
        new EmergencyReviews(
                database, settings.sip().domain(), books.outbox(), InstantSource.system())
            .start());
    if (settings.roles().contains(Role.SIGNALLING)) {
      startCalls(vertx, database, redis, books);
    }
    httpPort =
        settings.roles().contains(Role.API)
            ? startApi(vertx, contract, database, redis, books)
            : startProbes(vertx);
  }

  /** Before anybody can read anything: what was erased must not be there again. */
  private void startBackups(Database database, DataFolder data) throws CannotStart {
    if (database.asOperator(tx -> tx.one("select restoring() as it")).orElseThrow().getBoolean(0)) {
      throw new CannotStart(
          "the database is being restored: run ./pronto restore again to end that");
    }
    if (settings.backup().isEmpty()) {
      giveUpBackups(data);
      return;
    }
    var backup = settings.backup().get();
    var place = new BackupPlace(backup.to());
    var erasures =
        new ErasureFollower(
            database,
            new ErasureFiles(
                place.erasures(), new BackupSeal(master), new PlaceMark(place, data.path())),
            InstantSource.system());
    try {
      erasures.open();
    } catch (SetBack e) {
      throw new CannotStart("backup.to: " + e.getMessage(), e);
    } catch (IOException | BrokenSeal | WrongMasterKey away) { // no call waits for an ill disk
      LOG.atError()
          .addKeyValue("to", backup.to())
          .log("backup.to cannot be used; no backups until it can: {}", away.toString());
    }
    opened.add(erasures.start(meters.registry()));
    boolean embedded = settings.database().isEmpty();
    opened.add(
        Backups.start(
            backup,
            data.path(),
            new BaseBackup(
                data.path(), databaseUrl, embedded, master, new ProofKey(database, master)),
            embedded ? Optional.of(databaseUrl) : Optional.empty(),
            master,
            erasures,
            new OperatorEvents(database),
            meters.registry()));
  }

  private void giveUpBackups(DataFolder data) {
    if (settings.database().isEmpty()) {
      try {
        Backups.giveUp(data.path(), databaseUrl);
      } catch (BackupFailed e) {
        LOG.atWarn().log("PostgreSQL may keep its log for backups that were: {}", e.getMessage());
      }
    }
  }

  private OrganisationKeys keys(Database database) throws CannotStart {
    try {
      var keys = new OrganisationKeys(database, master);
      keys.check();
      keys.followDestruction();
      return keys;
    } catch (WrongMasterKey e) {
      throw new CannotStart(e.getMessage(), e);
    }
  }

  private void startCalls(Vertx vertx, Database database, Redis redis, Books books)
      throws CannotStart {
    HostAddress.privateByDefault(settings)
        .ifPresent(
            address ->
                LOG.atWarn()
                    .addKeyValue("address", address.getHostAddress())
                    .log(
                        "Phones and carriers are told a private address; if they are beyond this"
                            + " network, set sip.advertise to the public one"));
    var sip = settings.sip();
    var media = opened.add(new MediaService(mediaSettings(), leases, meters.registry()));
    var engine = opened.add(new SpeechEngine(books.models(), SpeechSettings.DEFAULT, leases));
    opened.add(books.redactor(meters.registry()));
    opened.add(books.transcriber(new LocalSpeech(engine, books.models())));
    var gate = new LiveGate(database, new SubjectSeal(master));
    var fraud =
        opened.add(
            new FraudWatch(
                database,
                redis,
                books.outbox(),
                mailQueue(),
                new DeckTariff(books.rates()),
                InstantSource.system(),
                meters.registry()));
    gateway =
        opened.add(
            new SipGateway(
                new GatewaySettings(
                    sipSettings(),
                    RegistrarSettings.DEFAULT,
                    books.node(),
                    settings.calls().ring(),
                    books.recordings()),
                new GatewayServices(
                    new Directory(database, sip.domain()),
                    opened.add(new CallerNames(database)),
                    books.registrations(),
                    books.journal(),
                    books.live(),
                    books.outbox(),
                    leastCost(books),
                    books.quality(),
                    new Credit(database, books.rates(), books.outbox(), InstantSource.system()),
                    fraud,
                    new Bans(redis),
                    books.keys(),
                    new PromptLibrary(database, books.keys()),
                    new TrunkPasswords(master),
                    new TrunkStates(redis),
                    new OperatorEvents(database),
                    identities(vertx, database),
                    new AccessCodes(master),
                    Attempts.fromSharedPlaces(redis, "access_code"),
                    new ConferencePins(master),
                    new ConferenceHomes(redis, books.node()),
                    new AuditLog(database),
                    media,
                    opened.add(
                        new LiveSpeech(
                            books.models(),
                            settings.liveTranscripts(),
                            SpeechSettings.DEFAULT,
                            leases)),
                    new LiveTranscripts(redis, gate),
                    gate,
                    streams(vertx, database),
                    leases,
                    meters.registry())));
    startGateway();
    books.commands().hear(gateway);
    sipPort = gateway.port();
  }

  private SipSettings sipSettings() {
    var sip = settings.sip();
    return new SipSettings(
        sip.hosts(),
        sip.port(),
        OptionalInt.of(sip.webSocketPort()),
        sip.tls()
            .map(
                tls ->
                    new SipSettings.Tls(
                        tls.port(), tls.webSocketPort(), tls.certificate(), tls.key())),
        sip.advertise(),
        sip.domain());
  }

  private void startGateway() throws CannotStart {
    try {
      gateway.start();
    } catch (BadCertificate e) {
      throw new CannotStart(e.getMessage(), e);
    } catch (CannotListen e) {
      throw new CannotStart(ListenFault.sip(e), e);
    } catch (IOException e) {
      throw new CannotStart("SIP cannot start: " + e.getMessage(), e);
    }
    if (settings.sip().tls().isEmpty()) {
      LOG.atInfo()
          .addKeyValue("ws", gateway.port(Transport.WS))
          .log("SIP over TLS and WSS is off: it needs sip.tls.certificate and sip.tls.key");
    } else {
      LOG.atInfo()
          .addKeyValue("tls", gateway.port(Transport.TLS))
          .addKeyValue("ws", gateway.port(Transport.WS))
          .addKeyValue("wss", gateway.port(Transport.WSS))
          .log("SIP over TLS and WebSockets is on");
    }
  }

  private SoundStreams streams(Vertx vertx, Database database) {
    return opened.add(
        new SoundStreams(
            destinations(database),
            opened.add(new OutboundSockets(vertx, streamServers())),
            leases,
            StreamLimits.DEFAULT));
  }

  private StreamDestinationStore destinations(Database database) {
    return new StreamDestinationStore(database, master, streamServers());
  }

  private NamedServers streamServers() {
    return NamedServers.overWebSocket(settings.calls().privateStreams());
  }

  private CallIdentities identities(Vertx vertx, Database database) {
    var calls = settings.calls();
    return new CallIdentities(
        database,
        master,
        opened.add(new Outbound(vertx, calls.privateCertificates())),
        InstantSource.system(),
        calls.verification());
  }

  private int startApi(Vertx vertx, Contract contract, Database database, Redis redis, Books books)
      throws CannotStart {
    signUp = bootstrap(new Bootstrap(database));
    var http = settings.http();
    CallControl calls =
        (organisation, call, command) ->
            gateway != null && gateway.ask(organisation, call, command)
                || books.commands().ask(organisation, call, command);
    var services =
        new Services(
            database,
            master,
            books.keys(),
            redis,
            new RateLimits(redis, http.limits()),
            startMail(database),
            settings.sip().domain(),
            books.registrations(),
            books.live(),
            calls,
            books.outbox(),
            books.rates(),
            leastCost(books),
            books.store(),
            destinations(database),
            new EncodedSound(),
            settings.synthesis().<SpeechSynthesis>map(EspeakNg::new),
            singleSignOn(),
            meters.registry(),
            meters::scrape,
            WayOut.of(settings).stream().map(WayOut::configured).toList(),
            health.parts());
    try {
      return opened.add(new Api(vertx, contract, services, http.host(), http.port())).start();
    } catch (RuntimeException e) {
      throw new CannotStart(ListenFault.http(http.host(), http.port(), e), e);
    }
  }

  private LeastCost leastCost(Books books) {
    return new LeastCost(books.rates()::book, books.quality(), settings.calls().quality());
  }

  /** Begins to send what is queued, where there is somebody to hand it to. */
  private Optional<MailQueue> startMail(Database database) {
    if (settings.mail().isEmpty()) {
      MailSender.forgetExpired(database, master);
      return Optional.empty();
    }
    opened.add(new MailSender(database, master, settings.mail().get(), Pace.DEFAULT));
    return mailQueue();
  }

  private Optional<MailQueue> mailQueue() {
    var http = settings.http();
    return settings.mail().map(_ -> new MailQueue(master, http.url(http.port())));
  }

  private SingleSignOnSettings singleSignOn() {
    var sso = settings.singleSignOn();
    return new SingleSignOnSettings(
        () -> settings.http().url(httpPort), sso.privateAddresses(), sso.dns());
  }

  private Optional<SignUp> bootstrap(Bootstrap bootstrap) throws CannotStart {
    try {
      settings
          .bootstrap()
          .ifPresent(account -> bootstrap.account(account.email(), account.password()));
      return bootstrap.link();
    } catch (IllegalArgumentException e) {
      throw new CannotStart(e.getMessage(), e);
    }
  }

  private int startProbes(Vertx vertx) throws CannotStart {
    var http = settings.http();
    return opened.add(Probes.start(vertx, health, meters, http.host(), http.port())).port();
  }

  /** The port of SIP: the one taken, if the settings left it open. */
  public int sipPort() {
    return sipPort;
  }

  /** The port of SIP over {@code transport}; that of UDP where it is not listened to. */
  public int sipPort(Transport transport) {
    return gateway.port(transport);
  }

  /** The port of HTTP: the one taken, if the settings left it open. */
  public int httpPort() {
    return httpPort;
  }

  /** What the process holds for somebody. */
  public Leases leases() {
    return leases;
  }

  /** Every figure of the process. */
  public Meters meters() {
    return meters;
  }

  /** The database in use, embedded or not: {@code postgresql://…}, with its password. */
  public String databaseUrl() {
    return databaseUrl;
  }

  /**
   * Takes nothing new but calls for help, waits for what runs until {@code shutdown.drain} has
   * passed, and closes everything.
   */
  @Override
  public void close() {
    health.drain();
    LOG.atInfo()
        .addKeyValue("calls", leases.held(Leases.Kind.CALL))
        .addKeyValue("at_most", settings.drain())
        .log("Draining: no new calls but those for help");
    int left = drained();
    opened.close();
    LOG.atInfo().addKeyValue("calls_cut", left).log("Stopped");
  }

  /** How many calls were still up when the time was over, and were ended. */
  private int drained() {
    if (gateway == null) {
      return 0;
    }
    try {
      return gateway.drain(settings.drain());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return gateway.calls();
    }
  }

  private DataFolder holdData() throws CannotStart {
    try {
      var data = opened.add(DataFolder.hold(settings.data()));
      if (new RestoreMarker(data.path()).isThere()) {
        throw new CannotStart(
            "data: %s is being restored: run ./pronto restore again to end that"
                .formatted(data.path()));
      }
      return data;
    } catch (EmbeddedFailed e) {
      throw new CannotStart(e.getMessage(), e);
    }
  }

  private MasterKey masterKey(DataFolder data) throws CannotStart {
    try {
      return MasterKey.of(
          settings.masterKey().isPresent() ? settings.masterKey().get() : keptKey(data));
    } catch (IllegalArgumentException e) {
      throw new CannotStart(e.getMessage(), e);
    }
  }

  private static String keptKey(DataFolder data) throws CannotStart {
    var file = data.path().resolve("secrets.key");
    try {
      var kept = KeptSecret.key(file);
      if (kept.made()) {
        LOG.atWarn()
            .addKeyValue("file", file)
            .log("secrets.key is not set: made one; without it no recording opens, so keep a copy");
      }
      return kept.text();
    } catch (IOException e) {
      throw new CannotStart("secrets.key: %s cannot be read or written".formatted(file), e);
    }
  }

  private MediaSettings mediaSettings() {
    var media = settings.media();
    return new MediaSettings(
        media.host(),
        HostAddress.ofMedia(settings),
        media.firstPort(),
        media.lastPort(),
        Runtime.getRuntime().availableProcessors(),
        media.silence());
  }

  private void sayReady(Duration took) {
    LOG.atInfo()
        .addKeyValue("sip", HostAddress.ofMedia(settings).getHostAddress() + ':' + sipPort)
        .addKeyValue("api", "http://%s:%d".formatted(settings.http().host(), httpPort))
        .addKeyValue("took", "%.1fs".formatted(took.toMillis() / 1000.0))
        .log("Ready");
    signUp.ifPresent(
        link ->
            LOG.atInfo()
                .addKeyValue("open", settings.http().url(httpPort) + link.path())
                .log("Nobody can sign in yet: make the operator's account here, once"));
  }
}
