package io.pronto.api;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pronto.api.sso.SingleSignOnSettings;
import io.pronto.core.Ground;
import io.pronto.core.OwnDns;
import io.pronto.core.Waiting;
import io.pronto.core.access.Bootstrap;
import io.pronto.core.call.CallCommand;
import io.pronto.core.call.CallId;
import io.pronto.core.event.Outbox;
import io.pronto.core.live.LiveCalls;
import io.pronto.core.live.RateLimits;
import io.pronto.core.live.Redis;
import io.pronto.core.live.RedisUnavailable;
import io.pronto.core.live.Registrations;
import io.pronto.core.mail.MailQueue;
import io.pronto.core.outbound.NamedServers;
import io.pronto.core.prompt.EspeakNg;
import io.pronto.core.prompt.SpeechSynthesis;
import io.pronto.core.rating.LeastCost;
import io.pronto.core.rating.Rates;
import io.pronto.core.rating.TrunkQuality;
import io.pronto.core.seal.MasterKey;
import io.pronto.core.stream.StreamDestinationStore;
import io.pronto.core.subprocessor.ConfiguredWay;
import io.pronto.core.subprocessor.ProcessedBy;
import io.pronto.core.subprocessor.Use;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/** The API on a free port, over the real database and the real Redis, for a whole test run. */
final class TestServer {
  static final String DOMAIN = "pronto.local";
  static final String OPERATOR = "operator@example.com";
  static final String PASSWORD = "correct horse battery";
  static final AtomicBoolean READY = new AtomicBoolean(true);

  /** The operator of a whole test run has one session and one address. */
  static final RateLimits.Rates PLENTY = new RateLimits.Rates(1_000_000, 1_000_000, 1_000_000);

  /** What the DNS says to the server. */
  static final OwnDns DNS = OwnDns.start();

  private static final String NODE = "test";
  static final Redis REDIS = redis();
  static final Registrations REGISTRATIONS =
      new Registrations(REDIS, NODE, new SimpleMeterRegistry());
  static final LiveCalls CALLS = new LiveCalls(REDIS, NODE);
  static final Outbox OUTBOX = new Outbox(Ground.database());

  /** What calls cost. */
  static final Rates RATES = new Rates(Ground.database(), InstantSource.system());

  static final TrunkQuality QUALITY = new TrunkQuality(InstantSource.system());
  static final LeastCost LEAST_COST = new LeastCost(RATES::book, QUALITY, 50);

  static final StreamDestinationStore STREAM_DESTINATIONS =
      new StreamDestinationStore(
          Ground.database(), MasterKey.of(Ground.secretsKey()), NamedServers.overWebSocket(false));

  /** What speaks, where it is installed. */
  static final Optional<SpeechSynthesis> SPEECH = EspeakNg.installed().map(EspeakNg::new);

  /** The calls that somebody asked to end. */
  static final Set<CallId> HUNG_UP = ConcurrentHashMap.newKeySet();

  /** What was last asked of the recordings of calls. */
  static final Map<CallId, CallCommand.Record> RECORDED = new ConcurrentHashMap<>();

  /** What else was last asked of calls. */
  static final Map<CallId, CallCommand> ASKED = new ConcurrentHashMap<>();

  private static final int PORT = start();

  private TestServer() {}

  private static boolean ask(CallId call, CallCommand command) {
    return switch (command) {
      case CallCommand.HangUp _ -> HUNG_UP.add(call);
      case CallCommand.Record wanted -> {
        RECORDED.put(call, wanted);
        yield true;
      }
      case CallCommand.Mute _,
          CallCommand.Stream _,
          CallCommand.EndStream _,
          CallCommand.LockConference _,
          CallCommand.EndConference _,
          CallCommand.Supervise _,
          CallCommand.EndSupervision _ -> {
        ASKED.put(call, command);
        yield true;
      }
    };
  }

  static String url() {
    return "http://127.0.0.1:" + PORT;
  }

  /** A Redis that has just been started may need a while for its first answer. */
  private static Redis redis() {
    var connected = new AtomicReference<Redis>();
    Waiting.until("Redis answers", () -> connects(connected));
    return connected.get();
  }

  private static boolean connects(AtomicReference<Redis> connected) {
    try {
      connected.set(new Redis(Ground.redisUrl()));
      return true;
    } catch (RedisUnavailable notYet) {
      return false;
    }
  }

  private static int start() {
    new Bootstrap(Ground.database()).account(OPERATOR, PASSWORD);
    return another(0).start();
  }

  /** Another one, over the same ground. */
  static Api another(int port) {
    return another(port, singleSignOn());
  }

  /** The same with single sign-on set up in another way. */
  static Api another(int port, SingleSignOnSettings singleSignOn) {
    return api(
        port, services(REDIS, new RateLimits(REDIS, PLENTY), Optional.empty(), singleSignOn));
  }

  /** Another one that sends mail. */
  static Api mailing(MailQueue mail) {
    return api(
        0, services(REDIS, new RateLimits(REDIS, PLENTY), Optional.of(mail), singleSignOn()));
  }

  /** One that counts in {@code redis} and lets so many pass. */
  static Api limited(int port, Redis redis, RateLimits.Rates rates) {
    return api(
        port, services(redis, new RateLimits(redis, rates), Optional.empty(), singleSignOn()));
  }

  /** One that asks no server of a private network. */
  static Api strict(int port) {
    return another(
        port, new SingleSignOnSettings(() -> URI.create(url()), false, Optional.of(DNS.address())));
  }

  /** One where nothing speaks. */
  static Api mute() {
    return api(
        0,
        services(
            REDIS,
            new RateLimits(REDIS, PLENTY),
            Optional.empty(),
            singleSignOn(),
            Optional.empty()));
  }

  private static Api api(int port, Services services) {
    return new Api(Ground.vertx(), Conformity.CONTRACT, services, "127.0.0.1", port);
  }

  private static SingleSignOnSettings singleSignOn() {
    return new SingleSignOnSettings(() -> URI.create(url()), true, Optional.of(DNS.address()));
  }

  private static Services services(
      Redis redis, RateLimits limits, Optional<MailQueue> mail, SingleSignOnSettings singleSignOn) {
    return services(redis, limits, mail, singleSignOn, SPEECH);
  }

  private static Services services(
      Redis redis,
      RateLimits limits,
      Optional<MailQueue> mail,
      SingleSignOnSettings singleSignOn,
      Optional<SpeechSynthesis> speech) {
    return new Services(
        Ground.database(),
        MasterKey.of(Ground.secretsKey()),
        TestRecordings.KEYS,
        redis,
        limits,
        mail,
        DOMAIN,
        REGISTRATIONS,
        CALLS,
        (_, call, command) -> ask(call, command),
        OUTBOX,
        RATES,
        LEAST_COST,
        TestRecordings.STORE,
        STREAM_DESTINATIONS,
        new NoEncoders(),
        speech,
        singleSignOn,
        new SimpleMeterRegistry(),
        () -> "pronto_calls 0\n",
        List.of(
            new ConfiguredWay(
                Use.EMAIL_RELAY,
                "mail.subprocessor",
                "smtp://mail.example.com:587",
                new ProcessedBy.Named(SubprocessorsTest.BREVO))),
        Map.of("test", READY::get));
  }
}
