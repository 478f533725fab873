package io.pronto.core.authority;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.archive.ArchivedRecord.Kind;
import io.pronto.core.archive.DisclosedRecords;
import io.pronto.core.completeness.CallDay;
import io.pronto.core.completeness.CountedCalls;
import io.pronto.core.db.Actor;
import io.pronto.core.evidence.Unzipped;
import io.pronto.core.handover.Handovers;
import io.pronto.core.handover.Offer;
import io.pronto.core.seal.PublicProofKey;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an authority is handed with the records of calls, and what it can tell by that. */
class CompletePackTest {
  private static final String NUMBER = "+33612345678";
  private static final LocalDate TODAY = CallDay.of(Instant.now());
  private static final LocalDate DAY = TODAY.minusDays(3);

  @TempDir Path folder;
  private String ann;
  private String bob;
  private CountedCalls counted;
  private Handovers handovers;
  private AuthorityRequests requests;
  private DisclosedArchive contents;
  private String call;

  @BeforeEach
  void talk() {
    counted = new CountedCalls(folder);
    ann = Ground.operator(counted.database);
    bob = Ground.operator(counted.database);
    counted.now = CallDay.start(TODAY).plus(Duration.ofHours(3));
    call = counted.call(DAY, NUMBER);
    counted.call(DAY, "+33687654321");
    counted.call(DAY.plusDays(1), NUMBER);
    counted.seals.seal();
    var archive = new DisclosedRecords(counted.database, counted.master);
    handovers = new Handovers(counted.database, counted.master);
    requests = new AuthorityRequests(counted.database, archive, handovers, () -> counted.now);
    contents =
        new DisclosedArchive(
            counted.database,
            archive,
            counted.master,
            requests,
            counted.completeness,
            counted.key,
            () -> counted.now);
  }

  @AfterEach
  void close() {
    counted.close();
  }

  @Test
  void nothingIsMissingAndEverythingIsSigned() throws Exception {
    var request = filed();
    var shown = fetched(request);

    assertThat(shown.text("calls.jsonl").lines()).hasSize(2);
    var statement = new JsonObject(shown.text("completeness.json"));
    assertThat(statement.getString("state")).isEqualTo("complete");
    assertThat(statement.getInteger("days_as_sealed")).isEqualTo(3);
    assertThat(shown.text("README.txt")).contains("Complete: ").doesNotContain("NOT COMPLETE");
    assertThat(shown.sums()).containsKeys("calls.jsonl", "completeness.json", "journal.jsonl");
    assertThat(signed(shown, shown.text("SHA256SUMS"))).isTrue();
    assertThat(signed(shown, shown.text("SHA256SUMS").replace('0', '1'))).isFalse();
    assertThat(journal(shown))
        .containsExactly(
            "authority_request.created " + ann,
            "authority_request.changed " + bob,
            "handover.created " + bob,
            "handover.changed null");
    assertThat(journal(fetched(request)))
        .as("the one before")
        .contains("authority_disclosure.created null");
  }

  @Test
  void oneRecordThatIsMissingAndItIsNotCompleteEvenWhereItIsOfSomebodyElse() throws Exception {
    var request = filed();
    counted.sql("delete from cdr where caller_number = '+33687654321'");

    var shown = fetched(request);

    var statement = new JsonObject(shown.text("completeness.json"));
    assertThat(statement.getString("state")).isEqualTo("not_complete");
    assertThat(statement.getJsonArray("not_as_sealed"))
        .isEqualTo(
            JsonArray.of(
                new JsonObject()
                    .put("day", DAY.toString())
                    .put("missing", 1)
                    .put("too_many", 0)
                    .put("changed", false)));
    assertThat(shown.text("README.txt")).contains("NOT COMPLETE: ").doesNotContain("\nComplete: ");
  }

  @Test
  void oneThatWasChangedAndItIsNotComplete() throws Exception {
    counted.sql("update cdr set called_number = '+33100000000' where id = '%s'".formatted(call));

    var statement = new JsonObject(fetched(filed()).text("completeness.json"));

    assertThat(statement.getString("state")).isEqualTo("not_complete");
    assertThat(statement.getJsonArray("not_as_sealed").getJsonObject(0).getBoolean("changed"))
        .isTrue();
  }

  private String filed() {
    var id =
        as(
            ann,
            () ->
                requests
                    .file(
                        new AuthorityRequests.Filing(
                            "Tribunal judiciaire de Paris",
                            "2026/4711",
                            "Code de procédure pénale, art. 60-1-2",
                            new Asked(
                                Set.of(Kind.CALL_DETAIL_RECORD),
                                List.of(NUMBER),
                                List.of(),
                                CallDay.start(DAY),
                                CallDay.start(TODAY)),
                            counted.now,
                            Optional.empty(),
                            Optional.empty()))
                    .id());
    as(bob, () -> requests.approve(id, bob));
    return id;
  }

  private Unzipped fetched(String request) throws IOException {
    Offer offer = as(bob, () -> requests.disclose(request)).orElseThrow();
    return Unzipped.fetched(handovers, offer, contents);
  }

  private static List<String> journal(Unzipped shown) {
    return shown
        .text("journal.jsonl")
        .lines()
        .map(JsonObject::new)
        .map(line -> line.getString("action") + " " + line.getString("actor"))
        .toList();
  }

  /** As whoever has nothing but the archive and the key's fingerprint can tell. */
  private boolean signed(Unzipped shown, String text) throws GeneralSecurityException {
    var key = PublicProofKey.ofPem(shown.text("key.pem"));
    assertThat(key.fingerprint()).isEqualTo(counted.key.publicKey().fingerprint());
    var check = Signature.getInstance("Ed25519");
    check.initVerify(key.key());
    check.update(text.getBytes(UTF_8));
    return check.verify(shown.files().get("SHA256SUMS.sig"));
  }

  private static <T> T as(String operator, Supplier<T> work) {
    return new Actor("operator:" + operator, "", "").run(work);
  }
}
