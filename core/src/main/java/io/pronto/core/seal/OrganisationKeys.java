package io.pronto.core.seal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.pronto.core.db.Database;
import io.pronto.core.db.Tx;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import javax.crypto.AEADBadTagException;
import javax.crypto.SecretKey;

/**
 * One random key per organisation, and one for each of its {@linkplain MonthKeys months}, made when
 * first needed and kept in the database under the master key. A key once used stays in memory, so
 * that an organisation's recordings begin and are heard while the database is away.
 */
public final class OrganisationKeys {
  private static final int KEPT = 100_000;
  private static final byte[] PROOF = "pronto secrets.key".getBytes(UTF_8);

  private final Database database;
  private final MasterKey master;
  private final MonthKeys months;
  private final Cache<OrganisationId, SecretKey> keys =
      Caffeine.newBuilder().maximumSize(KEPT).build();

  /** Touches the database only when asked for a key. */
  public OrganisationKeys(Database database, MasterKey master) {
    this.database = database;
    this.master = master;
    this.months = new MonthKeys(database, master);
  }

  /** Has keys forgotten that are destroyed, by whichever server, as soon as that is told. */
  public void followDestruction() {
    months.followDestruction();
    database.onNotice(
        "organisation_key",
        keys::invalidateAll,
        organisation -> keys.invalidate(new OrganisationId(organisation)));
  }

  /**
   * Checks, for the start of the program, that the master key is the one that this database was
   * first started with.
   *
   * @throws WrongMasterKey when it is not
   */
  public void check() {
    var proof = database.asOperator(this::proof);
    master.open(proof, PROOF, "this database");
  }

  /**
   * Returns a new key for one recording of {@code organisation}, wrapped by the key of the month
   * (UTC) in which that begins.
   *
   * @throws BrokenSeal when the key of that month was destroyed
   * @throws WrongMasterKey when the month's key was sealed by another master key
   * @throws io.pronto.core.db.DatabaseUnavailable when that key is not known yet and cannot be read
   */
  public DataKey newDataKey(OrganisationId organisation, Instant startedAt) {
    var month = YearMonth.from(startedAt.atOffset(ZoneOffset.UTC));
    var key = SecretSeal.random(SecretSeal.KEY);
    var sealed =
        SecretSeal.seal(months.sealing(organisation, month), key, context(organisation, month));
    return new DataKey(key, WrappedKey.of(month, sealed).bytes());
  }

  /**
   * Returns the 32 bytes of a key that {@link #newDataKey} has made for {@code organisation}.
   *
   * @throws BrokenSeal when it was made for another organisation, or was changed since, or when the
   *     key of its month was destroyed
   * @throws WrongMasterKey when the organisation's key was sealed by another master key
   * @throws io.pronto.core.db.DatabaseUnavailable when that key is not known yet and cannot be read
   */
  public byte[] unwrap(OrganisationId organisation, byte[] wrapped) {
    var key = WrappedKey.of(wrapped);
    try {
      if (key.month().isEmpty()) {
        return SecretSeal.open(keyOf(organisation), key.sealed(), context(organisation));
      }
      var month = key.month().get();
      return SecretSeal.open(
          months.opening(organisation, month), key.sealed(), context(organisation, month));
    } catch (AEADBadTagException e) {
      throw new BrokenSeal("The wrapped key does not belong to " + organisation, e);
    }
  }

  /**
   * Seals {@code content} of {@code organisation} as a whole: for what is small enough to be kept
   * in the database.
   *
   * @param about what it is; the same must be said on opening
   * @throws WrongMasterKey when the organisation's key was sealed by another master key
   */
  public byte[] seal(OrganisationId organisation, byte[] content, String about) {
    return SecretSeal.seal(keyOf(organisation), content, context(organisation, about));
  }

  /**
   * Opens what {@link #seal} has made.
   *
   * @throws BrokenSeal when it is of something else, or was changed since
   * @throws WrongMasterKey when the organisation's key was sealed by another master key
   */
  public byte[] open(OrganisationId organisation, byte[] sealed, String about) {
    try {
      return SecretSeal.open(keyOf(organisation), sealed, context(organisation, about));
    } catch (AEADBadTagException e) {
      throw new BrokenSeal("What is kept of " + about + " does not open", e);
    }
  }

  private SecretKey keyOf(OrganisationId organisation) {
    var known = keys.getIfPresent(organisation);
    if (known != null) {
      return known;
    }
    // Apart: what stays in memory must not be undone in the database with what it was needed for.
    var sealed = database.apart(() -> database.in(organisation, tx -> stored(tx, organisation)));
    var opened = master.open(sealed, context(organisation), "the key of " + organisation);
    var key = SecretSeal.key(opened);
    keys.put(organisation, key);
    return key;
  }

  private byte[] stored(Tx tx, OrganisationId organisation) {
    return tx.one("select sealed from organisation_key").map(row -> row.getBuffer(0)).stream()
        .findFirst()
        .orElseGet(() -> make(tx, organisation))
        .getBytes();
  }

  /** Makes a key unless another transaction has just done so, and returns the one that counts. */
  private Buffer make(Tx tx, OrganisationId organisation) {
    var sealed = master.seal(SecretSeal.random(SecretSeal.KEY), context(organisation));
    tx.update(
        """
        insert into organisation_key (organisation_id, sealed) values ($1, $2)
        on conflict (organisation_id) do nothing
        """,
        organisation.value(),
        Buffer.buffer(sealed));
    return tx.one("select sealed from organisation_key").orElseThrow().getBuffer(0);
  }

  private byte[] proof(Tx tx) {
    tx.update(
        "insert into master_key_proof (sealed) values ($1) on conflict (single) do nothing",
        Buffer.buffer(master.seal(SecretSeal.random(SecretSeal.KEY), PROOF)));
    return tx.one("select sealed from master_key_proof").orElseThrow().getBuffer(0).getBytes();
  }

  private static byte[] context(OrganisationId organisation, String about) {
    return (organisation.value() + ' ' + about).getBytes(UTF_8);
  }

  private static byte[] context(OrganisationId organisation, YearMonth month) {
    return context(organisation, "recording of " + month);
  }

  private static byte[] context(OrganisationId organisation) {
    return organisation.value().getBytes(UTF_8);
  }
}
