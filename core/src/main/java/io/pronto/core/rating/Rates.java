package io.pronto.core.rating;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.pronto.core.db.Database;
import io.pronto.core.db.DatabaseUnavailable;
import io.pronto.core.db.Tx;
import io.pronto.core.numbering.E164;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All prices in memory, so that a call asks nobody: those that hold now and those to come. The
 * database says when there are others; then only versions that are new are read, since none is ever
 * changed. Versions of the past are read when somebody asks for them.
 */
public final class Rates implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Rates.class);
  private static final Duration HOURLY = Duration.ofHours(1);
  private static final Duration GATHER = Duration.ofMillis(100);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(4);
  private static final int MOST_OLD = 4;

  private final Database database;
  private final DeckVersionStore versions;
  private final InstantSource clock;
  private final Semaphore doubts = new Semaphore(1);
  private final CountDownLatch known = new CountDownLatch(1);
  private final CountDownLatch complete = new CountDownLatch(1);
  private final Cache<String, RateTable> old =
      Caffeine.newBuilder().softValues().maximumSize(MOST_OLD).build();
  private final Thread reader;
  private volatile RateBook book = RateBook.EMPTY;
  private volatile Map<String, RateTable> tables = Map.of();

  /** Reads those of {@code database} until closed, on a thread of its own. */
  public Rates(Database database, InstantSource clock) {
    this.database = database;
    this.versions = new DeckVersionStore(database);
    this.clock = clock;
    database.onNotice("rates", doubts::release);
    reader = Thread.ofVirtual().name("rates").start(this::readUntilClosed);
  }

  /**
   * How {@code organisation} pays.
   *
   * @throws DatabaseUnavailable when that is not known
   */
  public Terms terms(OrganisationId organisation) {
    await(known);
    return book.terms(organisation).or(() -> readTerms(organisation)).orElseThrow(Rates::unknown);
  }

  /** What {@code organisation} pays for a call to {@code number}; empty where no price is set. */
  public Optional<Priced> selling(OrganisationId organisation, E164 number, Instant at) {
    return selling(organisation, new Called.Number(number), at);
  }

  /** The same for whatever may be called. */
  public Optional<Priced> selling(OrganisationId organisation, Called called, Instant at) {
    await(complete);
    return book.selling(organisation).stream()
        .flatMap(deck -> priced(deck, called, at).stream())
        .findFirst();
  }

  /** What the operator pays a carrier for a call to {@code number}; empty where nobody knows. */
  public Optional<Priced> buying(String carrierId, E164 number, Instant at) {
    return buying(carrierId, new Called.Number(number), at);
  }

  /** The same for whatever may be called. */
  public Optional<Priced> buying(String carrierId, Called called, Instant at) {
    await(complete);
    return book.buying(carrierId).flatMap(deck -> priced(deck, called, at));
  }

  /** The rate of a version for {@code called}. */
  public Optional<Rate> of(DeckVersion version, Called called, Instant at) {
    return find(table(version), called, at);
  }

  /** The same with its description, which is not kept in memory. */
  public Rate described(Priced priced, Instant at) {
    return versions.rate(priced.version().id(), priced.rate().prefix(), at).orElseGet(priced::rate);
  }

  /** Whether an organisation is billed by a deck of its own. */
  boolean hasOwnDeck(OrganisationId organisation) {
    return book.selling(organisation).stream()
        .anyMatch(deck -> deck.deck().organisation().isPresent());
  }

  /** All prices as they are known now: none before they have been read once. */
  public RateBook book() {
    return complete.getCount() == 0 ? book : RateBook.EMPTY;
  }

  /** The table of a version: at once where it is not of the past. */
  private RateTable table(DeckVersion version) {
    var table = tables.get(version.id());
    return table == null ? old.get(version.id(), _ -> versions.table(version)) : table;
  }

  /** Waits until everything has been read once. */
  public void awaitComplete() {
    await(complete);
  }

  /** Stops reading. */
  @Override
  public void close() {
    reader.interrupt();
  }

  private Optional<Priced> priced(RateBook.Deck deck, Called called, Instant at) {
    return deck.at(at)
        .flatMap(
            version ->
                find(table(version), called, at)
                    .map(rate -> new Priced(rate, deck.deck(), version)));
  }

  private static Optional<Rate> find(RateTable table, Called called, Instant at) {
    int row =
        switch (called) {
          case Called.Number(var number) ->
              table.find(
                  RateTable.digits(number.value()),
                  number.value().length() - 1,
                  at.getEpochSecond());
          case Called.Code(var digits, var country) ->
              table.findCode(digits, country, at.getEpochSecond());
        };
    return row < 0 ? Optional.empty() : Optional.of(table.rate(row));
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw unknown();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DatabaseUnavailable(e);
    }
  }

  private static DatabaseUnavailable unknown() {
    return new DatabaseUnavailable(new IllegalStateException("The prices are not known yet"));
  }

  private void readUntilClosed() {
    try {
      while (true) {
        doubts.tryAcquire(HOURLY.toMillis(), TimeUnit.MILLISECONDS);
        if (complete.getCount() == 0) {
          Thread.sleep(GATHER);
        }
        doubts.drainPermits();
        if (!read()) {
          Thread.sleep(PAUSE);
          doubts.release();
        }
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean read() {
    try {
      var next = readBook();
      var loaded = new HashMap<String, RateTable>();
      for (var version : next.from(clock.instant())) {
        var table = tables.get(version.id());
        loaded.put(version.id(), table == null ? versions.table(version) : table);
      }
      tables = Map.copyOf(loaded);
      book = next;
      known.countDown();
      complete.countDown();
      return true;
    } catch (DatabaseUnavailable away) {
      return false;
    } catch (RuntimeException e) {
      LOG.atError().setCause(e).log("The prices could not be read; those known go on being used");
      return false;
    }
  }

  /** Who pays how is known first: the tables take longer. */
  private RateBook readBook() {
    var next =
        database.asOperator(
            tx ->
                new RateBook(
                    decks(tx.query(RateDeckStore.SELECT)),
                    DeckVersionStore.all(tx),
                    terms(tx),
                    this::table));
    if (known.getCount() > 0) {
      book = next;
      known.countDown();
    }
    return next;
  }

  private static List<RateDeck> decks(List<Row> rows) {
    return rows.stream().map(RateDeckStore::deck).toList();
  }

  private static Map<OrganisationId, Terms> terms(Tx tx) {
    var terms = new HashMap<OrganisationId, Terms>();
    tx.query("select organisation_id, mode, currency from billing_account")
        .forEach(row -> terms.put(new OrganisationId(row.getString(0)), read(row)));
    return terms;
  }

  /** An organisation may be younger than what was read. */
  private Optional<Terms> readTerms(OrganisationId organisation) {
    return database.in(
        organisation,
        tx ->
            tx.one(
                    """
                    select organisation_id, mode, currency from billing_account
                     where organisation_id = $1
                    """,
                    organisation.value())
                .map(Rates::read));
  }

  private static Terms read(Row row) {
    return new Terms(row.getString("mode").equals("prepaid"), row.getString("currency"));
  }
}
