package io.pronto.sip.flow;

import io.pronto.core.Ground;
import io.pronto.core.Id;
import io.pronto.core.db.Database;
import io.pronto.core.numbering.E164;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.sip.phone.Credentials;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** An organisation with people, phones and numbers, as an administrator would have set it up. */
final class Town {
  static final String DOMAIN = "pronto.local";
  private static final String PASSWORD = "correct horse battery staple";

  private final Database database = Ground.database();
  private final OrganisationId organisation = Ground.organisation();
  private final List<String> trunks = new ArrayList<>();
  private Runnable trunksChanged = () -> {};

  /** Somebody who works there. */
  record Resident(String userId, String extension, Credentials credentials) {}

  OrganisationId organisation() {
    return organisation;
  }

  String domain() {
    return Ground.label(organisation) + "." + DOMAIN;
  }

  /** A user with the extension and one device. */
  Resident resident(String extension) {
    var user = Id.next("usr");
    database.in(
        organisation,
        tx ->
            tx.update(
                """
                insert into user_account (id, organisation_id, email, name, role, extension)
                values ($1, $2, $3, $4, 'agent', $5)
                """,
                user,
                organisation.value(),
                user + "@example.com",
                "Resident " + extension,
                extension));
    return new Resident(user, extension, device(user, extension + "-desk"));
  }

  /** One more device of a user. */
  Credentials device(String user, String username) {
    var secret = username + ":" + domain() + ":" + PASSWORD;
    database.in(
        organisation,
        tx ->
            tx.update(
                """
                insert into device
                  (id, organisation_id, user_id, kind, username, ha1_md5, ha1_sha256)
                values ($1, $2, $3, 'desk_phone', $4, $5, $6)
                """,
                Id.next("dev"),
                organisation.value(),
                user,
                username,
                hash("MD5", secret),
                hash("SHA-256", secret)));
    return new Credentials(username, PASSWORD, domain());
  }

  /** A number that rings {@code resident}; {@code recording} is off, all, inbound or outbound. */
  E164 number(Resident resident, String recording, boolean announce) {
    var number = new E164("+331" + ThreadLocalRandom.current().nextLong(10_000_000, 99_999_999));
    var carrier = carrier();
    database.asOperator(
        tx ->
            tx.update(
                """
                insert into number_block (id, carrier_id, first, last, country, type)
                values ($1, $2, $3, $3, 'FR', 'geographic')
                """,
                Id.next("blk"),
                carrier,
                number.value()));
    database.in(organisation, tx -> tx.one("select rent_number($1)", number.value()));
    database.in(
        organisation,
        tx ->
            tx.update(
                """
                update phone_number set destination_user_id = $2, recording_mode = $3,
                       recording_announce = $4 where number = $1
                """,
                number.value(),
                resident.userId(),
                recording,
                announce));
    return number;
  }

  /** A number that rings {@code resident}, recorded without a notice on {@code ground}. */
  E164 untold(Resident resident, String ground) {
    var number = number(resident, "all", false);
    database.in(
        organisation,
        tx ->
            tx.update(
                "update phone_number set recording_no_notice_ground = $2 where number = $1",
                number.value(),
                ground));
    return number;
  }

  /** Who is to know of every change of a trunk before a test goes on. */
  void whenTrunksChange(Runnable known) {
    trunksChanged = known;
  }

  /**
   * A trunk to and from {@code port} of {@code host}, an address of this machine, tried after those
   * made before.
   */
  String trunk(String host, int port) {
    return trunk(host, port, null);
  }

  /** One that carries {@code channels} calls at once. */
  String trunk(String host, int port, Integer channels) {
    return trunk(host, port, channels, host);
  }

  /** One whose calls may come from anywhere in {@code range}. */
  String trunk(String host, int port, Integer channels, String range) {
    var id = Id.next("trk");
    trunks.add(id);
    var carrier = carrier();
    database.asOperator(
        tx ->
            tx.update(
                """
                insert into trunk
                  (id, carrier_id, name, host, port, transport, addresses, max_channels, priority)
                values ($1, $2, $1, $3, $4, 'udp', array[$6::text]::cidr[], $5, $7)
                """,
                id,
                carrier,
                host,
                port,
                channels,
                range,
                trunks.size()));
    trunksChanged.run();
    return id;
  }

  /** Says more of a trunk: {@code assignments} as SQL's update has them. */
  void set(String trunk, String assignments, Object... values) {
    var arguments = new ArrayList<Object>(List.of(values));
    arguments.addFirst(trunk);
    database.asOperator(
        tx -> tx.update("update trunk set " + assignments + " where id = $1", arguments.toArray()));
    trunksChanged.run();
  }

  /** Decides whether the desk phone of {@code resident} encrypts: off, optional or required. */
  void encrypt(Resident resident, String policy) {
    database.in(
        organisation,
        tx ->
            tx.update(
                "update device set media_encryption = $2 where username = $1",
                resident.credentials().username(),
                policy));
  }

  /** Takes its trunks down, which every other town could call by. */
  void leave() {
    trunks.forEach(
        id -> database.asOperator(tx -> tx.update("delete from trunk where id = $1", id)));
  }

  private String carrier() {
    var id = Id.next("car");
    database.asOperator(tx -> tx.update("insert into carrier (id, name) values ($1, $1)", id));
    return id;
  }

  private static String hash(String algorithm, String text) {
    try {
      var digest = MessageDigest.getInstance(algorithm);
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
