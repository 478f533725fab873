package io.pronto.core.seal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.pronto.core.Id;
import io.pronto.core.db.Database;
import io.pronto.core.db.DatabaseUnavailable;
import io.pronto.core.db.Tx;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.core.buffer.Buffer;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.SecretKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One random key per organisation and month in which recordings begin, made when first needed and
 * kept in the database under the master key. With a month's key the next month's is made and read,
 * so that recordings go on beginning where the month ends while the database is away.
 */
public final class MonthKeys {
  private static final Logger LOG = LoggerFactory.getLogger(MonthKeys.class);
  private static final int KEPT = 200_000;

  private final Database database;
  private final MasterKey master;
  private final Cache<Slot, SecretKey> keys = Caffeine.newBuilder().maximumSize(KEPT).build();
  private final Set<Slot> coming = ConcurrentHashMap.newKeySet();

  /**
   * Grows whenever a key is forgotten. Whoever read a key before that does not keep it after: it
   * may be the one.
   */
  private long forgotten;

  private record Slot(OrganisationId organisation, YearMonth month) {
    byte[] context() {
      return (organisation.value() + ' ' + month).getBytes(UTF_8);
    }

    Slot next() {
      return new Slot(organisation, month.plusMonths(1));
    }
  }

  /**
   * A month of an organisation whose key has nothing left to open.
   *
   * @param month in UTC
   */
  public record Emptied(OrganisationId organisation, YearMonth month) {}

  MonthKeys(Database database, MasterKey master) {
    this.database = database;
    this.master = master;
  }

  /**
   * The months of which no recording is left nor can come that would stay, and whose keys are still
   * there, of all organisations: they have been over for 13 months, and for longer than any
   * recording may be kept, so that what a server that was away still has in its spool is due too.
   */
  public static List<Emptied> emptied(Database database) {
    return database.asStranger(tx -> tx.query("select * from emptied_months()")).stream()
        .map(
            row ->
                new Emptied(
                    new OrganisationId(row.getString("organisation_id")),
                    YearMonth.from(row.getLocalDate("month"))))
        .toList();
  }

  /**
   * Destroys the key of {@code month} in {@code tx} of the organisation: whatever was recorded in
   * that month, in whatever copy of a file, is noise from then on. Every server forgets it.
   *
   * @return the id of the key; empty, and nothing done, where the month is none of {@link
   *     #emptied}, or is no longer
   */
  public static Optional<String> destroy(Tx tx, YearMonth month) {
    return tx.one("select destroy_month_key($1) as id", month.atDay(1))
        .map(row -> row.getString("id"));
  }

  /** Has keys forgotten that are destroyed, by whichever server, as soon as that is told. */
  void followDestruction() {
    database.onNotice("month_key", this::forgetOld, this::forget);
  }

  /** What was destroyed may have been missed: none of this month or the last can be. */
  private synchronized void forgetOld() {
    var last = YearMonth.now(ZoneOffset.UTC).minusMonths(1);
    forgotten++;
    keys.asMap().keySet().removeIf(slot -> slot.month.isBefore(last));
  }

  private synchronized void forget(String notice) {
    var parts = notice.split(" ");
    var month = YearMonth.from(LocalDate.parse(parts[1]));
    forgotten++;
    keys.invalidate(new Slot(new OrganisationId(parts[0]), month));
  }

  private synchronized long forgotten() {
    return forgotten;
  }

  private synchronized void keep(Slot slot, SecretKey key, long since) {
    if (forgotten == since) {
      keys.put(slot, key);
    }
  }

  /** The key to seal by; made where there is none. */
  SecretKey sealing(OrganisationId organisation, YearMonth month) {
    var slot = new Slot(organisation, month);
    var known = keys.getIfPresent(slot);
    if (known == null) {
      return make(slot);
    }
    if (keys.getIfPresent(slot.next()) == null && coming.add(slot.next())) {
      Thread.ofVirtual().name("next-month-key").start(() -> prepare(slot.next()));
    }
    return known;
  }

  /** The key to open by. Throws {@link BrokenSeal} where there is none, or no longer. */
  SecretKey opening(OrganisationId organisation, YearMonth month) {
    var slot = new Slot(organisation, month);
    var known = keys.getIfPresent(slot);
    if (known != null) {
      return known;
    }
    long since = forgotten();
    return opened(slot, database.in(organisation, tx -> stored(tx, slot)), since);
  }

  private SecretKey make(Slot slot) {
    record Both(Optional<Buffer> now, Optional<Buffer> next) {}
    long since = forgotten();
    // Apart: what stays in memory must not be undone in the database with what it was needed for.
    var both =
        database.apart(
            () ->
                database.in(
                    slot.organisation(),
                    tx -> new Both(ensured(tx, slot), ensured(tx, slot.next()))));
    if (both.next().isPresent()) { // of an old month the next may have been destroyed
      opened(slot.next(), both.next(), since);
    }
    return opened(slot, both.now(), since);
  }

  private void prepare(Slot slot) {
    try {
      long since = forgotten();
      var sealed = database.in(slot.organisation(), tx -> ensured(tx, slot));
      if (sealed.isPresent()) {
        opened(slot, sealed, since);
      }
    } catch (DatabaseUnavailable away) { // the next recording tries again
      LOG.atDebug().addKeyValue("org", slot.organisation()).setCause(away).log("No key yet");
    } finally {
      coming.remove(slot);
    }
  }

  private SecretKey opened(Slot slot, Optional<Buffer> sealed, long since) {
    var bytes =
        sealed
            .orElseThrow(
                () ->
                    new BrokenSeal(
                        "The key of %s for %s was destroyed, or never was"
                            .formatted(slot.organisation(), slot.month())))
            .getBytes();
    var what = "the key of %s for %s".formatted(slot.organisation(), slot.month());
    var key = SecretSeal.key(master.open(bytes, slot.context(), what));
    keep(slot, key, since);
    return key;
  }

  /** Makes a key unless there is one, and returns the one that counts. */
  private Optional<Buffer> ensured(Tx tx, Slot slot) {
    var found = stored(tx, slot);
    if (found.isPresent()) {
      return found;
    }
    tx.update(
        """
        insert into month_key (organisation_id, month, id, sealed) values ($1, $2, $3, $4)
        on conflict (organisation_id, month) do nothing
        """,
        slot.organisation().value(),
        slot.month().atDay(1),
        Id.next("key"),
        Buffer.buffer(master.seal(SecretSeal.random(SecretSeal.KEY), slot.context())));
    return stored(tx, slot);
  }

  private static Optional<Buffer> stored(Tx tx, Slot slot) {
    return tx.one("select sealed from month_key where month = $1", slot.month().atDay(1))
        .map(row -> row.getBuffer("sealed"));
  }
}
