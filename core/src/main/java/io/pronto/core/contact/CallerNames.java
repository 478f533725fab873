package io.pronto.core.contact;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.pronto.core.Outage;
import io.pronto.core.db.Database;
import io.pronto.core.db.DatabaseUnavailable;
import io.pronto.core.numbering.E164;
import io.pronto.core.organisation.OrganisationId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which name a caller's number has among the contacts of the organisation called. The names of all
 * organisations are read once, before anybody calls, and kept in memory: a call asks nobody. What
 * changes is told by the database and read anew, by itself; while the database is away what is
 * known goes on being answered.
 *
 * <p>Where all names together take more than an eighth of the heap, those of organisations that are
 * seldom called are let go. A call to one of them, or to one that has not been read yet, reads the
 * one name that it needs, for {@link #PATIENCE} at most, and goes on without it after that.
 */
public final class CallerNames implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CallerNames.class);
  private static final Duration PATIENCE = Duration.ofMillis(200);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration AGAIN = Duration.ofMinutes(10);
  private static final int MOST_ASKED = 100_000;
  private static final int SHARE_OF_HEAP = 8;

  private final NameReader reader;
  private final NameDoubts doubts = new NameDoubts();
  private final Outage outage = new Outage();
  private final Cache<OrganisationId, OrganisationNames> known =
      Caffeine.newBuilder()
          .maximumWeight(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP)
          .weigher((OrganisationId _, OrganisationNames names) -> names.bytes())
          .build();

  /** Whose names have been read of late, and may have found no room. */
  private final Cache<OrganisationId, Boolean> asked =
      Caffeine.newBuilder().maximumSize(MOST_ASKED).expireAfterWrite(AGAIN).build();

  private final Thread keeper;

  /** Keeps those of {@code database} until closed, on a thread of its own. */
  public CallerNames(Database database) {
    reader = new NameReader(database);
    database.onNotice("contact", doubts::everything, doubts::heard);
    keeper = Thread.ofVirtual().name("caller-names").start(this::keepUntilClosed);
  }

  /** How the contacts of {@code organisation} name {@code number}: a {@link DisplayName}. */
  public Optional<String> of(OrganisationId organisation, E164 number) {
    var names = known.getIfPresent(organisation);
    if (names == null) {
      if (isToBeRead(organisation)) {
        doubts.all(organisation);
      }
      return asked(organisation, number);
    }
    return names.of(number).filter(name -> !name.isEmpty());
  }

  private boolean isToBeRead(OrganisationId organisation) {
    return asked.asMap().putIfAbsent(organisation, true) == null;
  }

  /** Whether the names of {@code organisation} are in memory, as they are now or a moment ago. */
  public boolean knows(OrganisationId organisation) {
    return known.getIfPresent(organisation) != null;
  }

  /** Stops reading. */
  @Override
  public void close() {
    keeper.interrupt();
  }

  private Optional<String> asked(OrganisationId organisation, E164 number) {
    if (outage.lasts()) {
      return Optional.empty();
    }
    var asking = new FutureTask<>(() -> reader.of(organisation, number));
    Thread.ofVirtual().name("caller-name").start(asking);
    try {
      return asking.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).filter(name -> !name.isEmpty());
    } catch (TimeoutException e) {
      outage.notice();
      return Optional.empty();
    } catch (ExecutionException e) {
      return withoutName(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** A call is not to fail since it has no name. */
  private Optional<String> withoutName(Throwable cause) {
    outage.notice();
    if (!(cause instanceof DatabaseUnavailable)) {
      LOG.atError().setCause(cause).log("A caller's name could not be read");
    }
    return Optional.empty();
  }

  private void keepUntilClosed() {
    try {
      while (true) {
        var doubt = doubts.take();
        if (!settle(doubt)) {
          doubts.again(doubt);
          Thread.sleep(PAUSE);
        }
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean settle(NameDoubts.Doubt doubt) {
    try {
      switch (doubt) {
        case NameDoubts.Everything _ -> reader.organisations().forEach(doubts::all);
        case NameDoubts.All(var organisation) -> read(organisation);
        case NameDoubts.Some some -> read(some);
      }
      return true;
    } catch (DatabaseUnavailable away) {
      return false;
    } catch (RuntimeException | OutOfMemoryError e) { // the next ones must still be read
      LOG.atError().setCause(e).log("Callers' names could not be read; those known are used");
      return false;
    }
  }

  private void read(OrganisationId organisation) {
    known.put(organisation, new OrganisationNames(reader.all(organisation)));
  }

  private void read(NameDoubts.Some some) {
    var names = known.getIfPresent(some.organisation());
    if (names == null) {
      if (isToBeRead(some.organisation())) { // its first contact, perhaps
        read(some.organisation());
      }
      return;
    }
    var found = reader.of(some.organisation(), some.numbers());
    some.numbers().forEach(number -> names.put(number, Optional.ofNullable(found.get(number))));
    if (names.isOld()) {
      doubts.all(some.organisation());
    }
  }
}
