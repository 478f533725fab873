package io.pronto.sip.registrar;

import gov.nist.javax.sip.message.SIPResponse;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pronto.core.Ground;
import io.pronto.core.Id;
import io.pronto.core.db.Database;
import io.pronto.core.device.AddressOfRecord;
import io.pronto.core.live.Redis;
import io.pronto.core.live.Registrations;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.routing.Directory;
import io.pronto.sip.guard.Guard;
import io.pronto.sip.phone.Credentials;
import io.pronto.sip.phone.TestPhone;
import io.pronto.sip.stack.Handlers;
import io.pronto.sip.stack.IncomingRequest;
import io.pronto.sip.stack.Messages;
import io.pronto.sip.stack.SendFailed;
import io.pronto.sip.stack.SipSettings;
import io.pronto.sip.stack.SipStack;
import io.pronto.sip.wire.Flow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.sip.message.Request;
import javax.sip.message.Response;

/**
 * A server that registers, on real sockets, PostgreSQL and Redis: as much of Pronto as a registrar
 * needs. It answers an INVITE of a known device with 486.
 */
final class Site implements AutoCloseable, Handlers {
  static final String DOMAIN = "pronto.local";

  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final Guard guard;
  final SipStack stack;
  final Redis redis;
  final Registrations registrations;
  final Registrar registrar;
  private final DigestAuthenticator authenticator;
  private final List<TestPhone> phones = new ArrayList<>();

  /** What a test may want otherwise. */
  record Plan(
      List<String> hosts,
      String redis,
      Database database,
      DigestAuthenticator.Limits limits,
      RegistrarSettings settings,
      int failuresOfASource,
      String node) {

    static Plan usual() {
      return new Plan(
          List.of("127.0.0.1"),
          Ground.redisUrl(),
          Ground.database(),
          DigestAuthenticator.Limits.DEFAULT,
          RegistrarSettings.DEFAULT,
          100,
          Id.next("node"));
    }

    Plan hosts(String... hosts) {
      return new Plan(List.of(hosts), redis, database, limits, settings, failuresOfASource, node);
    }

    Plan redis(String url) {
      return new Plan(hosts, url, database, limits, settings, failuresOfASource, node);
    }

    Plan database(Database other) {
      return new Plan(hosts, redis, other, limits, settings, failuresOfASource, node);
    }

    Plan nonceLife(Duration life) {
      var other =
          new DigestAuthenticator.Limits(life, limits.failures(), limits.window(), limits.lock());
      return new Plan(hosts, redis, database, other, settings, failuresOfASource, node);
    }

    Plan lock(int failures, Duration term) {
      var other =
          new DigestAuthenticator.Limits(limits.nonceLife(), failures, limits.window(), term);
      return new Plan(hosts, redis, database, other, settings, failuresOfASource, node);
    }

    Plan most(int bindings) {
      var other = new RegistrarSettings(settings.shortest(), settings.longest(), bindings);
      return new Plan(hosts, redis, database, limits, other, failuresOfASource, node);
    }

    Plan ban(int failures) {
      return new Plan(hosts, redis, database, limits, settings, failures, node);
    }
  }

  static Site usual() {
    return new Site(Plan.usual());
  }

  Site(Plan plan) {
    var hosts = plan.hosts.stream().map(Site::address).toList();
    guard = new Guard(meters, plan.failuresOfASource, Duration.ofMinutes(1), Duration.ofMinutes(1));
    stack = new SipStack(new SipSettings(hosts, 0, List.of(), DOMAIN), guard, meters);
    redis = new Redis(plan.redis);
    registrations = new Registrations(redis, plan.node, meters);
    authenticator =
        new DigestAuthenticator(new Directory(plan.database, DOMAIN), guard, plan.limits);
    registrar =
        new Registrar(stack, authenticator, registrations, plan.settings, plan.node, meters);
    try {
      stack.start(this);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void request(IncomingRequest request) {
    if (request.is(Request.REGISTER)) {
      registrar.handle(request);
    } else if (!request.is(Request.ACK)) {
      Thread.ofVirtual().start(() -> respond(request));
    }
  }

  @Override
  public void stray(Response response, Flow flow) {
    // An answer that came after nobody waited for it any more.
  }

  @Override
  public void lost(Flow flow) {
    registrar.lost(flow);
  }

  private void respond(IncomingRequest request) {
    SIPResponse response =
        switch (authenticator.authenticate(request)) {
          case Verdict.Accepted(var account) -> Messages.response(request.request(), 486);
          case Verdict.Challenge(var challenge) -> challenge;
          case Verdict.Refused(var refusal) -> refusal;
          case Verdict.Unavailable(var later) -> later;
        };
    try {
      stack.respond(request, response);
    } catch (SendFailed e) {
      throw new IllegalStateException(e);
    }
  }

  InetSocketAddress at(String host) {
    return new InetSocketAddress(address(host), stack.port());
  }

  InetSocketAddress address() {
    return at("127.0.0.1");
  }

  /** A phone of {@code credentials} over UDP. */
  TestPhone udp(Credentials credentials) {
    return kept(TestPhone.udp(address(), credentials));
  }

  TestPhone tcp(Credentials credentials) {
    return kept(TestPhone.tcp(address(), credentials));
  }

  TestPhone kept(TestPhone phone) {
    phones.add(phone);
    return phone;
  }

  double counted(String name, String tag, String value) {
    return meters.counter(name, tag, value).count();
  }

  @Override
  public void close() {
    stack.close();
    phones.forEach(TestPhone::close);
    registrations.close();
    redis.close();
  }

  /** A device of a new organisation, with the password {@code secret}. */
  static Credentials device() {
    return device(Ground.organisation(), "101-desk");
  }

  /** A device of {@code organisation}, of a user of its own, with the password {@code secret}. */
  static Credentials device(OrganisationId organisation, String username) {
    var domain = Ground.label(organisation) + '.' + DOMAIN;
    var user = Id.next("usr");
    var extension = String.valueOf(10_000 + Math.floorMod(username.hashCode(), 80_000));
    Ground.database()
        .in(
            organisation,
            tx -> {
              tx.update(
                  """
                  insert into user_account (id, organisation_id, email, name, role, extension)
                  values ($1, $2, $3, 'Somebody', 'agent', $4)
                  """,
                  user,
                  organisation.value(),
                  user + "@example.com",
                  extension);
              return tx.update(
                  """
                  insert into device
                    (id, organisation_id, user_id, kind, username, ha1_md5, ha1_sha256)
                  values ($1, $2, $3, 'desk_phone', $4, $5, $6)
                  """,
                  Id.next("dev"),
                  organisation.value(),
                  user,
                  username,
                  hash("MD5", username + ':' + domain + ":secret"),
                  hash("SHA-256", username + ':' + domain + ":secret"));
            });
    return new Credentials(username, "secret", domain);
  }

  static AddressOfRecord nameOf(Credentials credentials) {
    return new AddressOfRecord(credentials.username(), credentials.domain());
  }

  static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("Not within 30 s");
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static InetAddress address(String literal) {
    return InetAddress.ofLiteral(literal);
  }

  private static String hash(String algorithm, String text) {
    try {
      var digest = MessageDigest.getInstance(algorithm);
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
