package io.pronto.core.destruction;

import io.pronto.core.db.Tx;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.seal.ProofKey;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Certifies what is deleted, within the transaction that deletes it. */
public final class DestructionCertificates {
  private static final HexFormat HEX = HexFormat.of();
  private static final String ADD =
      """
      select add_destruction_certificate(
        row($1::text, $2::bigint, $3::text, $4::timestamptz, $5::text, $6::bigint, $7::text[],
            $8::text, $9::timestamptz, $10::timestamptz, $11::text[], $12::bytea, $13::text,
            $14::bytea, $15::bytea)::destruction_certificate)
      """;

  private final ProofKey key;
  private final InstantSource clock;

  /** Signs by {@code key}; says that it is what {@code clock} says. */
  public DestructionCertificates(ProofKey key, InstantSource clock) {
    this.key = key;
    this.clock = clock;
  }

  /**
   * Certifies {@code destruction} in {@code tx}: either both last or neither. To be called last in
   * a transaction, for it holds the chain until that ends, and where it is called for several
   * organisations in one, always in the order of their ids, so that no two wait for each other.
   *
   * @param tx of that organisation, of the operator or of nobody; an organisation certifies nothing
   *     for another
   * @throws io.pronto.core.seal.WrongMasterKey when another master key sealed the signing key
   */
  public DestructionCertificate issue(Tx tx, Destruction destruction) {
    // Before the chain is held: the first time, the key is read from the database.
    var signedBy = key.publicKey().fingerprint();
    var chain = chain(destruction);
    var next = tx.one("select * from next_destruction_certificate($1)", chain).orElseThrow();
    var certificate = sign(chain, next, toMicros(destruction), signedBy);
    add(tx, certificate);
    return certificate;
  }

  /**
   * Certifies {@code each}, of different organisations and in the order of their ids, as {@link
   * #issue(Tx, Destruction)} does one, in two journeys for all.
   */
  public void issue(Tx tx, List<Destruction> each) {
    var signedBy = key.publicKey().fingerprint();
    var chains = each.stream().map(DestructionCertificates::chain).toList();
    var next =
        tx.query(
            """
            select n.* from unnest($1::text[]) with ordinality c (chain, place),
                            next_destruction_certificate(c.chain) n order by c.place
            """,
            (Object) chains.toArray(String[]::new));
    var rows = new ArrayList<Object[]>();
    for (int i = 0; i < next.size(); i++) {
      rows.add(row(sign(chains.get(i), next.get(i), toMicros(each.get(i)), signedBy)));
    }
    tx.batch(ADD, rows);
  }

  private static String chain(Destruction destruction) {
    return destruction
        .organisation()
        .map(OrganisationId::value)
        .orElse(DestructionCertificate.OPERATOR);
  }

  private DestructionCertificate sign(
      String chain, Row next, Destruction destruction, String signedBy) {
    long sequence = next.getLong("sequence");
    var id = next.getString("id");
    var now = micros(clock.instant());
    var previous =
        Optional.ofNullable(next.getBuffer("previous")).map(hash -> HEX.formatHex(hash.getBytes()));
    var form = CertificateForm.of(chain, sequence, id, now, destruction, previous, signedBy);
    return new DestructionCertificate(
        id, chain, sequence, now, destruction, previous, signedBy, form.hash(), key.sign(form));
  }

  static void add(Tx tx, DestructionCertificate certificate) {
    tx.query(ADD, row(certificate));
  }

  private static Object[] row(DestructionCertificate certificate) {
    var destruction = certificate.destruction();
    return new Object[] {
      certificate.chain(),
      certificate.sequence(),
      certificate.id(),
      utc(certificate.issuedAt()),
      destruction.category().text(),
      destruction.count(),
      destruction.objects().toArray(String[]::new),
      destruction.rule(),
      destruction.from().map(DestructionCertificates::utc).orElse(null),
      destruction.until().map(DestructionCertificates::utc).orElse(null),
      destruction.keys().toArray(String[]::new),
      certificate.previous().map(DestructionCertificates::buffer).orElse(null),
      certificate.signedBy(),
      buffer(certificate.hash()),
      buffer(certificate.signature())
    };
  }

  /** What PostgreSQL keeps of a time is what is signed. */
  private static Destruction toMicros(Destruction destruction) {
    return new Destruction(
        destruction.category(),
        destruction.organisation(),
        destruction.count(),
        destruction.objects(),
        destruction.rule(),
        destruction.from().map(DestructionCertificates::micros),
        destruction.until().map(DestructionCertificates::micros),
        destruction.keys());
  }

  private static Instant micros(Instant time) {
    return time.truncatedTo(ChronoUnit.MICROS);
  }

  private static OffsetDateTime utc(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }

  private static Buffer buffer(String hex) {
    return Buffer.buffer(HEX.parseHex(hex));
  }
}
