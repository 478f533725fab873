package io.pronto.sip.flow;

import io.pronto.core.call.CallId;
import io.pronto.core.db.DatabaseUnavailable;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.restriction.LiveParties;
import io.pronto.core.restriction.Restricted;
import io.pronto.core.subject.LiveGate;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What lets somebody follow calls of this server: those who listen, and what is written down
 * meanwhile. Each asks before it begins, and ends at once when somebody in its call is restricted
 * or erased; where that cannot be known, it does not begin, or ends.
 */
final class FollowedCalls {
  private static final Logger LOG = LoggerFactory.getLogger(FollowedCalls.class);

  private final LiveGate gate;
  private final Set<Watch> watched = ConcurrentHashMap.newKeySet();

  /** Asks {@code gate}, and again whenever that has doubts. */
  FollowedCalls(LiveGate gate) {
    this.gate = gate;
    gate.onDoubt(whose -> Thread.ofVirtual().name("followed-calls").start(() -> askAgain(whose)));
  }

  /** A call that is followed, until it is closed. */
  final class Watch implements AutoCloseable {
    private final OrganisationId organisation;
    private final CallId call;
    private final Supplier<LiveParties> about;
    private final Runnable end;

    private Watch(
        OrganisationId organisation, CallId call, Supplier<LiveParties> about, Runnable end) {
      this.organisation = organisation;
      this.call = call;
      this.about = about;
      this.end = end;
    }

    private boolean isOpen() {
      try {
        gate.requireOpen(organisation, call, about.get());
        return true;
      } catch (Restricted | DatabaseUnavailable no) {
        LOG.atInfo()
            .addKeyValue("call", call)
            .addKeyValue("org", organisation)
            .log("A call is not followed, or no longer: {}", no.getMessage());
      } catch (RuntimeException e) {
        LOG.atError().addKeyValue("call", call).setCause(e).log("A call is not followed");
      }
      return false;
    }

    /** Asks again, without waiting for the answer, now that there is something to end. */
    void lookSoon() {
      Thread.ofVirtual().name("followed-call").start(this::look);
    }

    /** One that cannot be ended must not keep the others from being. */
    private void look() {
      try {
        if (!isOpen()) {
          end.run();
        }
      } catch (RuntimeException e) {
        LOG.atError().addKeyValue("call", call).setCause(e).log("What follows a call did not end");
      }
    }

    /** It is followed no longer. */
    @Override
    public void close() {
      watched.remove(this);
    }
  }

  /**
   * Lets a call be followed; empty where it may not be.
   *
   * @param about whom it is about, whenever that is asked
   * @param end is run, on any thread and perhaps more than once, when it may be no longer
   */
  Optional<Watch> begin(
      OrganisationId organisation, CallId call, Supplier<LiveParties> about, Runnable end) {
    var watch = new Watch(organisation, call, about, end);
    watched.add(watch); // before it is asked: nothing that is restricted in between is missed
    if (watch.isOpen()) {
      return Optional.of(watch);
    }
    watch.close();
    return Optional.empty();
  }

  /**
   * Lets it be followed from now on, since nothing that is told reaches anybody who has not asked
   * as well; {@code end} is run where it may not be. A call does not wait for that answer.
   */
  Watch beginAtOnce(
      OrganisationId organisation, CallId call, Supplier<LiveParties> about, Runnable end) {
    var watch = new Watch(organisation, call, about, end);
    watched.add(watch);
    watch.lookSoon();
    return watch;
  }

  private void askAgain(Optional<OrganisationId> whose) {
    watched.stream()
        .filter(watch -> whose.isEmpty() || whose.get().equals(watch.organisation))
        .forEach(Watch::look);
  }
}
