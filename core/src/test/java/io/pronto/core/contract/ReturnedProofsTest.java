package io.pronto.core.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pronto.core.Ground;
import io.pronto.core.Id;
import io.pronto.core.Populated;
import io.pronto.core.audit.AuditSeals;
import io.pronto.core.destruction.Category;
import io.pronto.core.destruction.Destruction;
import io.pronto.core.destruction.DestructionCertificates;
import io.pronto.core.handover.Handover;
import io.pronto.core.handover.SealedZip;
import io.pronto.core.proof.ChainFile;
import io.pronto.core.seal.MasterKey;
import io.pronto.core.seal.ProofKey;
import io.pronto.core.seal.PublicProofKey;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The proofs that an organisation takes along, and the seal of all that it takes. */
class ReturnedProofsTest {
  private static final String EVENTS = "proofs/audit_events.jsonl";
  private static final String CERTIFICATES = "proofs/destruction_certificates.jsonl";

  private final MasterKey master = MasterKey.of(Ground.secretsKey());
  private final ProofKey key = new ProofKey(Ground.database(), master);

  @TempDir Path folder;
  private EndedContracts ended;
  private Populated populated;

  @BeforeEach
  void populate() {
    ended = new EndedContracts(Ground.database(), Ground.outbox(), master, folder);
    populated =
        new Populated(
            Ground.database(),
            Ground.databaseUrl(),
            master,
            folder,
            Instant.now().minus(9, ChronoUnit.DAYS));
    var certificates = new DestructionCertificates(key, InstantSource.system());
    for (int i = 0; i < 2; i++) {
      Ground.database().in(populated.organisation, tx -> certificates.issue(tx, destruction()));
    }
    AuditSeals.seal(Ground.database(), master);
  }

  private Destruction destruction() {
    return new Destruction(
        Category.RECORDING,
        Optional.of(populated.organisation),
        2,
        List.of(Id.next("rec"), Id.next("rec")),
        "enregistrements échus, 30 jours",
        Optional.of(Instant.parse("2026-01-01T00:00:00.123456Z")),
        Optional.empty(),
        List.of());
  }

  @ParameterizedTest
  @ValueSource(strings = {EVENTS, CERTIFICATES})
  void aChainIsWholeByThePublicKeyAlone(String name) throws Exception {
    var files = RewrittenArchive.files(archive());

    var found = verified(files, name);

    assertThat(found.fault()).isEmpty();
    assertThat(found.chain()).isEqualTo(populated.organisation.value());
    assertThat(found.links()).isGreaterThanOrEqualTo(2);
    assertThat(manifest(files).getJsonObject("chains").getLong(table(name)))
        .isEqualTo(found.links());
    assertThat(manifest(files).getJsonArray("missing")).isEmpty();
    assertThat(text(files, "proofs/proof_key.pem")).isEqualTo(key.publicKey().pem());
  }

  private static String table(String name) {
    return name.equals(EVENTS) ? "audit_event" : "destruction_certificate";
  }

  @Test
  void aChainThatIsNotWholeIsReturnedAndSaidToBeBroken() throws Exception {
    populated.owner(
        """
        set session_replication_role = replica;
        update destruction_certificate set count = 9 where chain = '%s' and sequence = 2;
        reset session_replication_role
        """
            .formatted(populated.organisation));

    var files = RewrittenArchive.files(archive());

    assertThat(verified(files, CERTIFICATES).fault().orElseThrow()).contains("Certificate 2 (");
    assertThat(manifest(files).getJsonArray("missing").encode())
        .contains(CERTIFICATES, "Certificate 2 (");
    assertThat(manifest(files).getJsonObject("chains").getLong("destruction_certificate"))
        .isEqualTo(1);
  }

  /** As whoever has but the archive's README does it, with nothing of ours. */
  @Test
  void aCertificateIsVerifiedByItselfAsTheReadmeSays() throws Exception {
    var files = RewrittenArchive.files(archive());
    var certificate =
        new JsonObject(text(files, CERTIFICATES).lines().skip(2).findFirst().orElseThrow());

    var form = form(certificate);

    assertThat(text(files, "README.txt"))
        .contains("chain, sequence, id, issued_at, category, count, objects, rule, from, until,");
    assertThat(isSigned(files, form, certificate.getString("signature"))).isTrue();
    assertThat(
            isSigned(
                files, form.replace("30 jours", "31 jours"), certificate.getString("signature")))
        .isFalse();
  }

  private static String form(JsonObject of) {
    var form = new StringBuilder(field("pronto destruction certificate 1"));
    for (var name : List.of("chain", "sequence", "id")) {
      form.append(field(of.getValue(name).toString()));
    }
    form.append(time(of, "issued_at"));
    form.append(field(of.getString("category"))).append(field(of.getLong("count").toString()));
    list(of, "objects", form);
    form.append(field(of.getString("rule"))).append(time(of, "from")).append(time(of, "until"));
    list(of, "keys", form);
    return form.append(field(of.getString("previous")))
        .append(field(of.getString("signed_by")))
        .toString();
  }

  private static String field(String text) {
    return text == null ? "-" : "%d:%s,".formatted(text.getBytes(UTF_8).length, text);
  }

  private static String time(JsonObject of, String name) {
    var text = of.getString(name);
    return field(
        text == null ? null : "" + ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(text)));
  }

  private static void list(JsonObject of, String name, StringBuilder form) {
    var entries = of.getJsonArray(name);
    form.append(field("" + entries.size()));
    entries.forEach(entry -> form.append(field(entry.toString())));
  }

  private static boolean isSigned(Map<String, byte[]> files, String form, String signature)
      throws Exception {
    var pem = text(files, "proofs/proof_key.pem").replaceAll("-----[A-Z ]+-----|\\s", "");
    var verifier = Signature.getInstance("Ed25519");
    verifier.initVerify(
        KeyFactory.getInstance("Ed25519")
            .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(pem))));
    verifier.update(form.getBytes(UTF_8));
    return verifier.verify(HexFormat.of().parseHex(signature));
  }

  @Test
  void whatPeopleAskedForIsReturnedWithWhatItSays() throws Exception {
    var files = RewrittenArchive.files(archive());

    var request = new JsonObject(text(files, "tables/subject_request.jsonl").strip());
    assertThat(request.getJsonObject("content").getString("subject")).isEqualTo(populated.stranger);
    assertThat(request.getString("due_on")).isNotNull();
    var restriction = new JsonObject(text(files, "tables/restriction.jsonl").strip());
    assertThat(restriction.getJsonObject("content").getString("note")).isEqualTo("It is settled");
  }

  @Test
  void whatMayNotBeToldYetIsNotReturned() throws Exception {
    var silent = Id.next("ntc");
    populated.owner(
        """
        insert into notice (id, organisation_id, kind, about, facts, created_at, due_at)
        values ('%s', '%s', 'disclosure', 'aut_x', '{}', now(), now() + interval '30 days')
        """
            .formatted(silent, populated.organisation));

    var files = RewrittenArchive.files(archive());

    assertThat(text(files, "tables/notice.jsonl").lines()).hasSize(1);
    for (var name : files.keySet()) {
      assertThat(text(files, name)).as(name).doesNotContain(silent);
    }
    assertThat(manifest(files).getJsonObject("rows").getLong("notice")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        EVENTS,
        CERTIFICATES,
        "proofs/proof_key.pem",
        "tables/contract.jsonl",
        "tables/legal_hold.jsonl",
        "tables/recording_exclusion.jsonl",
        "tables/subject_request.jsonl",
        "tables/restriction.jsonl",
        "tables/erasure.jsonl"
      })
  void aPartThatWasChangedOrTakenOutIsRefused(String name) throws Exception {
    var files = RewrittenArchive.files(archive());
    var changed = new LinkedHashMap<>(files);
    var bytes = files.get(name).clone();
    bytes[bytes.length / 2] ^= 1;
    changed.put(name, bytes);
    var without = new LinkedHashMap<>(files);
    without.remove(name);

    refused(RewrittenArchive.of(folder, changed), "was changed: " + name);
    refused(RewrittenArchive.of(folder, without), "There is no " + name);
  }

  @Test
  void aPartThatWasPutInIsRefused() throws Exception {
    var files = RewrittenArchive.files(archive());
    files.put("proofs/more.jsonl", "{}".getBytes(UTF_8));

    refused(RewrittenArchive.of(folder, files), "files that are not in its list");
  }

  @Test
  void whatIsCutOffAnywhereIsRefused() throws Exception {
    var bytes = Files.readAllBytes(archive());
    for (int parts = 1; parts < 16; parts++) {
      var cut = Arrays.copyOf(bytes, (int) ((long) bytes.length * parts / 16));
      refused(Files.write(folder.resolve("cut.zip"), cut), "");
    }
  }

  private void refused(Path archive, String why) {
    assertThatThrownBy(() -> ReturnedFiles.open(archive, "secret".toCharArray()).close())
        .isInstanceOf(ImportRefused.class)
        .hasMessageContaining(why);
  }

  private ChainFile.Verdict verified(Map<String, byte[]> files, String name) throws Exception {
    var trusted = PublicProofKey.ofPem(key.publicKey().pem());
    var file = Files.write(folder.resolve("chain.jsonl"), files.get(name));
    return ChainFile.verify(file, Optional.of(trusted));
  }

  private static JsonObject manifest(Map<String, byte[]> files) {
    return new JsonObject(text(files, "manifest.json"));
  }

  private static String text(Map<String, byte[]> files, String name) {
    return new String(files.get(name), UTF_8);
  }

  private Path archive() throws IOException {
    var file = folder.resolve("return.zip");
    var handover =
        new Handover(
            "hnd_1",
            Optional.of(populated.organisation),
            Handover.Kind.CONTRACT,
            populated.organisation.value(),
            ended.now);
    try (var zip = new SealedZip(Files.newOutputStream(file), "secret")) {
      ended.returned().write(handover, zip);
    }
    return file;
  }
}
