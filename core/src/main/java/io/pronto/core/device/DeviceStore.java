package io.pronto.core.device;

import io.pronto.core.Id;
import io.pronto.core.MediaEncryption;
import io.pronto.core.db.Database;
import io.pronto.core.db.Listing;
import io.pronto.core.db.Page;
import io.pronto.core.db.PageRequest;
import io.pronto.core.db.Tx;
import io.pronto.core.emergency.DeviceLocation;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.sqlclient.Row;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The SIP accounts of organisations. */
public final class DeviceStore {
  private static final String SELECT =
      """
      select d.id, d.user_id, d.kind, d.username, u.extension, o.label, d.created_at, d.location,
             d.location_confirmed_at, d.media_encryption
        from device d join user_account u on u.id = d.user_id
        join organisation o on o.id = d.organisation_id\
      """;
  private static final int RANDOM_PART = 6;

  private final Database database;
  private final String sipDomain;

  /**
   * Keeps them in {@code database}.
   *
   * @param sipDomain {@code sip.domain}, of which every organisation has a subdomain
   */
  public DeviceStore(Database database, String sipDomain) {
    this.database = database;
    this.sipDomain = sipDomain;
  }

  /** A device and its password, which nobody is told again. */
  public record Created(Device device, Secret secret) {}

  /** Makes a device for a user; empty when the organisation has no such user. */
  public Optional<Created> create(OrganisationId organisation, String userId, String kind) {
    return database.in(
        organisation,
        tx ->
            tx.one(
                    """
                    select o.label, u.extension
                      from user_account u join organisation o on o.id = u.organisation_id
                     where u.id = $1
                    """,
                    userId)
                .map(row -> insert(tx, organisation, row, userId, kind)));
  }

  private Created insert(Tx tx, OrganisationId organisation, Row user, String userId, String kind) {
    var id = Id.next("dev");
    var secret = Secret.next();
    var name =
        new AddressOfRecord(
            user.getString("extension") + '-' + Secret.random(RANDOM_PART),
            domain(user.getString("label")));
    tx.update(
        """
        insert into device (id, organisation_id, user_id, kind, username, ha1_md5, ha1_sha256)
        values ($1, $2, $3, $4, $5, $6, $7)
        """,
        id,
        organisation.value(),
        userId,
        kind,
        name.username(),
        secret.ha1Md5(name),
        secret.ha1Sha256(name));
    return new Created(read(tx, id).orElseThrow(), secret);
  }

  /** A page of those of {@code userId}, or of all. */
  public Page<Device> list(
      OrganisationId organisation, Optional<String> userId, PageRequest request) {
    return database.in(
        organisation,
        tx ->
            new Listing(SELECT, "d.id")
                .where("d.user_id = ?", userId)
                .page(tx, request, this::device, Device::id));
  }

  /** Those that have one of these usernames. */
  public List<Device> named(OrganisationId organisation, List<String> usernames) {
    return database.in(
        organisation,
        tx ->
            tx
                .query(
                    SELECT + " where d.username = any($1)",
                    (Object) usernames.toArray(String[]::new))
                .stream()
                .map(this::device)
                .toList());
  }

  /** The one of that id. */
  public Optional<Device> find(OrganisationId organisation, String id) {
    return database.in(organisation, tx -> read(tx, id));
  }

  /** Changes kind, location and encryption of the one of that id. */
  public Optional<Device> change(
      OrganisationId organisation, String id, UnaryOperator<Device> change) {
    return database.in(
        organisation,
        tx ->
            locked(tx, id)
                .map(change)
                .map(
                    after -> {
                      write(tx, after);
                      return after;
                    }));
  }

  private static void write(Tx tx, Device device) {
    tx.update(
        """
        update device set kind = $2, location = $3, location_confirmed_at = $4,
               media_encryption = $5
         where id = $1
        """,
        device.id(),
        device.kind(),
        device.location().map(known -> known.address().json()).orElse(null),
        device.location().map(known -> known.confirmedAt().atOffset(ZoneOffset.UTC)).orElse(null),
        device.encryption().code());
  }

  /** Gives the one of that id a new password; the old one holds no longer. */
  public Optional<Created> renewSecret(OrganisationId organisation, String id) {
    return database.in(organisation, tx -> read(tx, id).map(device -> renewSecret(tx, device)));
  }

  private static Created renewSecret(Tx tx, Device device) {
    var secret = Secret.next();
    tx.update(
        "update device set ha1_md5 = $2, ha1_sha256 = $3 where id = $1",
        device.id(),
        secret.ha1Md5(device.addressOfRecord()),
        secret.ha1Sha256(device.addressOfRecord()));
    return new Created(device, secret);
  }

  /**
   * Deletes the one of that id; false when there is none.
   *
   * @param check sees it locked, and refuses by throwing
   */
  public boolean delete(OrganisationId organisation, String id, Consumer<Device> check) {
    return database.in(
        organisation,
        tx -> {
          locked(tx, id).ifPresent(check);
          return tx.update("delete from device where id = $1", id) > 0;
        });
  }

  private Optional<Device> locked(Tx tx, String id) {
    return tx.one(SELECT + " where d.id = $1 for update of d", id).map(this::device);
  }

  private Optional<Device> read(Tx tx, String id) {
    return tx.one(SELECT + " where d.id = $1", id).map(this::device);
  }

  private Device device(Row row) {
    return new Device(
        row.getString("id"),
        row.getString("user_id"),
        row.getString("kind"),
        new AddressOfRecord(row.getString("username"), domain(row.getString("label"))),
        row.getString("extension"),
        DeviceLocation.of(row),
        MediaEncryption.of(row.getString("media_encryption")),
        row.getOffsetDateTime("created_at").toInstant());
  }

  private String domain(String label) {
    return label + '.' + sipDomain;
  }
}
