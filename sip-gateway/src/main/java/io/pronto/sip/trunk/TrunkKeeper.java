package io.pronto.sip.trunk;

import io.pronto.core.carrier.Trunk;
import io.pronto.core.carrier.TrunkAuthentication.ByRegistration;
import io.pronto.core.carrier.TrunkHealth;
import io.pronto.core.db.DatabaseUnavailable;
import io.pronto.core.event.OperatorEvents;
import io.pronto.core.live.RedisUnavailable;
import io.pronto.core.live.TrunkState;
import io.pronto.core.live.TrunkStates;
import io.pronto.core.routing.Directory;
import io.pronto.sip.stack.SipStack;
import io.pronto.sip.wire.Flow;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what this server knows of its trunks true: asks them by OPTIONS, registers with those that
 * want it, shows how they are, and tells the operator when that changes. No call waits for it.
 */
public final class TrunkKeeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TrunkKeeper.class);
  private static final Duration TICK = Duration.ofMillis(100);
  private static final Duration SHOWN_ANEW = Duration.ofSeconds(5);
  private static final Duration SHOWN_AT_MOST = Duration.ofMillis(500);
  private static final Duration FAREWELL = Duration.ofSeconds(1);

  private final SipStack stack;
  private final Trunks trunks;
  private final Directory directory;
  private final TrunkStates states;
  private final OperatorEvents events;
  private final String node;
  private final InstantSource clock;
  private final Question question;
  private final Thread thread;
  private List<TrunkState> shown = List.of();
  private long shownAt = System.nanoTime() - SHOWN_ANEW.toNanos();

  /**
   * Begins to keep them.
   *
   * @param node this server's name
   */
  public TrunkKeeper(
      SipStack stack,
      Trunks trunks,
      Directory directory,
      TrunkStates states,
      OperatorEvents events,
      String node,
      InstantSource clock) {
    this.stack = stack;
    this.trunks = trunks;
    this.directory = directory;
    this.states = states;
    this.events = events;
    this.node = node;
    this.clock = clock;
    this.question = new Question(stack, trunks);
    this.thread = Thread.ofVirtual().name("trunks").start(this::run);
  }

  /** The connection {@code flow} is gone: who was registered by it registers anew. */
  public void lost(Flow flow) {
    for (var line : trunks.lines().values()) {
      line.registration()
          .filter(registration -> registration.flow().filter(flow::equals).isPresent())
          .ifPresent(Registration::lost);
    }
  }

  /** Keeps them no longer: ends the registrations, within a second or so. */
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
      var ends = trunks.lines().values().stream().map(line -> begun(() -> end(line))).toList();
      for (var end : ends) {
        end.join();
      }
      states.forget(node);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RedisUnavailable away) {
      LOG.atDebug().setCause(away).log("Redis forgets this node's trunks by itself");
    }
  }

  private static Thread begun(Runnable work) {
    return Thread.ofVirtual().start(work);
  }

  private void run() {
    try {
      while (true) {
        keep();
        Thread.sleep(TICK);
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private void keep() {
    try {
      var present = directory.trunks();
      present.forEach(this::keep);
      directory.prepareCarriers();
      var ids = present.stream().map(Trunk::id).collect(Collectors.toSet());
      trunks.lines().values().removeIf(line -> !ids.contains(line.trunk().id()) && left(line));
      tell();
      show();
    } catch (DatabaseUnavailable | RedisUnavailable away) {
      LOG.atDebug().setCause(away).log("Trunks are looked after later");
    } catch (RuntimeException e) {
      LOG.atError().setCause(e).log("Trunks could not be looked after");
    }
  }

  private void keep(Trunk trunk) {
    var line = trunks.line(trunk);
    if (!line.trunk().equals(trunk)) {
      line.trunk(trunk);
      line.askedNextAt = System.nanoTime();
    }
    register(line);
    if (trunk.policy().health().isPresent()) {
      ask(line, trunk.policy().health().get());
    } else {
      trunks.turned(trunk, line.condition.unwatched(), "trunk.up", "It is asked no more");
    }
  }

  /** One that is not what it was registers anew. */
  private void register(Line line) {
    var trunk = line.trunk();
    var now = line.registration();
    boolean wanted = trunk.authentication() instanceof ByRegistration;
    if (now.isPresent() && !(wanted && isSame(now.get().trunk(), trunk))) {
      line.registration(Optional.empty());
      begun(() -> now.get().end(FAREWELL));
    }
    if (wanted && line.registration().isEmpty()) {
      line.registration(
          trunks
              .credentials(trunk)
              .map(
                  credentials ->
                      new Registration(
                          stack,
                          trunk,
                          credentials,
                          Registration.Pace.USUAL,
                          clock,
                          registration -> turned(line, registration))));
    }
  }

  private static boolean isSame(Trunk before, Trunk now) {
    return before.address().equals(now.address())
        && before.authentication().equals(now.authentication());
  }

  private void turned(Line line, Registration registration) {
    registration.flow().ifPresent(line::flow);
    boolean registered = registration.isRegistered();
    trunks.turned(
        line.trunk(),
        true,
        registered ? "trunk.registered" : "trunk.registration_failed",
        registration.state().reason());
  }

  private void ask(Line line, TrunkHealth health) {
    long now = System.nanoTime();
    if (line.asked || now - line.askedNextAt < 0) {
      return;
    }
    line.asked = true;
    begun(
        () -> {
          try {
            question.ask(line, health);
          } finally {
            line.askedNextAt = System.nanoTime() + next(line, health).toNanos();
            line.asked = false;
          }
        });
  }

  /** One in doubt is asked again soon; the others each at a time of their own. */
  private static Duration next(Line line, TrunkHealth health) {
    var interval = Duration.ofSeconds(health.interval());
    if (line.condition.isDoubtful()) {
      return interval.compareTo(Question.PATIENCE) < 0 ? interval : Question.PATIENCE;
    }
    long tenth = interval.toMillis() / 10;
    return interval.plusMillis(ThreadLocalRandom.current().nextLong(-tenth, tenth + 1));
  }

  private boolean left(Line line) {
    begun(() -> end(line));
    return true;
  }

  private static void end(Line line) {
    line.registration().ifPresent(registration -> registration.end(FAREWELL));
  }

  private void tell() {
    for (var next = trunks.news().peek(); next != null; next = trunks.news().peek()) {
      events.tell(next);
      trunks.news().remove();
    }
  }

  private void show() {
    var now =
        trunks.lines().values().stream()
            .map(line -> line.state(node, trunks.channels().of(line.trunk().id())))
            .toList();
    long age = System.nanoTime() - shownAt;
    boolean changed = !now.equals(shown) && age >= SHOWN_AT_MOST.toNanos();
    if (changed || age >= SHOWN_ANEW.toNanos()) {
      states.put(node, now);
      shown = now;
      shownAt = System.nanoTime();
    }
  }
}
