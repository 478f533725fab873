package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.destruction.Category;
import io.pronto.core.proof.ChainFile;
import io.pronto.core.seal.PublicProofKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DestructionCertificatesTest {
  private static final String LIST = "/v1/destruction_certificates";

  private final TestOrganisation organisation = TestOrganisation.make();
  private final Client boss = organisation.boss();

  @Test
  void aSuperAdministratorSeesWhatWasDeletedTheNewestFirst() {
    var first = TestCertificates.of(organisation);
    var second = TestCertificates.of(organisation, Category.TRANSCRIPT);

    var all = boss.get(LIST).is(200).data();

    assertThat(all)
        .extracting(each -> each.getString("id"))
        .containsExactly(second.id(), first.id());
    assertThat(all.getFirst().getString("previous")).isEqualTo(first.hash());
    assertThat(all.getLast().getString("from")).isEqualTo("2026-01-01T00:00:00Z");
    assertThat(boss.get(LIST + "/" + first.id()).is(200).json()).isEqualTo(all.getLast());
  }

  @Test
  void theyAreFilteredByKindAndTimeAndReadInPages() {
    var first = TestCertificates.of(organisation);
    var second = TestCertificates.of(organisation, Category.TRANSCRIPT);

    assertThat(boss.get(LIST + "?category=transcript").is(200).data())
        .extracting(each -> each.getString("id"))
        .containsExactly(second.id());
    assertThat(boss.get(LIST + "?issued_at%5Blt%5D=2020-01-01T00:00:00Z").is(200).data()).isEmpty();
    var page = boss.get(LIST + "?limit=1&sort=sequence").is(200).json();
    assertThat(page.getJsonArray("data").getJsonObject(0).getString("id")).isEqualTo(first.id());
    var next = page.getJsonObject("page").getString("next");
    assertThat(boss.get(LIST + "?limit=1&sort=sequence&after=" + next).is(200).data())
        .extracting(each -> each.getString("id"))
        .containsExactly(second.id());
    boss.get(LIST + "?category=everything").refused(400, "invalid_parameter");
  }

  @Test
  void eachRealmSeesItsOwnAlone() {
    var ours = TestCertificates.of(organisation);
    var operators = TestCertificates.ofOperator();

    boss.get(LIST + "/" + operators.id()).refused(404, "not_found");
    Client.operator().get(LIST + "/" + ours.id()).refused(404, "not_found");
    TestOrganisation.make().boss().get(LIST + "/" + ours.id()).refused(404, "not_found");
    assertThat(Client.operator().get(LIST).is(200).data())
        .extracting(each -> each.getString("chain"))
        .containsOnly("operator");
    organisation.person("administrator").client().get(LIST).refused(403, "forbidden");
  }

  @Test
  void whatIsHandedOutIsCheckedByThePublicKeyThatAnybodyGets(@TempDir Path folder)
      throws Exception {
    TestCertificates.of(organisation);
    TestCertificates.of(organisation);
    var shown = Client.stranger().get("/v1/proof_key").is(200).json();
    var key = PublicProofKey.ofPem(shown.getString("public_key"));
    assertThat(key.fingerprint()).isEqualTo(shown.getString("fingerprint"));

    for (var kind : new String[] {"destruction_certificates", "audit_events"}) {
      var export = boss.get("/v1/proofs/" + kind).is(200);
      var file = Files.write(folder.resolve(kind), export.bytes());

      var found = ChainFile.verify(file, Optional.of(key));

      assertThat(export.header("Content-Type")).isEqualTo("application/jsonl");
      assertThat(found.fault()).isEmpty();
      assertThat(found.links()).isGreaterThanOrEqualTo(2);
      assertThat(found.chain()).isEqualTo(organisation.id());
    }
    var operators = Client.operator().get("/v1/proofs/destruction_certificates").is(200);
    Files.write(folder.resolve("operators"), operators.bytes());
    assertThat(ChainFile.verify(folder.resolve("operators"), Optional.of(key)).fault()).isEmpty();
  }
}
