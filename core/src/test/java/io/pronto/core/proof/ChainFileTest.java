package io.pronto.core.proof;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pronto.core.Ground;
import io.pronto.core.audit.AuditSeals;
import io.pronto.core.audit.Kept;
import io.pronto.core.destruction.Certified;
import io.pronto.core.proof.Chain.Kind;
import io.pronto.core.seal.MasterKey;
import io.pronto.core.seal.PublicProofKey;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Chains of three or more links, taken out and looked at by the public key alone. */
class ChainFileTest {
  private static final int SECOND = 2;

  @TempDir Path folder;
  private final Certified certified = new Certified().issue(3);

  @ParameterizedTest
  @EnumSource
  void whatWasExportedIsWhole(Kind kind) throws Exception {
    seal();

    var found = verify(lines(kind));

    assertThat(found.fault()).isEmpty();
    assertThat(found.chain()).isEqualTo(certified.organisation().value());
    assertThat(found.links()).isGreaterThanOrEqualTo(3);
    assertThat(found.at()).isPresent();
  }

  @Test
  void anEmptyChainIsWholeToo() throws Exception {
    var chain = new Chain(Kind.DESTRUCTION_CERTIFICATES, Optional.of(Ground.organisation()));

    var found = verify(lines(chain));

    assertThat(found.fault()).isEmpty();
    assertThat(found.links()).isZero();
  }

  @TestFactory
  Stream<DynamicTest> anyFieldThatWasChangedIsLocated() throws Exception {
    seal();
    return Stream.of(Kind.values()).flatMap(this::changes);
  }

  private Stream<DynamicTest> changes(Kind kind) {
    var lines = lines(kind);
    int last = lines.size() - 2;
    var link = new JsonObject(lines.get(last));
    return link.fieldNames().stream()
        .map(
            field ->
                DynamicTest.dynamicTest(
                    kind + " " + field,
                    () -> {
                      var changed = new ArrayList<>(lines);
                      changed.set(last, changed(link, field).encode());

                      var found = verify(changed);

                      assertThat(found.links()).isEqualTo(last - 1);
                      assertThat(found.fault().orElseThrow()).contains(located(field, last));
                    }));
  }

  /** That a number is another one shows as one that is missing. */
  private static String located(String field, int at) {
    return field.equals("sequence") ? Integer.toString(at) : " " + at;
  }

  private static JsonObject changed(JsonObject link, String field) {
    var value = link.getValue(field);
    var other =
        switch (value) {
          case Number number -> number.longValue() + 1;
          case JsonArray _ -> new JsonArray();
          case String text when text.matches("[0-9a-f]{64,128}") ->
              (text.startsWith("0") ? "1" : "0") + text.substring(1);
          case String text when text.endsWith("Z") && text.startsWith("20") ->
              text.replaceFirst("20..", "1999");
          case String text -> text + "x";
          case null, default -> "x";
        };
    return link.copy().put(field, other);
  }

  @ParameterizedTest
  @EnumSource
  void aLinkThatWasTakenOutIsLocated(Kind kind) throws Exception {
    var lines = lines(kind);
    lines.remove(SECOND);

    assertThat(verify(lines).fault().orElseThrow()).endsWith("2 is missing: 3 follows");
  }

  @ParameterizedTest
  @EnumSource
  void linksThatChangedPlacesAreLocated(Kind kind) throws Exception {
    var lines = lines(kind);
    Collections.swap(lines, SECOND, SECOND + 1);

    assertThat(verify(lines).fault().orElseThrow()).endsWith("2 is missing: 3 follows");
  }

  @ParameterizedTest
  @EnumSource
  void aLinkThatWasPutInIsLocated(Kind kind) throws Exception {
    var lines = lines(kind);
    lines.add(SECOND + 1, lines.get(SECOND));

    assertThat(verify(lines).fault().orElseThrow())
        .contains(" 2 (", "stands where 3 should: put in, or out of order");
  }

  @ParameterizedTest
  @EnumSource
  void anEndThatWasCutOffIsMissed(Kind kind) throws Exception {
    var lines = lines(kind);
    int links = lines.size() - 2;
    var cut = lines.subList(0, lines.size() - 1);
    assertThat(verify(cut).fault())
        .contains("The end is missing: the file was cut off after " + links);

    var shortened = new ArrayList<>(lines);
    shortened.remove(links);
    assertThat(verify(shortened).fault().orElseThrow())
        .endsWith("%d is missing: the end says that there were %d".formatted(links, links));

    var end = new JsonObject(lines.getLast()).put("sequence", links - 1).encode();
    shortened.set(shortened.size() - 1, end);
    assertThat(verify(shortened).fault()).contains("The end has a signature that is not of it");
  }

  @ParameterizedTest
  @EnumSource
  void whatFollowsTheEndIsSeen(Kind kind) throws Exception {
    var lines = lines(kind);
    lines.add(lines.get(1));

    assertThat(verify(lines).fault()).contains("Something was put in after the end");
  }

  @Test
  void whoeverSignsAnewNeedsTheKey() throws Exception {
    var other =
        new PublicProofKey(KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPublic());
    var lines = lines(Kind.DESTRUCTION_CERTIFICATES);
    var head = new JsonObject(lines.getFirst()).put("public_key", other.pem()).encode();

    assertThat(verify(lines, Optional.of(other)).fault().orElseThrow())
        .isEqualTo("It was signed by another key, " + Certified.KEY.publicKey().fingerprint());
    lines.set(0, head);
    assertThat(verify(lines, Optional.empty()).fault().orElseThrow())
        .startsWith("Certificate 1 (")
        .contains("says that another key signed it");
    assertThat(verify(lines, Optional.of(Certified.KEY.publicKey())).fault().orElseThrow())
        .startsWith("It was signed by another key");
  }

  @Test
  void aLogThatWasWrittenAnewIsNotWhatWasSealed() throws Exception {
    seal();
    certified.tamper(
        """
        do $$
        declare previous bytea; e audit_event;
        begin
          for e in select * from audit_event where chain = '%s' order by sequence loop
            if e.sequence = 2 then e.source := '10.0.0.1'; end if;
            previous := audit_hash(previous, e);
            update audit_event set source = e.source, hash = previous where id = e.id;
          end loop;
        end $$
        """);

    assertThat(verify(lines(Kind.AUDIT_EVENTS)).fault().orElseThrow())
        .contains("is not what was sealed by secrets.key");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DESTRUCTION_CERTIFICATES"
            + "|update destruction_certificate set count = 9 where chain = '%s' and sequence = 2"
            + "|Certificate 2 (",
        "DESTRUCTION_CERTIFICATES"
            + "|delete from destruction_certificate where chain = '%s' and sequence = 3"
            + "|Certificate 3 is missing",
        "DESTRUCTION_CERTIFICATES"
            + "|update destruction_certificate set category = 'x' where chain = '%s' and sequence"
            + " = 2|Certificate 2 (",
        "AUDIT_EVENTS|update audit_event set source = 'x' where chain = '%s' and sequence = 2"
            + "|Event 2 (",
        "AUDIT_EVENTS|with s as (select max(sequence) n from audit_event where chain = '%1$s')"
            + " delete from audit_event using s where chain = '%1$s' and sequence = n|Event ",
      })
  void noEndIsSignedOfAChainThatWasTamperedWith(Kind kind, String sql, String fault)
      throws Exception {
    seal();
    certified.tamper(sql);

    var lines = lines(kind);

    assertThat(lines.getLast()).contains("fault").doesNotContain("signature");
    assertThat(verify(lines).at()).isEmpty();
    assertThat(verify(lines).fault().orElseThrow())
        .startsWith("It was not whole when it was exported: " + fault);
  }

  @ParameterizedTest
  @EnumSource
  void whatWasKeptMustStillBeThere(Kind kind) throws Exception {
    var lines = lines(kind);
    var found = verify(lines);

    assertThat(verify(lines, new Kept(found.links(), found.hash())).fault()).isEmpty();
    assertThat(verify(lines, new Kept(found.links() + 1, found.hash())).fault().orElseThrow())
        .endsWith("%d is missing, which was kept".formatted(found.links() + 1));
    assertThat(verify(lines, new Kept(2, found.hash())).fault().orElseThrow())
        .endsWith("2 is not the one that was kept");
  }

  @Test
  void whatIsNoExportIsRefused() {
    for (var text : List.of("", "{}", "[]", "hello", "{\"pronto\": \"chain 1\", \"of\": 3}")) {
      assertThatThrownBy(() -> verify(List.of(text)))
          .isInstanceOf(ChainFile.NotAnExport.class)
          .hasMessage("its first line is not that of an export");
    }
  }

  @Test
  void aLineThatIsNoJsonIsLocated() throws Exception {
    var lines = lines(Kind.DESTRUCTION_CERTIFICATES);
    lines.set(SECOND, lines.get(SECOND).substring(5));

    assertThat(verify(lines).fault()).contains("Line 3 is not JSON");
  }

  private static void seal() {
    AuditSeals.seal(Ground.database(), MasterKey.of(Ground.secretsKey()));
  }

  private List<String> lines(Kind kind) {
    return lines(new Chain(kind, Optional.of(certified.organisation())));
  }

  private static List<String> lines(Chain chain) {
    var out = new ByteArrayOutputStream();
    try {
      new ChainExport(
              Ground.database(),
              MasterKey.of(Ground.secretsKey()),
              Certified.KEY,
              InstantSource.system())
          .write(chain, out);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return new ArrayList<>(out.toString(UTF_8).lines().toList());
  }

  private ChainFile.Verdict verify(List<String> lines, Kept kept) throws Exception {
    var file = Files.write(folder.resolve("chain.jsonl"), lines);
    return ChainFile.verify(file, Optional.of(Certified.KEY.publicKey()), (_, _) -> kept);
  }

  private ChainFile.Verdict verify(List<String> lines) throws Exception {
    return verify(lines, Optional.of(Certified.KEY.publicKey()));
  }

  private ChainFile.Verdict verify(List<String> lines, Optional<PublicProofKey> trusted)
      throws Exception {
    return ChainFile.verify(Files.write(folder.resolve("chain.jsonl"), lines), trusted);
  }
}
