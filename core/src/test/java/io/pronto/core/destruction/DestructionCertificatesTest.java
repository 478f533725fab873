package io.pronto.core.destruction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pronto.core.Ground;
import io.pronto.core.audit.Kept;
import io.pronto.core.db.PageRequest;
import io.pronto.core.destruction.CertificateWalk.Verdict;
import io.pronto.core.seal.MasterKey;
import io.pronto.core.seal.ProofKey;
import io.pronto.core.seal.WrongMasterKey;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DestructionCertificatesTest {
  private static final CertificateFilter ALL =
      new CertificateFilter(Optional.empty(), Optional.empty(), Optional.empty());

  private final Certified certified = new Certified();

  @Test
  void aCertificateLastsWithTheDeletionOrNotAtAll() {
    certified.issue(1);
    var never = new IllegalStateException("the deletion failed");

    assertThatThrownBy(
            () ->
                Ground.database()
                    .in(
                        certified.organisation(),
                        tx -> {
                          by(InstantSource.system()).issue(tx, certified.destruction());
                          throw never;
                        }))
        .isSameAs(never);
    certified.issue(1);

    assertThat(verify().certificates()).isEqualTo(2);
    assertThat(verify().fault()).isEmpty();
  }

  @Test
  void whatIsReadIsWhatWasIssued() {
    var issued = certified.issue(by(InstantSource.system()));

    var read = new CertificateStore(Ground.database()).find(certified.organisation(), issued.id());

    assertThat(read).contains(issued);
    assertThat(issued.destruction().from()).contains(Instant.parse("2026-01-01T00:00:00.123456Z"));
    assertThat(CertificateJson.read(CertificateJson.write(issued))).isEqualTo(issued);
    assertThat(new CertificateStore(Ground.database()).find(Ground.organisation(), issued.id()))
        .isEmpty();
  }

  @Test
  void manyWhoDeleteAtOnceMakeOneChain() {
    var nodes = List.of(by(InstantSource.system()), by(InstantSource.system()));

    IntStream.range(0, 40).parallel().forEach(i -> certified.issue(nodes.get(i % 2)));

    assertThat(verify()).isEqualTo(new Verdict(40, verify().hash(), Optional.empty()));
  }

  @Test
  void clocksThatGoBackDoNotChangeTheOrder() {
    certified.issue(by(InstantSource.system()));
    certified.issue(by(InstantSource.fixed(Instant.parse("2020-01-01T00:00:00Z"))));
    certified.issue(by(InstantSource.system()));

    assertThat(verify().fault()).isEmpty();
    assertThat(
            new CertificateStore(Ground.database())
                .page(certified.organisation(), ALL, PageRequest.first(10))
                .items())
        .extracting(DestructionCertificate::sequence)
        .containsExactly(3L, 2L, 1L);
  }

  @Test
  void anOrganisationCertifiesNothingForAnother() {
    var other = Ground.organisation();

    assertThatThrownBy(
            () ->
                Ground.database()
                    .in(other, tx -> by(InstantSource.system()).issue(tx, certified.destruction())))
        .hasMessageContaining("not the chain of whoever acts");
    Ground.database()
        .asStranger(tx -> by(InstantSource.system()).issue(tx, certified.destruction()));

    assertThat(verify().certificates()).isEqualTo(1);
  }

  @Test
  void theAuditLogNotesEachOfThem() {
    certified.issue(2);

    var noted =
        Ground.database()
            .in(
                certified.organisation(),
                tx ->
                    tx.query(
                        """
                        select after ->> 'sequence' as sequence from audit_event
                         where action = 'destruction_certificate.issued' order by sequence
                        """));

    assertThat(noted).extracting(row -> row.getString("sequence")).containsExactly("1", "2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "id = id || 'X'",
        "issued_at = issued_at - interval '1 microsecond'",
        "category = 'note'",
        "category = 'nothing'",
        "count = count + 1",
        "objects = objects[2:2] || objects[1:1]",
        "objects = objects[1:1]",
        "rule = rule || ' '",
        "window_from = null",
        "window_from = window_from + interval '1 day'",
        "window_until = null",
        "keys = '{}'",
        "previous = sha256('x')",
        "signed_by = repeat('a', 64)",
        "hash = sha256('x')",
        "signature = set_byte(signature, 5, get_byte(signature, 5) # 1)"
      })
  void aFieldThatWasChangedIsLocated(String change) {
    certified.issue(3);
    assertThat(verify().fault()).isEmpty();

    certified.tamper(
        "update destruction_certificate set " + change + " where chain = '%s' and sequence = 2");

    assertThat(verify().certificates()).isEqualTo(1);
    assertThat(verify().fault().orElseThrow()).startsWith("Certificate 2 (dcert_");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // taken out
        "delete from destruction_certificate where chain = '%1$s' and sequence = 2"
            + "|Certificate 2 is missing: 3 follows",
        // put into another chain's place
        "update destruction_certificate set chain = 'org_none' where chain = '%1$s' and sequence ="
            + " 2|Certificate 2 is missing: 3 follows",
        // two that changed places
        "update destruction_certificate set sequence = 9 where chain = '%1$s' and sequence ="
            + " 2;update destruction_certificate set sequence = 2 where chain = '%1$s' and sequence"
            + " = 3;update destruction_certificate set sequence = 3 where chain = '%1$s' and"
            + " sequence = 9|Certificate 2 (dcert_",
        // put in: a genuine one once more
        "insert into destruction_certificate select chain, 4, 'dcert_01JD9Z3V7K8Q2N4M6P8R0T2W4Y',"
            + " issued_at, category, count, objects, rule, window_from, window_until, keys,"
            + " previous, signed_by, hash, signature from destruction_certificate where chain ="
            + " '%1$s' and sequence = 3|Certificate 4 (dcert_",
        // the end cut off, and the row of the end made to fit
        "delete from destruction_certificate where chain = '%1$s' and sequence = 3"
            + "|Certificate 3 is missing: the chain went on to 3",
        "delete from destruction_certificate where chain = '%1$s' and sequence = 3;"
            + "update destruction_chain set sequence = 2 where chain = '%1$s'"
            + "|Certificate 3 (dcert_",
        "delete from destruction_chain where chain = '%1$s'|The row of the chain's end is missing",
      })
  void whatIsMissingOrPutInIsLocated(String sql, String fault) {
    certified.issue(3);
    assertThat(verify().fault()).isEmpty();

    certified.tamper(sql);

    assertThat(verify().fault().orElseThrow()).startsWith(fault);
    certified.tamper("delete from destruction_certificate where chain = 'org_none'");
  }

  @Test
  void anEndThatWasCutOffEverywhereIsFoundByWhatWasKept() {
    certified.issue(3);
    var kept = new Kept(verify().certificates(), verify().hash());
    certified.tamper(
        """
        delete from destruction_certificate where chain = '%1$s' and sequence = 3;
        update destruction_chain set sequence = 2 where chain = '%1$s';
        delete from audit_event where chain = '%1$s' and after ->> 'sequence' = '3'
        """);

    assertThat(verify().fault()).isEmpty();
    assertThat(verify(kept).fault()).contains("Certificate 3 is missing, which was kept");
  }

  @Test
  void nobodyChangesThemInPassing() {
    certified.issue(1);

    for (var change :
        List.of(
            "update destruction_certificate set rule = 'x'",
            "delete from destruction_certificate",
            "truncate destruction_certificate")) {
      assertThatThrownBy(() -> certified.asOwner(change))
          .hasMessageContaining("destruction certificates are only added");
    }
  }

  @Test
  void aKeyThatSomebodyElsePutInIsRefused() {
    var other = new ProofKey(Ground.database(), MasterKey.of(MasterKey.generate()));
    certified.issue(1);

    assertThatThrownBy(other::publicKey).isInstanceOf(WrongMasterKey.class);
    assertThat(ProofKey.claimed(Ground.database())).contains(Certified.KEY.publicKey());
  }

  @Test
  void nothingPersonalGetsIn() {
    for (var rule : List.of("", "recordings of +33612345678", "of bob@example.com")) {
      assertThatThrownBy(() -> destruction("rec_1", rule))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageNotContaining("33612345678");
    }
    for (var object : List.of("+33612345678", "0612345678", "Bob Martin")) {
      assertThatThrownBy(() -> destruction(object, "30 days"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageNotContaining(object);
    }
  }

  private static Destruction destruction(String object, String rule) {
    return new Destruction(
        Category.RECORDING,
        Optional.empty(),
        1,
        List.of(object),
        rule,
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  private static DestructionCertificates by(InstantSource clock) {
    return new DestructionCertificates(
        new ProofKey(Ground.database(), MasterKey.of(Ground.secretsKey())), clock);
  }

  private Verdict verify() {
    return verify(Kept.NOTHING);
  }

  private Verdict verify(Kept kept) {
    return new CertificateChain(Ground.database(), Optional.of(Certified.KEY.publicKey()))
        .verify(certified.organisation(), kept);
  }
}
