package io.pronto.core.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pronto.core.Ground;
import io.pronto.core.Id;
import io.pronto.core.archive.ArchivedRecord;
import io.pronto.core.archive.ArchivedRecord.Kind;
import io.pronto.core.archive.DisclosedRecords;
import io.pronto.core.archive.SealedArchive;
import io.pronto.core.authority.RequestRefused.Reason;
import io.pronto.core.calendar.WorkingDays;
import io.pronto.core.completeness.Completeness;
import io.pronto.core.db.Actor;
import io.pronto.core.db.PageRequest;
import io.pronto.core.evidence.Unzipped;
import io.pronto.core.handover.Handovers;
import io.pronto.core.handover.Offer;
import io.pronto.core.notice.Notice;
import io.pronto.core.notice.Notices;
import io.pronto.core.notification.NoticeNews;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.seal.MasterKey;
import io.pronto.core.seal.ProofKey;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class AuthorityRequestsTest {
  private static final MasterKey MASTER = MasterKey.of(Ground.secretsKey());
  private static final InstantSource CLOCK = InstantSource.system();
  private static final Handovers HANDOVERS = new Handovers(Ground.database(), MASTER);
  private static final DisclosedRecords ARCHIVE = new DisclosedRecords(Ground.database(), MASTER);
  private static final AuthorityRequests REQUESTS =
      new AuthorityRequests(Ground.database(), ARCHIVE, HANDOVERS, CLOCK);
  private static final DisclosedArchive CONTENTS =
      new DisclosedArchive(
          Ground.database(),
          ARCHIVE,
          MASTER,
          REQUESTS,
          new Completeness(Ground.database(), MASTER, CLOCK),
          new ProofKey(Ground.database(), MASTER),
          CLOCK);
  private static final Instant NOW = Instant.now();
  private static final Instant YESTERDAY = NOW.minus(Duration.ofDays(1));

  private final OrganisationId organisation = Ground.organisation();
  private final String ann = Ground.operator();
  private final String bob = Ground.operator();
  private final String number = number();

  @Test
  void whoeverFilesItDoesNotApproveIt() {
    var id = filed(Optional.empty(), Kind.CALL_DETAIL_RECORD).id();

    assertThatThrownBy(() -> as(ann, () -> REQUESTS.approve(id, ann)))
        .isInstanceOfSatisfying(
            RequestRefused.class, e -> assertThat(e.reason()).isEqualTo(Reason.SAME_PERSON));
    assertThatThrownBy(() -> as(ann, () -> REQUESTS.approve(id, bob)))
        .as("the database knows who acts")
        .hasMessageContaining("does not approve it");
    assertThatThrownBy(() -> as(bob, () -> REQUESTS.disclose(id)))
        .isInstanceOfSatisfying(
            RequestRefused.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_APPROVED));

    var approved = as(bob, () -> REQUESTS.approve(id, bob)).orElseThrow();

    assertThat(approved.state()).isEqualTo(AuthorityRequest.State.APPROVED);
    assertThat(approved.decision().orElseThrow().by()).isEqualTo(bob);
    assertThatThrownBy(() -> as(bob, () -> REQUESTS.refuse(id, "No")))
        .isInstanceOfSatisfying(
            RequestRefused.class, e -> assertThat(e.reason()).isEqualTo(Reason.DECIDED));
  }

  @Test
  void beforeApprovalTheDatabaseGivesNothingOutAndAfterItNothingElse() {
    var call = call(number, YESTERDAY);
    call(number(), YESTERDAY);
    call(number, NOW.minus(Duration.ofDays(40)));
    var id = filed(Optional.empty(), Kind.CALL_DETAIL_RECORD).id();
    archived(Kind.CALL_DETAIL_RECORD, number);
    assertThat(calls(id)).isEmpty();
    assertThat(ARCHIVE.next(id, Optional.empty())).isEmpty();

    as(bob, () -> REQUESTS.approve(id, bob));

    assertThat(calls(id)).containsExactly(call);
    assertThat(ARCHIVE.next(id, Optional.empty())).hasSize(1);
    assertThat(
            Ground.database()
                .in(
                    organisation,
                    tx ->
                        tx.one(
                            "select has_function_privilege('disclosed_calls(text, timestamptz,"
                                + " timestamptz)', 'execute')"))
                .orElseThrow()
                .getBoolean(0))
        .as("no organisation may ask")
        .isFalse();
    assertThatThrownBy(
            () ->
                Ground.database()
                    .asOperator(
                        tx ->
                            tx.update(
                                "update authority_request set numbers = '{}' where id = $1", id)))
        .hasMessageContaining("permission denied");
  }

  @Test
  void whatIsNotAskedForIsNotShown() {
    call(number, YESTERDAY);
    archived(Kind.CALL_DETAIL_RECORD, number);
    var subscriber = archived(Kind.SUBSCRIBER, number);
    archived(Kind.SUBSCRIBER, number());
    var id = filed(Optional.empty(), Kind.SUBSCRIBER).id();

    as(bob, () -> REQUESTS.approve(id, bob));

    assertThat(calls(id)).isEmpty();
    assertThat(ARCHIVE.next(id, Optional.empty()))
        .singleElement()
        .satisfies(
            opened -> {
              assertThat(opened.id()).isEqualTo(subscriber);
              assertThat(opened.record().content().getString("name")).isEqualTo("Ada");
            });
  }

  @Test
  void theArchiveHasItAllAndTheRegisterSaysWhatWasShown() throws IOException {
    var call = call(number, YESTERDAY);
    var record = archived(Kind.CALL_DETAIL_RECORD, number);
    var id = filed(Optional.empty(), Kind.CALL_DETAIL_RECORD, Kind.SUBSCRIBER).id();

    var shown = Unzipped.fetched(HANDOVERS, offered(id), CONTENTS);

    assertThat(shown.sums()).isEqualTo(shown.hashes());
    var json = new JsonObject(shown.text("calls.jsonl").strip());
    assertThat(json.getString("id")).isEqualTo(call);
    assertThat(json.getString("caller_number")).isEqualTo(number);
    assertThat(json.getBoolean("recorded")).isTrue();
    assertThat(json.fieldNames()).doesNotContain("recording_ids", "trace");
    assertThat(shown.text("archive.jsonl")).contains(record, "Ada");
    var disclosures = REQUESTS.find(id).orElseThrow().disclosures();
    assertThat(disclosures).hasSize(1);
    assertThat(disclosures.getFirst().counts()).isEqualTo(Map.of("call_detail_record", 2L));
    assertThat(disclosures.getFirst().sha256())
        .contains(Unzipped.sha256(shown.files().get("SHA256SUMS")));
    assertThat(audited(id)).contains("authority_disclosure.created");
  }

  @Test
  void whatWasShownUntilItWasCutOffIsInTheRegisterToo() {
    call(number, YESTERDAY);
    var id = filed(Optional.empty(), Kind.CALL_DETAIL_RECORD).id();
    var handover = HANDOVERS.find(offered(id).token()).orElseThrow();
    var gone =
        new OutputStream() {
          private int left = 700;

          @Override
          public void write(int b) throws IOException {
            if (left-- == 0) {
              throw new IOException("the peer has gone");
            }
          }
        };

    assertThatThrownBy(() -> HANDOVERS.write(handover, CONTENTS, gone))
        .isInstanceOf(IOException.class);

    assertThat(REQUESTS.find(id).orElseThrow().disclosures())
        .singleElement()
        .satisfies(each -> assertThat(each.sha256()).isEmpty());
  }

  @Test
  void theCustomerIsToldAndMustNotKnowBefore() throws IOException {
    call(number, YESTERDAY);
    var today = WorkingDays.FRANCE.date(NOW);
    var id =
        filed(
                Optional.of(new Silence(today.plusDays(30), "The judge says so")),
                Kind.CALL_DETAIL_RECORD)
            .id();
    Unzipped.fetched(HANDOVERS, offered(id), CONTENTS);
    Unzipped.fetched(HANDOVERS, offered(id), CONTENTS);
    var news = new NoticeNews(Ground.database(), Ground.outbox(), Optional.empty(), CLOCK);

    news.tell();

    assertThat(notices()).isEmpty();
    assertThat(logOfOrganisation()).noneMatch(each -> each.contains(id));
    silence(ann, id, today.minusDays(1));
    silence(bob, id, today.minusDays(1));
    news.tell();
    assertThat(notices())
        .singleElement()
        .satisfies(
            notice -> {
              assertThat(notice.kind()).isEqualTo(Notice.Kind.DISCLOSURE);
              assertThat(notice.about()).isEqualTo(id);
              assertThat(notice.toldAt()).isPresent();
              assertThat(notice.facts().encode()).doesNotContain(number);
            });
    var told = "select from event where type = 'notice.disclosure'";
    List<Row> events = Ground.database().in(organisation, tx -> tx.query(told));
    assertThat(events).hasSize(1);
    List<Row> others =
        Ground.database().in(Ground.organisation(), tx -> tx.query("select from notice"));
    assertThat(others).isEmpty();
  }

  @Test
  void aLongerSilenceThanWasApprovedNeedsAnotherPerson() {
    var today = WorkingDays.FRANCE.date(NOW);
    var id = filed(Optional.empty(), Kind.CALL_DETAIL_RECORD).id();
    as(bob, () -> REQUESTS.approve(id, bob));

    var asked = silence(ann, id, today.plusDays(30));

    assertThat(asked.silence()).isEmpty();
    assertThat(asked.silenceAsked().orElseThrow().by()).isEqualTo(ann);
    assertThat(silence(ann, id, today.plusDays(30)).silence()).as("not twice by one").isEmpty();
    assertThat(silence(bob, id, today.plusDays(31)).silence()).as("nor another").isEmpty();
    var agreed = silence(ann, id, today.plusDays(31));
    assertThat(agreed.silence().orElseThrow().until()).isEqualTo(today.plusDays(31));
    assertThat(agreed.silenceAsked()).isEmpty();
    assertThat(silence(bob, id, today.plusDays(10)).silence().orElseThrow().until())
        .as("a shorter one is so at once")
        .isEqualTo(today.plusDays(10));
    assertThatThrownBy(
            () ->
                Ground.database()
                    .asOperator(
                        tx ->
                            tx.update(
                                """
                                update authority_request set notice_forbidden_until = '2027-01-01',
                                       notice_forbidden_reason = 'x' where id = $1
                                """,
                                id)))
        .hasMessageContaining("permission denied");
  }

  @Test
  void onceSomethingWasShownNobodyChangesTheSilenceAlone() throws IOException {
    call(number, YESTERDAY);
    var today = WorkingDays.FRANCE.date(NOW);
    var silent = Optional.of(new Silence(today.plusDays(30), "The judge says so"));
    var id = filed(silent, Kind.CALL_DETAIL_RECORD).id();
    Unzipped.fetched(HANDOVERS, offered(id), CONTENTS);

    assertThat(silence(ann, id, today.plusDays(10)).silence()).isEqualTo(silent);
    assertThat(silence(bob, id, null).silence()).isEqualTo(silent);
    assertThat(silence(ann, id, null).silence()).isEmpty();
  }

  @Test
  void nobodySilencesForMoreThanAYearNorApprovesTheirOwnSilence() {
    var today = WorkingDays.FRANCE.date(NOW);
    assertThatThrownBy(
            () ->
                filed(
                    Optional.of(new Silence(today.plusDays(400), "For ever")),
                    Kind.CALL_DETAIL_RECORD))
        .hasMessageContaining("more than a year");
    var id = filed(Optional.empty(), Kind.CALL_DETAIL_RECORD).id();
    silence(bob, id, today.plusDays(300));

    assertThatThrownBy(() -> as(bob, () -> REQUESTS.approve(id, bob)))
        .isInstanceOfSatisfying(
            RequestRefused.class, e -> assertThat(e.reason()).isEqualTo(Reason.SAME_PERSON));
    assertThatThrownBy(() -> as(bob, () -> REQUESTS.approve(id, Id.next("opr"))))
        .as("the database knows who acts")
        .hasMessageContaining("does not approve it");
  }

  private AuthorityRequest silence(String who, String id, LocalDate until) {
    var silence = Optional.ofNullable(until).map(day -> new Silence(day, "The judge says so"));
    return as(
            who, () -> REQUESTS.change(id, _ -> {}, before -> before.with(before.dueBy(), silence)))
        .orElseThrow();
  }

  private List<Notice> notices() {
    return new Notices(Ground.database())
        .page(organisation, Optional.empty(), PageRequest.first(10))
        .items();
  }

  private List<String> logOfOrganisation() {
    return Ground.database()
        .in(organisation, tx -> tx.query("select e::text from audit_event e"))
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }

  private static List<String> audited(String id) {
    return Ground.database()
        .asOperator(tx -> tx.query("select action from audit_event where subject_id = $1", id))
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }

  private Offer offered(String id) {
    if (REQUESTS.find(id).orElseThrow().decision().isEmpty()) {
      as(bob, () -> REQUESTS.approve(id, bob));
    }
    return as(bob, () -> REQUESTS.disclose(id)).orElseThrow();
  }

  /** Of the last 20 days. */
  private AuthorityRequest filed(Optional<Silence> silence, Kind... kinds) {
    return as(
        ann,
        () ->
            REQUESTS.file(
                new AuthorityRequests.Filing(
                    "Tribunal judiciaire de Paris",
                    "2026/4711",
                    "Code de procédure pénale, art. 60-1-2",
                    new Asked(
                        Set.of(kinds),
                        List.of(number),
                        List.of(),
                        NOW.minus(Duration.ofDays(20)),
                        NOW),
                    NOW,
                    Optional.empty(),
                    silence)));
  }

  private static List<String> calls(String id) {
    return Ground.database()
        .asOperator(
            tx ->
                tx.query(
                    "select * from disclosed_calls($1, $2, $3)",
                    id,
                    NOW.minus(Duration.ofDays(90)).atOffset(ZoneOffset.UTC),
                    NOW.atOffset(ZoneOffset.UTC)))
        .stream()
        .map(row -> row.getJsonObject("disclosed").getString("id"))
        .toList();
  }

  private String call(String caller, Instant at) {
    var id = Id.next("call");
    Ground.database()
        .in(
            organisation,
            tx ->
                tx.update(
                    """
                    insert into cdr (id, organisation_id, direction, caller_number, caller_name,
                      called_number, called_name, started_at, ended_at, cause, sip_status, ended_by,
                      diversions, legs, recording_ids, node)
                    values ($1, $2, 'inbound', $3, '', '+33123456780', '', $4, $4, 'answered', 200,
                      'caller', '{}', '[]', '{rec_1}', 'node-1')
                    """,
                    id,
                    organisation.value(),
                    caller,
                    at.atOffset(ZoneOffset.UTC)));
    return id;
  }

  private String archived(Kind kind, String about) {
    return Ground.database()
        .in(
            organisation,
            tx ->
                new SealedArchive(MASTER)
                    .keep(
                        tx,
                        new ArchivedRecord(
                            kind,
                            organisation,
                            YESTERDAY,
                            LocalDate.now().plusDays(300),
                            new JsonObject().put("name", "Ada"),
                            Set.of(about))));
  }

  private static String number() {
    return "+336" + ThreadLocalRandom.current().nextInt(10_000_000, 99_999_999);
  }

  private static <T> T as(String operator, Supplier<T> work) {
    return new Actor("operator:" + operator, "", "").run(work);
  }
}
