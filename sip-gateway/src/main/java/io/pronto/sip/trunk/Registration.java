package io.pronto.sip.trunk;

import gov.nist.javax.sip.message.SIPResponse;
import io.pronto.core.carrier.Trunk;
import io.pronto.core.live.TrunkState;
import io.pronto.sip.stack.Asking;
import io.pronto.sip.stack.Asking.Heard;
import io.pronto.sip.stack.Credentials;
import io.pronto.sip.stack.SendFailed;
import io.pronto.sip.stack.SipStack;
import io.pronto.sip.wire.Flow;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Our registration with one carrier (RFC 3261, section 10.2): made, kept, made anew when it was
 * refused or its connection broke, and ended. One thread of its own speaks for it.
 */
final class Registration {
  private static final Logger LOG = LoggerFactory.getLogger(Registration.class);

  /** How long the carrier may take to answer. */
  private static final Duration PATIENCE = Duration.ofSeconds(8);

  private final SipStack stack;
  private final Pace pace;
  private final RegisterRequests requests;
  private final Credentials credentials;
  private final Trunk trunk;
  private final Consumer<Registration> turned;
  private final InstantSource clock;
  private final Semaphore woken = new Semaphore(0);
  private final Thread thread;
  private volatile TrunkState.Registration state;
  private volatile Optional<Flow> flow = Optional.empty();
  private Optional<Boolean> told = Optional.empty();
  private int failures;

  /**
   * How often the carrier is spoken to.
   *
   * @param expiry what is asked for
   * @param firstRetry after a failure; each further one doubles it, give or take a quarter
   * @param longestRetry and no more than that
   */
  record Pace(Duration expiry, Duration firstRetry, Duration longestRetry) {
    static final Pace USUAL =
        new Pace(Duration.ofHours(1), Duration.ofSeconds(5), Duration.ofMinutes(5));
  }

  /**
   * Begins to register.
   *
   * @param turned told when it is registered, or no longer is; on the thread of the registration
   */
  Registration(
      SipStack stack,
      Trunk trunk,
      Credentials credentials,
      Pace pace,
      InstantSource clock,
      Consumer<Registration> turned) {
    this.stack = stack;
    this.trunk = trunk;
    this.credentials = credentials;
    this.pace = pace;
    this.clock = clock;
    this.turned = turned;
    this.state =
        new TrunkState.Registration(false, 0, "Not yet", Optional.empty(), clock.instant());
    this.requests = new RegisterRequests(stack, trunk, credentials);
    this.thread = Thread.ofVirtual().name("register-" + trunk.id()).start(this::run);
  }

  /** The trunk as it was when this began. */
  Trunk trunk() {
    return trunk;
  }

  /** How it stands. */
  TrunkState.Registration state() {
    return state;
  }

  /** Whether the carrier has accepted it, and it has not expired. */
  boolean isRegistered() {
    var now = state;
    return now.registered() && now.expiresAt().filter(clock.instant()::isBefore).isPresent();
  }

  /** The way by which we are registered. */
  Optional<Flow> flow() {
    return flow;
  }

  /** What the carrier repeats in the URIs of the calls that it sends to where we are registered. */
  String line() {
    return requests.line();
  }

  /** The connection by which it was made is gone. */
  void lost() {
    woken.release();
  }

  /** Ends it: the carrier is told, if it listens, within {@code patience}. */
  void end(Duration patience) {
    thread.interrupt();
    try {
      thread.join();
      if (isRegistered() && flow.isPresent()) {
        ask(flow.get(), Duration.ZERO, patience);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (true) {
        var wait = renewed();
        woken.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS);
        woken.drainPermits();
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  /** Speaks to the carrier once, and says for how long that will do. */
  private Duration renewed() throws InterruptedException {
    Duration wait;
    try {
      var way = stack.route(CarrierUri.of(trunk));
      flow = Optional.of(way);
      wait = taken(ask(way, pace.expiry(), PATIENCE));
    } catch (SendFailed e) {
      wait = failed(0, e.getMessage(), Optional.empty());
    }
    boolean now = isRegistered();
    if (!told.equals(Optional.of(now))) {
      told = Optional.of(now);
      turned.accept(this);
    }
    return wait;
  }

  private Duration taken(Heard heard) {
    return switch (heard) {
      case Heard.Answer(var response) when response.getStatusCode() < 300 -> accepted(response);
      case Heard.Answer(var response) ->
          failed(response.getStatusCode(), response.getReasonPhrase(), RetryAfter.of(response));
      case Heard.Nothing _ -> failed(0, "It does not answer", Optional.empty());
      case Heard.Broken(var why) -> failed(0, why, Optional.empty());
    };
  }

  private Duration accepted(SIPResponse response) {
    failures = 0;
    var granted = requests.granted(response, pace.expiry());
    var now = clock.instant();
    var wait = granted.multipliedBy(3).dividedBy(4);
    state =
        new TrunkState.Registration(
            true, response.getStatusCode(), "", Optional.of(now.plus(granted)), now.plus(wait));
    return wait;
  }

  /** What was granted before holds until it expires, whatever is answered now. */
  private Duration failed(int status, String why, Optional<Duration> asked) {
    var wait = backoff(asked);
    boolean holds = isRegistered() && status == 0;
    state =
        new TrunkState.Registration(
            holds, status, why, state.expiresAt().filter(_ -> holds), clock.instant().plus(wait));
    LOG.atWarn()
        .addKeyValue("trunk", trunk.name())
        .addKeyValue("status", status)
        .addKeyValue("again_in", wait)
        .log("A carrier has not registered us: " + why);
    return wait;
  }

  private Duration backoff(Optional<Duration> asked) {
    long longest = pace.longestRetry().toMillis();
    long doubled = pace.firstRetry().toMillis() << Math.min(failures++, 20);
    long wait = Math.min(longest, doubled);
    long spread = Math.max(1, wait / 4);
    wait += ThreadLocalRandom.current().nextLong(-spread, spread);
    return Duration.ofMillis(Math.max(wait, asked.map(Duration::toMillis).orElse(0L)));
  }

  /** Answers a challenge, and another that says that its nonce was too old. */
  private Heard ask(Flow way, Duration expiry, Duration patience) throws InterruptedException {
    var wanted = expiry;
    var asked = requests.next(way, wanted);
    var heard = Asking.ask(stack, asked, way, patience);
    for (int proofs = 0; proofs < 2; proofs++) {
      if (!(heard instanceof Heard.Answer(var response))) {
        return heard;
      }
      if (response.getStatusCode() == RegisterRequests.INTERVAL_TOO_BRIEF) {
        wanted = requests.least(response);
        asked = requests.next(way, wanted);
      } else if (Credentials.isAsked(response)) {
        var proof = credentials.answer(response, "REGISTER", asked.getRequestURI().toString());
        if (proof.isEmpty()) {
          return heard;
        }
        asked = requests.next(way, wanted);
        asked.setHeader(proof.get());
      } else {
        return heard;
      }
      heard = Asking.ask(stack, asked, way, patience);
    }
    return heard;
  }
}
