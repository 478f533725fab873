package io.pronto.sip.registrar;

import gov.nist.javax.sip.header.AuthenticationHeader;
import gov.nist.javax.sip.header.ProxyAuthenticate;
import gov.nist.javax.sip.header.WWWAuthenticate;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import io.pronto.core.db.DatabaseUnavailable;
import io.pronto.core.device.Account;
import io.pronto.core.device.AddressOfRecord;
import io.pronto.core.numbering.EmergencyNumbers;
import io.pronto.core.routing.Directory;
import io.pronto.sip.guard.Guard;
import io.pronto.sip.stack.IncomingRequest;
import io.pronto.sip.stack.Messages;
import java.text.ParseException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import javax.sip.address.SipURI;
import javax.sip.address.TelURL;
import javax.sip.address.URI;
import javax.sip.header.AuthorizationHeader;
import javax.sip.header.ProxyAuthorizationHeader;
import javax.sip.message.Request;

/**
 * Finds out which device sends a request, by digest (RFC 7616, RFC 8760): the realm is the
 * organisation's domain, SHA-256 is offered before MD5, and only hashes are known here. A name that
 * does not exist is challenged and fails as one that does. Blocks while the directory reads.
 */
public final class DigestAuthenticator {
  private static final int RETRY_SECONDS = 5;
  private static final String TOO_MANY = "Too Many Failures";
  private static final Duration ABOUT_TO_ANSWER = Duration.ofSeconds(3);

  /** What an answer in the name of nobody is measured by: it fails after the same work. */
  private static final String NOBODY = "0".repeat(64);

  private final Directory directory;
  private final Guard guard;
  private final Nonces nonces;
  private final Lockout lockout;
  private final Offers offers = new Offers(ABOUT_TO_ANSWER);

  /**
   * How long and how often.
   *
   * @param nonceLife how long an answer to a challenge may be repeated with a higher count
   * @param failures wrong answers from one source that lock an account for it
   * @param window the time within which they count
   * @param lock how long it stays locked
   */
  public record Limits(Duration nonceLife, int failures, Duration window, Duration lock) {
    /** Nonces of five minutes; ten failures within ten minutes lock for five. */
    public static final Limits DEFAULT =
        new Limits(Duration.ofMinutes(5), 10, Duration.ofMinutes(10), Duration.ofMinutes(5));
  }

  /** An authenticator whose failures also count with {@code guard}, against their source. */
  public DigestAuthenticator(Directory directory, Guard guard, Limits limits) {
    this.directory = directory;
    this.guard = guard;
    this.nonces = new Nonces(limits.nonceLife());
    this.lockout = new Lockout(limits.failures(), limits.window(), limits.lock());
  }

  /** Who sends {@code incoming}, or what to answer instead. */
  public Verdict authenticate(IncomingRequest incoming) {
    return authenticate(incoming, Optional.empty());
  }

  /**
   * The same.
   *
   * @param home in whose domain something is called that has none, such as a tel URI
   */
  public Verdict authenticate(IncomingRequest incoming, Optional<Directory.Organisation> home) {
    try {
      var domain = host(incoming.request().getRequestURI());
      var organisation = domain.isPresent() ? domain.flatMap(directory::organisation) : home;
      if (organisation.isEmpty()) {
        guard.failed(incoming.source(), "A domain that is not served here");
        return refused(incoming, 404, "Domain Is Not Served Here");
      }
      return judge(incoming, organisation.get());
    } catch (DatabaseUnavailable away) {
      return new Verdict.Unavailable(unavailable(incoming.request()));
    }
  }

  /** Whether there is a device of that name that may register. */
  boolean knows(AddressOfRecord name) {
    return directory.account(name).isPresent();
  }

  /** The answer while something that is needed is away. */
  static SIPResponse unavailable(SIPRequest request) {
    var response = Messages.response(request, 503);
    response.setHeader(Messages.header("Retry-After", Integer.toString(RETRY_SECONDS)));
    return response;
  }

  private Verdict judge(IncomingRequest incoming, Directory.Organisation organisation) {
    var request = incoming.request();
    var realm = organisation.domain();
    var header = isRegister(request) ? AuthorizationHeader.NAME : ProxyAuthorizationHeader.NAME;
    var answer = DigestAnswer.in(request, header, realm);
    if (answer.isEmpty()) {
      return challenge(incoming, realm, false);
    }
    offers.answered(peer(incoming), answer.get().algorithm());
    if (!isFor(request, answer.get().uri())) {
      return refused(incoming, 400, "Digest Is For Another URI");
    }
    return judge(incoming, organisation, answer.get());
  }

  /**
   * A wrong answer is not challenged again, though RFC 3261, section 22.1, would have it: phones
   * are seen that give the same answer to each new challenge, many times a second.
   *
   * <p>A lock does not stop a call for help. Nobody guesses the better for it: passwords are ours,
   * of 119 bits, and a wrong answer counts and is told no more of than any other under the lock.
   */
  private Verdict judge(
      IncomingRequest incoming, Directory.Organisation organisation, DigestAnswer answer) {
    var realm = organisation.domain();
    var name = name(answer.username(), realm);
    boolean locked = lockout.isLocked(name, incoming.source());
    var account = directory.account(name).filter(a -> isExactly(a, answer.username()));
    if (locked && !isForHelp(incoming, organisation, account)) {
      return refused(incoming, 403, TOO_MANY);
    }
    var ha1 = account.map(answer.algorithm()::ha1).orElse(NOBODY);
    boolean proven = answer.isProofOf(ha1, incoming.method()) && account.isPresent();
    if (!proven) {
      guard.failed(incoming.source(), "A wrong password");
      lockout.failed(name, incoming.source());
      return refused(incoming, 403, locked ? TOO_MANY : "Wrong Username or Password");
    }
    if (!nonces.take(answer.nonce(), realm, answer.count())) {
      return challenge(incoming, realm, true);
    }
    if (!locked) {
      lockout.passed(name, incoming.source());
    }
    guard.proven(incoming.source(), wanted(incoming));
    return new Verdict.Accepted(account.get());
  }

  /** For a name that nobody has, the organisation's country holds as it does for a device there. */
  private boolean isForHelp(
      IncomingRequest incoming, Directory.Organisation organisation, Optional<Account> account) {
    var dialled = called(incoming.request()).replaceAll(";.*", "");
    return incoming.is(Request.INVITE)
        && account
            .map(known -> directory.forHelp(known, dialled).isPresent())
            .orElseGet(() -> isForHelp(dialled, organisation.country()));
  }

  private static boolean isForHelp(String dialled, String country) {
    return EmergencyNumbers.has(EmergencyNumbers.digits(dialled, country), country);
  }

  /** Texts that cannot be a device's username all count as one: they are not worth remembering. */
  private static AddressOfRecord name(String username, String realm) {
    return new AddressOfRecord(AddressOfRecord.isUsername(username) ? username : "-", realm);
  }

  private static boolean isExactly(Account account, String username) {
    return account.addressOfRecord().username().equals(username);
  }

  private Verdict challenge(IncomingRequest incoming, String realm, boolean stale) {
    var request = incoming.request();
    var response = Messages.response(request, isRegister(request) ? 401 : 407);
    var nonce = nonces.next(realm);
    if (!stale) {
      guard.challenged(incoming.source(), wanted(incoming));
    }
    for (var algorithm : offers.to(peer(incoming), Agent.of(request))) {
      response.addHeader(challenge(request, algorithm, realm, nonce, stale));
    }
    return new Verdict.Challenge(response);
  }

  private static AuthenticationHeader challenge(
      SIPRequest request, Algorithm algorithm, String realm, String nonce, boolean stale) {
    try {
      var header = isRegister(request) ? new WWWAuthenticate() : new ProxyAuthenticate();
      header.setScheme("Digest");
      header.setRealm(realm);
      header.setNonce(nonce);
      header.setAlgorithm(algorithm.token);
      header.setQop("auth");
      if (stale) {
        header.setStale(true);
      }
      return header;
    } catch (ParseException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Verdict refused(IncomingRequest incoming, int status, String reason) {
    return new Verdict.Refused(Messages.response(incoming.request(), status, reason));
  }

  private static boolean isRegister(SIPRequest request) {
    return request.getMethod().equals(Request.REGISTER);
  }

  /**
   * Whether an answer's URI names whom the request calls (RFC 7616, section 3.4.6): an answer
   * overheard must not serve for a call to somebody else. Clients write the host in many ways, and
   * who registers is not in the URI at all, so only the user counts.
   */
  private static boolean isFor(SIPRequest request, String named) {
    if (isRegister(request) || named.equals(request.getRequestURI().toString())) {
      return true;
    }
    try {
      return request.getRequestURI() instanceof SipURI asked
          && Messages.uri(named) instanceof SipURI answered
          && Objects.equals(asked.getUser(), answered.getUser());
    } catch (IllegalArgumentException unreadable) {
      return false;
    }
  }

  /** Who the sender says to be, and whom it calls: what a scan varies. */
  private static String wanted(IncomingRequest incoming) {
    var request = incoming.request();
    return peer(incoming).user() + ' ' + (isRegister(request) ? "" : called(request));
  }

  /** The user part of the Request-URI, empty where there is none, or what it names instead. */
  private static String called(SIPRequest request) {
    return switch (request.getRequestURI()) {
      case SipURI sip -> Objects.requireNonNullElse(sip.getUser(), "");
      case TelURL tel -> tel.getPhoneNumber();
      case URI other -> other.toString();
    };
  }

  private static Offers.Peer peer(IncomingRequest incoming) {
    var from = incoming.request().getFrom().getAddress().getURI();
    var user =
        from instanceof SipURI sip ? Optional.ofNullable(sip.getUser()) : Optional.<String>empty();
    return new Offers.Peer(user.filter(AddressOfRecord::isUsername).orElse("-"), incoming.source());
  }

  private static Optional<String> host(URI uri) {
    return uri instanceof SipURI sip ? Optional.of(sip.getHost()) : Optional.empty();
  }
}
