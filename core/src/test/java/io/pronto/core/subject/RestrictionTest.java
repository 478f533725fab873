package io.pronto.core.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pronto.core.Id;
import io.pronto.core.Waiting;
import io.pronto.core.archive.SealedArchive;
import io.pronto.core.contact.CallerNames;
import io.pronto.core.db.PageRequest;
import io.pronto.core.db.RestrictedUse;
import io.pronto.core.destruction.DestructionCertificates;
import io.pronto.core.numbering.E164;
import io.pronto.core.recording.Recording;
import io.pronto.core.restriction.Restricted;
import io.pronto.core.retention.SweepPace;
import io.pronto.core.retention.Sweeper;
import io.pronto.core.seal.ProofKey;
import io.pronto.core.subject.SubjectRequest.Action;
import io.pronto.core.subject.SubjectRequest.Kind;
import io.pronto.core.transcript.TranscriptFilter;
import io.pronto.core.transcript.TranscriptStore;
import io.vertx.sqlclient.Row;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That somebody's data are kept and not used is the database's own doing. */
class RestrictionTest {
  private static final String KEYS =
      "update recording set wrapped_key = '\\x01' where organisation_id = '%s'";

  @TempDir Path folder;
  private ErasedPerson person;
  private Restrictions restrictions;
  private String call;
  private String recording;

  @BeforeEach
  void record() {
    person = new ErasedPerson(folder);
    restrictions =
        new Restrictions(
            person.database, new SubjectSeal(person.master), person.outbox, InstantSource.system());
    var at = Instant.now().minusSeconds(60);
    call = person.call(at);
    recording = person.recording(call, at);
    person.sql(KEYS.formatted(person.organisation));
    person.sql("update transcript set words = '{}'");
  }

  @AfterEach
  void close() {
    person.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select wrapped_key from recording",
        "select * from recording",
        "select words from transcript",
        "select text from transcript",
        "select 1 from transcript where document @@ 'number'",
        "update transcript set state = state returning text",
        "delete from recording returning wrapped_key"
      })
  void aQueryThatAsksNobodyReadsNeitherKeysNorWords(String query) {
    assertThatThrownBy(() -> person.database.in(person.organisation, tx -> tx.query(query)))
        .hasMessageContaining("permission denied");
  }

  @Test
  void whatIsRestrictedHasNoKeyNorWordsForWhoeverDoesNotSayWhatFor() {
    assertThat(found().wrappedKey()).isNotEmpty();
    assertThat(transcripts()).isEqualTo(1);

    restrict();

    assertThat(found().wrappedKey()).isEmpty();
    assertThat(found().restricted()).isTrue();
    assertThat(transcripts()).isZero();
    assertThatThrownBy(() -> person.store.audio(found())).isInstanceOf(Restricted.class);
    assertThat(RestrictedUse.STORAGE.during(this::found).wrappedKey()).isNotEmpty();
    assertThat(RestrictedUse.CONSENT.during(this::transcripts)).isEqualTo(1);
    assertThat(found().wrappedKey()).as("once it was used").isEmpty();
  }

  /** One that a transcript gets later is refused until a migration names it here. */
  @Test
  void ofATranscriptIsReadWhatIsNamedAndNothingElse() {
    assertThat(
            person.sql(
                """
                select string_agg(attname, ' ' order by attnum) from pg_attribute
                 where attrelid = 'readable_transcript'::regclass and attnum > 0
                """))
        .isEqualTo(
            "id organisation_id call_id recording_id language state message words text document"
                + " attempts created_at updated_at expires_at");
  }

  @Test
  void itStaysSoWhenTheRecordOfItsCallHasGone() {
    restrict();

    person.sql("delete from cdr where id = '%s'".formatted(call));

    assertThat(found().restricted()).isTrue();
    assertThat(found().wrappedKey()).isEmpty();
    assertThat(transcripts()).isZero();
  }

  @Test
  void whoeverDivertedACallIsRestrictedInItToo() {
    person.sql(
        "update cdr set caller_number = '+33199999999', diversions = '{%s}'"
            .formatted(ErasedPerson.NUMBER));

    restrict();

    assertThat(found().restricted()).isTrue();
  }

  @Test
  void nothingIsWrittenDownUntilItIsLifted() {
    person.sql("update transcript set state = 'queued', due_at = now()");
    var id = restrict();
    assertThat(claimed()).isEmpty();

    lift(id);

    assertThat(claimed()).isPresent();
    assertThat(person.sql("select count(*) from restricted_call")).isEqualTo("0");
    assertThat(
            person.sql(
                "select count(*) from restriction where subject is not null or terms <> '{}'"))
        .isEqualTo("0");
  }

  @Test
  void itIsDeletedOnItsDay() {
    restrict();
    person.sql("update recording set expires_at = now() - interval '1 minute'");
    person.sql("update transcript set expires_at = now() - interval '1 minute'");

    try (var sweeper =
        new Sweeper(
            person.database,
            person.store,
            person.outbox,
            new DestructionCertificates(
                new ProofKey(person.database, person.master), InstantSource.system()),
            new SealedArchive(person.master),
            InstantSource.system(),
            new SimpleMeterRegistry(),
            new SweepPace(500, 0))) {
      Waiting.until(
          "it was swept",
          () -> {
            sweeper.sweep();
            return person.sql("select count(*) from recording").equals("0");
          });
    }

    assertThat(person.sql("select count(*) from transcript")).isEqualTo("0");
  }

  @Test
  void aContactNamesNobodyUntilItIsLifted() {
    person.contact(ErasedPerson.NUMBER);
    try (var names = new CallerNames(person.database)) {
      awaitName(names, Optional.of("Somebody"));

      var id = restrict();
      awaitName(names, Optional.empty());

      lift(id);
      awaitName(names, Optional.of("Somebody"));
    }
  }

  @Test
  void whoIsErasedIsRestrictedNoLongerNorNamedThere() {
    var id = restrict();
    var erasure = person.erase(ErasedPerson.NUMBER);
    person.erasure.go(person.organisation, erasure);
    assertThat(restrictions.find(person.organisation, id).orElseThrow().subject())
        .contains(person.erasure(erasure).pseudonym());
    person.passes(Duration.ofHours(49));

    person.erasure.go(person.organisation, erasure);

    assertThat(person.erasure(erasure).state()).isEqualTo(Erasure.State.DONE);
    var lifting = restrictions.find(person.organisation, id).orElseThrow().lifting().orElseThrow();
    assertThat(lifting.informedAt()).isEmpty();
    assertThat(lifting.by()).isEqualTo(person.boss);
    assertThat(person.tablesWith(List.of(ErasedPerson.NUMBER))).isEmpty();
  }

  @Test
  void whatALegalHoldKeepsOfWhomIsErasedStaysRestricted() {
    person.sql(
        """
        insert into legal_hold (id, organisation_id, reason, number, asked_by, confirmed_by, confirmed_at)
        values ('%s', '%s', 'A claim', '%s', 'usr_1', 'usr_2', now())
        """
            .formatted(Id.next("lhd"), person.organisation, ErasedPerson.NUMBER));
    restrict();

    person.erasure.go(person.organisation, person.erase(ErasedPerson.NUMBER));

    assertThat(found().held()).isTrue();
    assertThat(found().restricted()).isTrue();
    assertThat(found().wrappedKey()).isEmpty();
  }

  /** No row of a list costs more where nobody has anything restricted: nothing is asked of it. */
  @Test
  void whereNothingIsRestrictedNoRowIsAskedFor() {
    var sql =
        """
        explain (analyze, costs off, timing off, summary off)
        select case when (select is_anything_restricted())
                    then exists (select from restrictions_of(organisation_id, array[caller_number],
                                                             persons, array[caller_user_id]))
                    else false end
          from cdr\
        """;
    assertThat(plan(sql)).contains("never executed").doesNotContain("actual rows");

    restrict();

    assertThat(plan(sql)).contains("actual rows");
  }

  private String plan(String sql) {
    return person.database.in(person.organisation, tx -> tx.query(sql)).stream()
        .map(row -> row.getString(0))
        .filter(line -> line.contains("restriction"))
        .collect(Collectors.joining("\n"));
  }

  private String restrict() {
    var request = person.ask(Kind.RESTRICTION, ErasedPerson.NATIONAL);
    return person
        .requests
        .instruct(person.organisation, request, Action.RESTRICT, "Yes", person.boss)
        .orElseThrow()
        .restrictionId()
        .orElseThrow();
  }

  private void lift(String id) {
    restrictions
        .lift(person.organisation, id, Instant.now(), "It is put right", person.boss)
        .orElseThrow();
  }

  private Recording found() {
    return person.store.find(person.organisation, recording).orElseThrow();
  }

  private int transcripts() {
    var all =
        new TranscriptFilter(
            Optional.of("call"), Optional.empty(), Optional.empty(), Optional.empty());
    return new TranscriptStore(person.database)
        .page(person.organisation, all, PageRequest.first(10))
        .items()
        .size();
  }

  private Optional<Row> claimed() {
    return person.database.asStranger(
        tx -> tx.one("select * from claim_transcript($1, $2)", 60, "node-1"));
  }

  private void awaitName(CallerNames names, Optional<String> name) {
    Waiting.until(
        "callers have the name " + name,
        () -> names.of(person.organisation, new E164(ErasedPerson.NUMBER)).equals(name));
  }
}
