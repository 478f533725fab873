package io.pronto.api;

import io.pronto.api.contract.Contract;
import io.pronto.api.contract.Operation;
import io.pronto.api.directory.DirectoryHosts;
import io.pronto.api.directory.DirectoryImporter;
import io.pronto.api.resource.AccountsApi;
import io.pronto.api.resource.ApiKeysApi;
import io.pronto.api.resource.Attempts;
import io.pronto.api.resource.AuditApi;
import io.pronto.api.resource.BansApi;
import io.pronto.api.resource.CallStreamsApi;
import io.pronto.api.resource.CallerIdPolicyApi;
import io.pronto.api.resource.CallerIdRequestsApi;
import io.pronto.api.resource.CallerIdsApi;
import io.pronto.api.resource.CallerListsApi;
import io.pronto.api.resource.CallsApi;
import io.pronto.api.resource.CarriersApi;
import io.pronto.api.resource.CdrsApi;
import io.pronto.api.resource.ConferencePartiesApi;
import io.pronto.api.resource.ConferencesApi;
import io.pronto.api.resource.ContactImportsApi;
import io.pronto.api.resource.ContactsApi;
import io.pronto.api.resource.DestinationRulesApi;
import io.pronto.api.resource.DevicesApi;
import io.pronto.api.resource.DirectoryImportApi;
import io.pronto.api.resource.EmailDomainsApi;
import io.pronto.api.resource.EmergencyChecksApi;
import io.pronto.api.resource.EmergencyRoutesApi;
import io.pronto.api.resource.EventsApi;
import io.pronto.api.resource.ForwardingApi;
import io.pronto.api.resource.FraudAlarmsApi;
import io.pronto.api.resource.FraudRulesApi;
import io.pronto.api.resource.GroupRolesApi;
import io.pronto.api.resource.IdentityProviderApi;
import io.pronto.api.resource.Languages;
import io.pronto.api.resource.Listening;
import io.pronto.api.resource.LiveTranscriptApi;
import io.pronto.api.resource.MeApi;
import io.pronto.api.resource.NumberBlocksApi;
import io.pronto.api.resource.NumberMarket;
import io.pronto.api.resource.NumberPoliciesApi;
import io.pronto.api.resource.NumberProvidersApi;
import io.pronto.api.resource.NumberRentalsApi;
import io.pronto.api.resource.NumberRoutingApi;
import io.pronto.api.resource.NumbersApi;
import io.pronto.api.resource.OperationApi;
import io.pronto.api.resource.OperatorEventsApi;
import io.pronto.api.resource.OrganisationsApi;
import io.pronto.api.resource.PasswordResetsApi;
import io.pronto.api.resource.PortOrdersApi;
import io.pronto.api.resource.PromptsApi;
import io.pronto.api.resource.RateDeckVersionsApi;
import io.pronto.api.resource.RateDecksApi;
import io.pronto.api.resource.RecordingAuditsApi;
import io.pronto.api.resource.RecordingsApi;
import io.pronto.api.resource.RegistrationsApi;
import io.pronto.api.resource.RegulatoryFilesApi;
import io.pronto.api.resource.RestrictedReading;
import io.pronto.api.resource.RoutingCostApi;
import io.pronto.api.resource.RoutingTestsApi;
import io.pronto.api.resource.RoutingVersionsApi;
import io.pronto.api.resource.SchedulesApi;
import io.pronto.api.resource.SecondFactorApi;
import io.pronto.api.resource.SessionsApi;
import io.pronto.api.resource.SettingsApi;
import io.pronto.api.resource.Shown;
import io.pronto.api.resource.SigningCertificatesApi;
import io.pronto.api.resource.SimulationApi;
import io.pronto.api.resource.SingleSignOnApi;
import io.pronto.api.resource.StreamDestinationsApi;
import io.pronto.api.resource.SupervisionApi;
import io.pronto.api.resource.TeamsApi;
import io.pronto.api.resource.TranscriptsApi;
import io.pronto.api.resource.TrunkIdentityApi;
import io.pronto.api.resource.TrunksApi;
import io.pronto.api.resource.TrustAnchorsApi;
import io.pronto.api.resource.UsersApi;
import io.pronto.api.resource.Visibility;
import io.pronto.api.resource.VoicesApi;
import io.pronto.api.scim.ScimDiscoveryApi;
import io.pronto.api.scim.ScimGroupsApi;
import io.pronto.api.scim.ScimUsersApi;
import io.pronto.api.sso.Discovery;
import io.pronto.api.sso.LogoutNotices;
import io.pronto.api.sso.SignOnFlow;
import io.pronto.api.sso.SigningKeys;
import io.pronto.api.sso.Tokens;
import io.pronto.api.web.Exchange;
import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Resource;
import io.pronto.api.wholesale.WholesaleProviders;
import io.pronto.core.access.ApiKeys;
import io.pronto.core.access.IdempotencyKeys;
import io.pronto.core.access.Operators;
import io.pronto.core.access.PasswordResets;
import io.pronto.core.access.Passwords;
import io.pronto.core.access.SecondFactors;
import io.pronto.core.access.Sessions;
import io.pronto.core.access.SignIns;
import io.pronto.core.access.SignUps;
import io.pronto.core.archive.FormerAccounts;
import io.pronto.core.audit.AuditChain;
import io.pronto.core.audit.AuditLog;
import io.pronto.core.audit.ReadJournal;
import io.pronto.core.call.CdrStore;
import io.pronto.core.carrier.CarrierStore;
import io.pronto.core.carrier.TrunkPasswords;
import io.pronto.core.carrier.TrunkStore;
import io.pronto.core.conference.ConferencePins;
import io.pronto.core.conference.ConferenceStore;
import io.pronto.core.contact.ContactImports;
import io.pronto.core.contact.ContactStore;
import io.pronto.core.credit.Credit;
import io.pronto.core.credit.Ledger;
import io.pronto.core.destruction.ByHand;
import io.pronto.core.destruction.DestructionCertificates;
import io.pronto.core.device.DeviceStore;
import io.pronto.core.emergency.EmergencyRouteStore;
import io.pronto.core.event.EventStore;
import io.pronto.core.event.OperatorEvents;
import io.pronto.core.forecast.Forecast;
import io.pronto.core.fraud.DeckTariff;
import io.pronto.core.fraud.DestinationRuleStore;
import io.pronto.core.fraud.FraudAlarmStore;
import io.pronto.core.fraud.FraudForecast;
import io.pronto.core.fraud.FraudReplay;
import io.pronto.core.fraud.FraudRuleStore;
import io.pronto.core.hours.ScheduleStore;
import io.pronto.core.identity.AnchorStore;
import io.pronto.core.identity.CallerIdPolicyStore;
import io.pronto.core.identity.RightReview;
import io.pronto.core.identity.RightStore;
import io.pronto.core.identity.SigningCertificateStore;
import io.pronto.core.identity.TrunkIdentityStore;
import io.pronto.core.live.Bans;
import io.pronto.core.live.LiveTranscripts;
import io.pronto.core.live.TrunkStates;
import io.pronto.core.notification.DeadlineNews;
import io.pronto.core.notification.NoticeNews;
import io.pronto.core.notification.SubprocessorNews;
import io.pronto.core.numbering.NumberBlockStore;
import io.pronto.core.numbering.NumberStore;
import io.pronto.core.organisation.OrganisationSettingsStore;
import io.pronto.core.organisation.OrganisationStore;
import io.pronto.core.outbound.Outbound;
import io.pronto.core.people.GroupRoles;
import io.pronto.core.people.TeamStore;
import io.pronto.core.people.UserStore;
import io.pronto.core.porting.PortOrders;
import io.pronto.core.prompt.PromptStore;
import io.pronto.core.prompt.VoiceChoicesStore;
import io.pronto.core.provisioning.DirectoryImports;
import io.pronto.core.provisioning.ProvisionedGroups;
import io.pronto.core.provisioning.ProvisionedUsers;
import io.pronto.core.publishing.Publishing;
import io.pronto.core.publishing.Rehearsal;
import io.pronto.core.publishing.RoutingTestStore;
import io.pronto.core.rating.DeckVersionStore;
import io.pronto.core.rating.RateDeckStore;
import io.pronto.core.rating.Rerating;
import io.pronto.core.recording.RecordingAuditStore;
import io.pronto.core.recording.RecordingDeletion;
import io.pronto.core.rental.NumberPolicies;
import io.pronto.core.rental.RegulatoryFiles;
import io.pronto.core.rental.RentalAnswers;
import io.pronto.core.rental.RentalStore;
import io.pronto.core.rental.RentalTasks;
import io.pronto.core.rental.Rents;
import io.pronto.core.routing.Directory;
import io.pronto.core.routing.EmergencyChecks;
import io.pronto.core.rules.AccessCodes;
import io.pronto.core.rules.CallerListStore;
import io.pronto.core.rules.ForwardingStore;
import io.pronto.core.rules.NumberRoutingStore;
import io.pronto.core.seal.ProofKey;
import io.pronto.core.sso.EmailDomains;
import io.pronto.core.sso.Identities;
import io.pronto.core.sso.IdentityProviders;
import io.pronto.core.sso.Logouts;
import io.pronto.core.sso.SignOns;
import io.pronto.core.sso.TextRecords;
import io.pronto.core.subject.LiveGate;
import io.pronto.core.subject.SubjectSeal;
import io.pronto.core.subprocessor.SubprocessorGate;
import io.pronto.core.subprocessor.SubprocessorRegister;
import io.pronto.core.transcript.TranscriptStore;
import io.pronto.core.wholesale.Drifts;
import io.pronto.core.wholesale.ProviderAccounts;
import io.pronto.core.wholesale.RentalDesk;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The HTTP server: what the OpenAPI document describes, each operation answered on a virtual thread
 * of its own, and nothing else.
 */
public final class Api implements AutoCloseable {
  private static final long LARGEST_BODY = 1024 * 1024;
  private static final int IDLE_SECONDS = 60;
  private static final long LINGER_MILLIS = 2_000;
  private static final long START_SECONDS = 10;

  private final Contract contract;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("http-", 0).factory());
  private final Exchange exchange;
  private final Map<String, Handler> handlers;
  private final Outbound outbound;
  private final HttpServer server;
  private final Services services;
  private final Compliance compliance;
  private final BodyHandler bodies = BodyHandler.create(false).setBodyLimit(LARGEST_BODY);
  private final List<TablePath> tables;
  private Optional<DirectoryImporter> importer = Optional.empty();
  private Optional<RentalDesk> desk = Optional.empty();
  private Optional<SubprocessorNews> news = Optional.empty();
  private Optional<NoticeNews> notices = Optional.empty();
  private Optional<DeadlineNews> deadlines = Optional.empty();

  /** Where a table or a sound is sent. */
  private record TablePath(HttpMethod method, Pattern path) {
    static TablePath of(Operation operation) {
      return new TablePath(
          HttpMethod.valueOf(operation.method()),
          Pattern.compile(operation.path().replaceAll("\\{\\w+}", "[^/]+")));
    }

    boolean matches(RoutingContext context) {
      return context.request().method().equals(method)
          && path.matcher(context.request().path()).matches();
    }
  }

  /**
   * Makes a server that does not listen yet.
   *
   * @param contract what it answers, and to whom
   * @param host the address to listen on
   * @param port 0 for any free one
   */
  public Api(Vertx vertx, Contract contract, Services services, String host, int port) {
    this.contract = contract;
    this.services = services;
    compliance = new Compliance(services);
    tables = contract.operations().stream().filter(Operation::file).map(TablePath::of).toList();
    var secondFactors = new SecondFactors(services.database(), services.master());
    var sessions = new Sessions(services.database());
    var keys = new ApiKeys(services.database());
    var idempotencyKeys = new IdempotencyKeys(services.database(), services.master());
    exchange = new Exchange(sessions, keys, services.limits(), idempotencyKeys, services.metrics());
    outbound = new Outbound(vertx, services.singleSignOn().privateAddresses());
    handlers =
        collect(
            Stream.of(
                    resources(services, compliance, sessions, secondFactors, keys),
                    singleSignOn(services, sessions, outbound),
                    numbers(services, outbound),
                    routing(services),
                    compliance.resources())
                .flatMap(List::stream));
    server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setHost(host)
                    .setPort(port)
                    .setIdleTimeout(IDLE_SECONDS)
                    .setCompressionSupported(false))
            .requestHandler(router(vertx, services.mail().isPresent()));
  }

  private static List<Resource> resources(
      Services services,
      Compliance compliance,
      Sessions sessions,
      SecondFactors secondFactors,
      ApiKeys keys) {
    var database = services.database();
    var clock = InstantSource.system();
    var domain = services.sipDomain();
    var signUps = new SignUps(database, services.mail());
    var passwords = new Passwords(database, services.mail());
    var organisations = new OrganisationStore(database);
    var users = new UserStore(database);
    var devices = new DeviceStore(database, domain);
    var rights =
        new RightStore(database, services.outbox(), services.master(), InstantSource.system());
    var numbers = new NumberStore(database);
    var teams = new TeamStore(database);
    var conferences = new ConferenceStore(database);
    var cdrs = new CdrStore(database);
    var visibility = new Visibility(teams, cdrs);
    var audit = new AuditLog(database);
    var proofKey = new ProofKey(database, services.master());
    var byHand = byHand(services);
    var gate = new LiveGate(database, new SubjectSeal(services.master()));
    var listening = new Listening(audit);
    var journal = new ReadJournal(database);
    var shown = new Shown(journal);
    var operators = new Operators(database);
    var signIns = new Attempts(services.redis(), "sign_in");
    var proofs = new Attempts(services.redis(), "own_account");
    var resets = new Attempts(services.redis(), "password_reset");
    return List.of(
        new SessionsApi(sessions, new SignIns(database, sessions, secondFactors), signUps, signIns),
        new PasswordResetsApi(new PasswordResets(database, services.mail()), resets),
        new MeApi(operators, users, organisations, passwords, secondFactors, proofs, domain),
        new SecondFactorApi(secondFactors, users, operators, passwords, proofs),
        new OrganisationsApi(database, organisations, compliance.contracts(), signUps, domain),
        new CarriersApi(new CarrierStore(database), new SubprocessorRegister(database, clock)),
        new RateDecksApi(new RateDeckStore(database)),
        new RateDeckVersionsApi(
            new RateDeckStore(database),
            new DeckVersionStore(database),
            new Rerating(database, services.rates()),
            clock),
        new RoutingCostApi(
            new TrunkStore(database),
            organisations,
            services.rates(),
            services.leastCost(),
            new TrunkStates(services.redis()),
            clock),
        new AccountsApi(new Ledger(database, services.outbox(), clock)),
        new TrunksApi(
            new TrunkStore(database),
            new TrunkStates(services.redis()),
            new TrunkPasswords(services.master())),
        new OperatorEventsApi(new OperatorEvents(database)),
        new TrunkIdentityApi(new TrunkIdentityStore(database)),
        new SigningCertificatesApi(
            new SigningCertificateStore(database, services.master(), InstantSource.system()),
            services.singleSignOn().publicUrl()),
        new TrustAnchorsApi(new AnchorStore(database, InstantSource.system())),
        new NumberBlocksApi(new NumberBlockStore(database)),
        new UsersApi(
            database,
            users,
            new FormerAccounts(services.master(), clock),
            signUps,
            passwords,
            secondFactors,
            rights,
            shown,
            byHand),
        new TeamsApi(teams),
        new DevicesApi(devices),
        new RegistrationsApi(organisations, devices, services.registrations(), domain),
        new CallerIdsApi(rights),
        new CallerIdPolicyApi(new CallerIdPolicyStore(database)),
        new CallerIdRequestsApi(
            new RightReview(database, services.outbox(), services.master(), InstantSource.system()),
            audit),
        new EmergencyRoutesApi(new EmergencyRouteStore(database)),
        new EmergencyChecksApi(devices, new EmergencyChecks(new Directory(database, domain))),
        new PortOrdersApi(new PortOrders(database, services.outbox(), InstantSource.system())),
        new CallsApi(services.liveCalls(), services.callControl(), visibility, audit, shown),
        new CallStreamsApi(
            database,
            services.liveCalls(),
            services.callControl(),
            services.streamDestinations(),
            visibility,
            audit),
        new StreamDestinationsApi(services.streamDestinations()),
        new SupervisionApi(
            services.liveCalls(),
            services.callControl(),
            visibility,
            new OrganisationSettingsStore(database),
            organisations,
            audit,
            gate),
        new ConferencesApi(conferences, new ConferencePins(services.master())),
        new ConferencePartiesApi(conferences, services.liveCalls(), services.callControl(), audit),
        new CdrsApi(cdrs, visibility, new Languages(users), shown),
        new ContactsApi(new ContactStore(database), organisations, shown, byHand),
        new ContactImportsApi(new ContactImports(database), organisations),
        new RecordingsApi(
            database,
            services.recordings(),
            new RecordingDeletion(services.recordings(), services.outbox(), byHand),
            services.soundFiles(),
            visibility,
            listening,
            audit,
            shown),
        new RecordingAuditsApi(new RecordingAuditStore(database)),
        new TranscriptsApi(
            new TranscriptStore(database), visibility, listening, new RestrictedReading(audit)),
        new LiveTranscriptApi(
            gate,
            new LiveTranscripts(services.redis(), gate),
            services.liveCalls(),
            sessions,
            visibility,
            listening),
        new DestinationRulesApi(
            new DestinationRuleStore(database), new FraudRuleStore(database), organisations),
        new FraudRulesApi(
            new FraudRuleStore(database),
            new FraudReplay(database, new DeckTariff(services.rates())),
            clock),
        new FraudAlarmsApi(new FraudAlarmStore(database, services.outbox())),
        new BansApi(new Bans(services.redis())),
        new SettingsApi(new OrganisationSettingsStore(database)),
        new EventsApi(new EventStore(database), services.outbox(), sessions, shown),
        new ApiKeysApi(keys),
        new GroupRolesApi(new GroupRoles(database)),
        new ScimUsersApi(
            new ProvisionedUsers(database, new FormerAccounts(services.master(), clock)),
            audit,
            journal,
            byHand),
        new ScimGroupsApi(new ProvisionedGroups(database)),
        new ScimDiscoveryApi(),
        new DirectoryImportApi(
            new DirectoryImports(database, services.master()),
            new DirectoryHosts(services.singleSignOn().privateAddresses())),
        new PromptsApi(new PromptStore(database, services.keys()), services.speech()),
        new VoicesApi(new VoiceChoicesStore(database)),
        new AuditApi(audit, new AuditChain(database, services.master())),
        new OperationApi(services.readiness(), services.figures()));
  }

  private static List<Resource> routing(Services services) {
    var database = services.database();
    var clock = InstantSource.system();
    var routings = new NumberRoutingStore(database, services.outbox(), clock);
    var publishing = publishing(services);
    var codes = new AccessCodes(services.master());
    return List.of(
        new SchedulesApi(new ScheduleStore(database, services.outbox()), publishing),
        new NumberRoutingApi(routings, publishing, codes),
        new RoutingVersionsApi(routings, publishing, codes, clock),
        new RoutingTestsApi(
            new RoutingTestStore(database),
            rehearsal(services),
            new Languages(new UserStore(database))),
        new ForwardingApi(new ForwardingStore(database, services.outbox())),
        new CallerListsApi(new CallerListStore(database), byHand(services)),
        new SimulationApi(
            database,
            new Languages(new UserStore(database)),
            services.sipDomain(),
            forecast(services),
            clock));
  }

  private static ByHand byHand(Services services) {
    return new ByHand(
        new DestructionCertificates(
            new ProofKey(services.database(), services.master()), InstantSource.system()));
  }

  private static Publishing publishing(Services services) {
    return new Publishing(services.database(), rehearsal(services));
  }

  private static Rehearsal rehearsal(Services services) {
    return new Rehearsal(services.database(), services.sipDomain(), InstantSource.system());
  }

  private static Forecast forecast(Services services) {
    var clock = InstantSource.system();
    var tariff = new DeckTariff(services.rates());
    return new Forecast(
        new FraudForecast(services.database(), services.redis(), tariff, clock),
        new Credit(services.database(), services.rates(), services.outbox(), clock));
  }

  private static List<Resource> singleSignOn(
      Services services, Sessions sessions, Outbound outbound) {
    var database = services.database();
    var settings = services.singleSignOn();
    var providers = new IdentityProviders(database, services.master());
    var identities = new Identities(database);
    var signOns = new SignOns(database, services.master(), sessions);
    var discovery = new Discovery(outbound);
    var tokens = new Tokens(new SigningKeys(outbound));
    return List.of(
        new SingleSignOnApi(
            new SignOnFlow(providers, identities, signOns, discovery, tokens, outbound, settings),
            signOns,
            new LogoutNotices(providers, new Logouts(database), discovery, tokens),
            new AuditLog(database),
            settings),
        new IdentityProviderApi(
            providers, identities, new UserStore(database), discovery, settings),
        new EmailDomainsApi(new EmailDomains(database), new TextRecords(settings.dns())));
  }

  private static List<Resource> numbers(Services services, Outbound outbound) {
    var database = services.database();
    var clock = InstantSource.system();
    var numbers = new NumberStore(database);
    var rentals = new RentalStore(database, services.outbox(), clock);
    var policies = new NumberPolicies(database);
    var accounts = new ProviderAccounts(database, services.master());
    var providers = new WholesaleProviders(outbound, services.singleSignOn().publicUrl());
    var market = new NumberMarket(numbers, policies, accounts, providers, gate(services));
    return List.of(
        new NumbersApi(
            database,
            numbers,
            rentals,
            market,
            new OrganisationStore(database),
            publishing(services)),
        new NumberRentalsApi(rentals, new Rents(database), new OrganisationStore(database)),
        new RegulatoryFilesApi(new RegulatoryFiles(database, services.master(), services.outbox())),
        new NumberPoliciesApi(policies),
        new NumberProvidersApi(
            accounts,
            providers,
            rentals,
            new RentalTasks(database, clock),
            new Drifts(database, services.outbox()),
            outbound,
            clock,
            new SubprocessorRegister(database, clock)));
  }

  private static SubprocessorGate gate(Services services) {
    return new SubprocessorGate(services.database(), InstantSource.system());
  }

  private RentalDesk desk() {
    var clock = InstantSource.system();
    var database = services.database();
    return new RentalDesk(
        database,
        new ProviderAccounts(database, services.master()),
        new WholesaleProviders(outbound, services.singleSignOn().publicUrl()),
        new RentalTasks(database, clock),
        new RentalAnswers(database, services.outbox(), clock),
        new Drifts(database, services.outbox()),
        clock);
  }

  private static Map<String, Handler> collect(Stream<Resource> resources) {
    var all = new HashMap<String, Handler>();
    resources.forEach(resource -> all.putAll(resource.handlers()));
    return all;
  }

  /**
   * Listens, and begins to read directories, to buy numbers, and to tell of subprocessors and what
   * else organisations are to know.
   *
   * @return the port
   * @throws IllegalStateException naming address and reason if it cannot
   */
  public int start() {
    try {
      int port =
          server
              .listen()
              .recover(
                  cause ->
                      Future.failedFuture(new IllegalStateException(cause.getMessage(), cause)))
              .await(START_SECONDS, TimeUnit.SECONDS)
              .actualPort();
      importer =
          Optional.of(
              new DirectoryImporter(
                  services.database(),
                  services.master(),
                  new DirectoryHosts(services.singleSignOn().privateAddresses())));
      desk = Optional.of(desk().open());
      news = Optional.of(compliance.news().start());
      notices = Optional.of(compliance.notices().start());
      deadlines = Optional.of(compliance.deadlines().start());
      return port;
    } catch (TimeoutException e) {
      throw new IllegalStateException("The HTTP server did not start in time", e);
    }
  }

  /** Takes no more requests and ends those under way, streams among them. */
  @Override
  public void close() {
    server.close();
    threads.shutdownNow();
    desk.ifPresent(RentalDesk::close);
    news.ifPresent(SubprocessorNews::close);
    notices.ifPresent(NoticeNews::close);
    deadlines.ifPresent(DeadlineNews::close);
    outbound.close();
    importer.ifPresent(DirectoryImporter::close);
  }

  private Router router(Vertx vertx, boolean mail) {
    var router = Router.router(vertx);
    router.route().handler(Exchange::begin);
    for (var beginning : List.of("/v1/*", "/scim/*")) {
      router.route(beginning).handler(this::takeBody);
    }
    contract.operations().forEach(operation -> route(router, operation));
    Pages.addTo(router, contract, mail);
    router
        .errorHandler(400, context -> Exchange.refuse(context, BAD_ADDRESS))
        .errorHandler(404, context -> Exchange.refuse(context, Problem.notFound()))
        .errorHandler(405, context -> Exchange.refuse(context, BAD_METHOD))
        .errorHandler(413, Api::cutOff)
        .errorHandler(500, context -> Exchange.refuse(context, FAILED));
    return router;
  }

  /** Bodies are read before anybody looks at them, but for tables and sounds, which may be long. */
  private void takeBody(RoutingContext context) {
    if (tables.stream().anyMatch(table -> table.matches(context))) {
      context.request().pause();
      context.next();
    } else {
      bodies.handle(context);
    }
  }

  /** Whoever goes on sending what is too much is hung up on, a while after being told. */
  private static void cutOff(RoutingContext context) {
    Exchange.refuse(context, TOO_LARGE);
    var request = context.request();
    context
        .vertx()
        .setTimer(
            LINGER_MILLIS,
            _ -> {
              if (!request.isEnded()) {
                request.connection().close();
              }
            });
  }

  private void route(Router router, Operation operation) {
    var handler = handlers.get(operation.id());
    if (handler == null) {
      throw new IllegalStateException("Nobody answers " + operation.id());
    }
    router
        .route(
            HttpMethod.valueOf(operation.method()),
            operation.path().replaceAll("\\{(\\w+)}", ":$1"))
        .handler(context -> threads.execute(() -> exchange.run(operation, handler, context)));
  }

  private static final Problem BAD_ADDRESS =
      Problem.of(400, "malformed_request", "The address of the request cannot be read");
  private static final Problem BAD_METHOD =
      Problem.of(405, "method_not_allowed", "This address takes other methods; see /docs");
  private static final Problem TOO_LARGE =
      Problem.of(413, "body_too_large", "A body has at most 1 MiB");
  private static final Problem FAILED =
      Problem.of(500, "internal", "The server failed at this; its log knows the request_id");
}
