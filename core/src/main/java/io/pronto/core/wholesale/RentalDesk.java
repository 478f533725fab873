package io.pronto.core.wholesale;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.pronto.core.db.Database;
import io.pronto.core.db.DatabaseUnavailable;
import io.pronto.core.rental.Rental;
import io.pronto.core.rental.RentalAnswers;
import io.pronto.core.rental.RentalTask;
import io.pronto.core.rental.RentalTasks;
import io.pronto.core.subprocessor.SubprocessorGate;
import io.pronto.core.wholesale.NumberProvider.Order;
import io.pronto.core.wholesale.NumberProvider.Purchase;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out what is to be asked of providers, ends what is over, and compares inventories at
 * night. Of any number of nodes one does each thing; what one did not finish another begins again
 * when its lease ends.
 */
public final class RentalDesk implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RentalDesk.class);
  private static final int AT_ONCE = 4;
  private static final Duration LOOK = Duration.ofSeconds(2);

  /** Longer than any conversation with a provider. */
  private static final Duration LEASE = Duration.ofMinutes(2);

  private static final Duration FIRST_WAIT = Duration.ofSeconds(2);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);
  private static final int DOUBLINGS = 9;

  /** When few rent and few release. */
  private static final LocalTime NIGHT = LocalTime.of(3, 0);

  private static final ZoneId HERE = ZoneId.of("Europe/Paris");

  private static final String NOT_IN_FORCE =
      "The provider's subprocessor is not in force for the organisation, or objected to";

  private final ProviderAccounts accounts;
  private final Providers providers;
  private final RentalTasks tasks;
  private final RentalAnswers answers;
  private final Drifts drifts;
  private final Database database;
  private final InstantSource clock;
  private final SubprocessorGate gate;

  /** As it is to be worked: what for, where, and by which clock. */
  public RentalDesk(
      Database database,
      ProviderAccounts accounts,
      Providers providers,
      RentalTasks tasks,
      RentalAnswers answers,
      Drifts drifts,
      InstantSource clock) {
    this.database = database;
    this.accounts = accounts;
    this.providers = providers;
    this.tasks = tasks;
    this.answers = answers;
    this.drifts = drifts;
    this.clock = clock;
    this.gate = new SubprocessorGate(database, clock);
  }

  private final Semaphore news = new Semaphore(0);
  private List<Thread> threads = List.of();
  private volatile boolean closed;

  /** Works until closed. */
  public RentalDesk open() {
    database.onNotice("number_task", () -> news.release(AT_ONCE));
    threads =
        IntStream.range(0, AT_ONCE)
            .mapToObj(
                i ->
                    Thread.ofVirtual()
                        .name("rental-desk-" + i)
                        .start(() -> work(i == 0 ? this::workOnce : this::askOnce)))
            .toList();
    return this;
  }

  /** Stops; what is under way is begun again when its lease ends. */
  @Override
  public void close() {
    closed = true;
    threads.forEach(Thread::interrupt);
  }

  private void work(BooleanSupplier once) {
    while (!closed) {
      try {
        if (!once.getAsBoolean()) {
          awaitNews();
        }
      } catch (DatabaseUnavailable away) {
        LOG.atDebug().setCause(away).log("No numbers are bought while the database is away");
        awaitNews();
      } catch (RuntimeException e) {
        if (!closed) {
          LOG.atError().setCause(e).log("Buying numbers failed");
          awaitNews();
        }
      }
    }
  }

  /** Does whatever is due; false if nothing was. */
  public boolean workOnce() {
    boolean swept = answers.sweep() > 0;
    boolean asked = askOnce();
    var due = accounts.claimReconciliation(clock.instant(), nextNight());
    due.ifPresent(this::reconcile);
    return swept || asked || due.isPresent();
  }

  private boolean askOnce() {
    var task = tasks.claim(LEASE);
    task.ifPresent(this::carryOut);
    return task.isPresent();
  }

  private Instant nextNight() {
    var now = ZonedDateTime.ofInstant(clock.instant(), HERE);
    var tonight = now.with(NIGHT);
    return (tonight.isAfter(now) ? tonight : now.plusDays(1).with(NIGHT)).toInstant();
  }

  private void carryOut(RentalTask task) {
    var rental = answers.rental(task).orElseThrow();
    var account = rental.source().providerId().flatMap(accounts::account);
    if (account.isEmpty()) {
      answers.done(task);
      return;
    }
    if (asksForMore(task) && !gate.permits(task.organisation(), account.get().processedBy())) {
      answers.notAsked(task, NOT_IN_FORCE);
      return;
    }
    try {
      ask(task, rental, providers.open(account.get()));
    } catch (ProviderRefused refused) {
      LOG.atWarn()
          .addKeyValue("org", task.organisation())
          .addKeyValue("rental", task.rentalId())
          .addKeyValue("provider", account.get().id())
          .log("A provider refused to {}: {}", task.kind().code(), refused.getMessage());
      refused(task, refused);
    } catch (ProviderAway away) {
      var wait = away.waiting().orElse(patience(task));
      LOG.atInfo()
          .addKeyValue("org", task.organisation())
          .addKeyValue("rental", task.rentalId())
          .addKeyValue("provider", account.get().id())
          .log("A provider is asked again in {} s: {}", wait.toSeconds(), away.getMessage());
      tasks.later(task, wait, away.getMessage());
    } catch (DatabaseUnavailable away) {
      throw away;
    } catch (RuntimeException e) {
      LOG.atError()
          .addKeyValue("rental", task.rentalId())
          .addKeyValue("provider", account.get().id())
          .setCause(e)
          .log("A provider answered what nobody understands");
      tasks.later(task, patience(task), "It answered what nobody understands");
    }
  }

  /**
   * What was begun before is ended there; nothing new is. An earlier attempt may have got through:
   * what it has bought must not be lost.
   */
  private static boolean asksForMore(RentalTask task) {
    return switch (task.kind()) {
      case RESERVE, ORDER -> !task.again();
      case CHECK, UNRESERVE, RELEASE -> false;
    };
  }

  /** What must be given back is offered again: it is paid for until it is taken. */
  private void refused(RentalTask task, ProviderRefused refused) {
    switch (task.kind()) {
      case RESERVE, ORDER, CHECK -> answers.refused(task, refused.getMessage());
      case UNRESERVE -> answers.done(task);
      case RELEASE -> tasks.later(task, LONGEST_WAIT, refused.getMessage());
    }
  }

  private static Duration patience(RentalTask task) {
    var wait = FIRST_WAIT.multipliedBy(1L << Math.min(DOUBLINGS, task.attempts() - 1));
    return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
  }

  private void ask(RentalTask task, Rental rental, NumberProvider provider) {
    var purchase = purchase(rental);
    switch (task.kind()) {
      case RESERVE -> {
        var held = provider.reserve(purchase, task.again());
        answers.reserved(task, held.offer(), held.reservation(), held.until());
      }
      case ORDER -> ordered(task, provider.order(purchase, task.again()));
      case CHECK -> ordered(task, provider.status(purchase));
      case UNRESERVE -> {
        provider.unreserve(purchase);
        answers.done(task);
      }
      case RELEASE -> {
        provider.release(purchase);
        answers.done(task);
      }
    }
  }

  private void ordered(RentalTask task, Order order) {
    switch (order) {
      case Order.Delivered delivered -> answers.delivered(task, delivered.reference());
      case Order.Refused refused -> answers.refused(task, refused.reason());
      case Order.Pending pending -> {
        if (task.kind() == RentalTask.Kind.CHECK) {
          tasks.later(task, patience(task), "");
        } else {
          answers.pending(task, pending.reference());
        }
      }
    }
  }

  private static Purchase purchase(Rental rental) {
    var references = rental.references();
    return new Purchase(
        rental.id(),
        rental.number(),
        rental.country(),
        references.offer(),
        references.reservation(),
        references.order());
  }

  private void reconcile(String providerId) {
    var asked = clock.instant();
    var error = Optional.<String>empty();
    try {
      var account = accounts.account(providerId).orElseThrow();
      drifts.compare(providerId, new HashSet<>(providers.open(account).numbers()), asked);
    } catch (ProviderAway | ProviderRefused fault) {
      error = Optional.of(fault.getMessage());
    }
    var said = error;
    database.asOperator(
        tx -> {
          accounts.reconciled(tx, providerId, asked, said);
          return null;
        });
    LOG.atInfo()
        .addKeyValue("provider", providerId)
        .log(said.map(why -> "Numbers not compared: " + why).orElse("Numbers compared"));
  }

  private void awaitNews() {
    try {
      if (news.tryAcquire(LOOK.toMillis(), MILLISECONDS)) {
        news.drainPermits();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
