package io.pronto.core.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.pronto.core.Id;
import io.pronto.core.call.CallId;
import io.pronto.core.call.CdrStore;
import io.pronto.core.db.Migrations;
import io.pronto.core.destruction.ErasureJournal;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One database is filled, erased from and searched byte by byte, in this order. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SubjectErasureTest {
  private static final List<String> NUMBERS =
      List.of(
          ErasedPerson.NUMBER,
          ErasedPerson.NUMBER.substring(1),
          ErasedPerson.NATIONAL,
          "06 12 34 56 78");

  private static final Instant LONG_AGO = Instant.now().minus(Duration.ofDays(70));

  /** Nothing comes any more of calls that went on. */
  private static final Duration TWO_DAYS = Duration.ofHours(48);

  private static final String LEG =
      """
      {"id": "leg_1", "role": "caller", "target": "sip:%s@carrier.example", "remote": "%s",
       "transport": "udp", "user_agent": "Ted 200 SIP null", "sip_call_id": "x",
       "started_at": "2026-01-01T00:00:00Z", "answered_at": null, "ended_at": null,
       "sip_status": 200, "reason": "answered", "codec": "PCMA", "quality": null,
       "trunk_id": null, "notes": [], "identity": null}\
      """;

  @TempDir static Path folder;
  private static ErasedPerson person;
  private static String erased;
  private static String held;

  @BeforeAll
  static void fill() {
    person = new ErasedPerson(folder);
    person.everywhere(Instant.now().minusSeconds(60));
    for (int i = 0; i < 250; i++) {
      person.call(LONG_AGO.plusSeconds(i));
    }
    person.call(LONG_AGO, "+33140000000", "Grace Hopper", "'" + person.grace + "'", "101");
  }

  @AfterAll
  static void close() {
    person.close();
  }

  private static SubjectSearch search() {
    return new SubjectSearch(person.database);
  }

  private static List<Found> found(String text) {
    var subject = search().subject(person.organisation, text);
    return search().find(person.organisation, subject, "nobody", "A test");
  }

  @Test
  @Order(1)
  void everythingAboutANumberIsFoundHoweverItIsWritten() {
    var found = found("06 12 34 56 78");

    assertThat(found)
        .extracting(Found::place)
        .contains(
            "cdr",
            "recording",
            "transcript",
            "event",
            "fraud_alarm",
            "contact",
            "listed_caller",
            "forwarding",
            "right_to_number",
            "caller_id_of_destination",
            "user_account",
            "directory_import_run");
    assertThat(found.getFirst().count()).isEqualTo(252); // one has it in its trace alone
    assertThat(found.getFirst().ids()).hasSize(25);
    assertThat(found("+33611111111")).isEmpty();
  }

  @Test
  @Order(2)
  void nobodyElsesDataAreFound() {
    var other = OrganisationId.next();
    person.sql(
        "insert into organisation (id, name, country, label) values ('%s', 'Y', 'FR', 'y')"
            .formatted(other));

    var subject = search().subject(other, ErasedPerson.NUMBER);

    assertThat(search().find(other, subject, "nobody", "A test")).isEmpty();
  }

  @Test
  @Order(3)
  void whoeverDiesLeavesEachCallWholeOrErasedWhole() {
    hold(person.call(LONG_AGO.minusSeconds(1)));
    person.recording(held, LONG_AGO);
    erased = person.erase(ErasedPerson.NUMBER);
    person.sql(
        """
        create function die() returns trigger language plpgsql as $$
        begin
          if (select count(*) from archived_record) >= 230 then
            raise exception 'dead';
          end if;
          return new;
        end
        $$
        """);
    person.sql(
        "create trigger die before insert on archived_record for each row execute function die()");

    assertThatThrownBy(() -> person.erasure.go(person.organisation, erased))
        .hasMessageContaining("dead");

    assertThat(person.sql("select count(*) from archived_record")).isEqualTo("200");
    assertThat(person.sql("select count(*) from cdr where caller_number like 'erased-%'"))
        .isEqualTo("200");
    assertThat(person.erasure(erased).erased().get("cdr")).containsEntry("pseudonymised", 200L);
    assertThat(
            person.sql(
                "select count(*) from recording r join cdr c on c.id = r.call_id where"
                    + " c.caller_number not like 'erased-%'"))
        .isEqualTo(person.sql("select count(*) from recording"));
    person.sql("drop trigger die on archived_record");
  }

  /** As if a legal hold kept that call. */
  private static void hold(String call) {
    held = call;
    person.sql(
        """
        create or replace function retention_held(of_organisation text, of_call text, numbers text[],
          users text[], of_time timestamptz) returns boolean language sql stable parallel safe
        return of_call = '%s'
        """
            .formatted(call));
  }

  @Test
  @Order(4)
  void whatALegalHoldKeepsStaysUntilItIsLifted() {
    person.erasure.go(person.organisation, erased);

    var waiting = person.erasure(erased);
    assertThat(waiting.state()).isEqualTo(Erasure.State.HELD);
    assertThat(waiting.kept())
        .filteredOn(one -> one.reason().equals("legal_hold"))
        .extracting(Erasure.Kept::place, one -> one.count().orElseThrow())
        .containsExactlyInAnyOrder(
            tuple("cdr", 1L), tuple("recording", 1L), tuple("transcript", 1L));
    assertThat(found(ErasedPerson.NUMBER))
        .extracting(Found::place)
        .containsExactly("cdr", "recording", "transcript");

    hold("");
    person.passes(TWO_DAYS);
    person.work().round();

    var done = person.erasure(erased);
    assertThat(done.state()).isEqualTo(Erasure.State.DONE);
    assertThat(done.erased().get("cdr")).containsEntry("pseudonymised", 253L);
    assertThat(done.erased().get("contact"))
        .containsEntry("deleted", 1L)
        .containsEntry("cleared", 1L);
    assertThat(found(ErasedPerson.NUMBER)).isEmpty();
  }

  @Test
  @Order(5)
  void noByteOfItIsLeftInAnyFile() {
    person.store.removeFiles();
    person.work().round();

    assertThat(person.erasure(erased).scrubbedAt()).isPresent();
    assertThat(person.tablesWith(NUMBERS)).isEmpty();
    assertThat(person.filesWith(NUMBERS)).isEmpty();
  }

  @Test
  @Order(6)
  void callsStayUnderAPseudonymAndTheirOriginalsAreSealed() {
    var pseudonym = person.erasure(erased).pseudonym();

    assertThat(
            person.sql(
                "select count(*) from cdr where caller_number = '%1$s' and caller_name = '%1$s'"
                    .formatted(pseudonym)))
        .isEqualTo("252");
    assertThat(person.sql("select count(*) from archived_record where kind = 'call_detail_record'"))
        .isEqualTo("253");
    assertThat(
            person.sql(
                """
                select count(*) from archived_record a join cdr c on c.started_at = a.occurred_at
                 where a.delete_after = c.delete_after
                """))
        .isNotEqualTo("0");
    assertThat(person.sql("select count(*) from contact")).isEqualTo("1");
    assertThat(person.sql("select numbers::text from contact"))
        .isEqualTo("{" + ErasedPerson.OTHER + "}");
    assertThat(person.sql("select text from transcript"))
        .isEqualTo("her number is " + pseudonym + " she said");
    assertThat(person.sql("select count(*) from destruction_certificate")).isNotEqualTo("0");
  }

  @Test
  @Order(7)
  void erasingTwiceSaysSoAndErasesNothing() {
    var again = person.erase(ErasedPerson.NATIONAL);

    person.erasure.go(person.organisation, again);
    person.passes(TWO_DAYS);
    person.erasure.go(person.organisation, again);

    var second = person.erasure(again);
    assertThat(second.state()).isEqualTo(Erasure.State.DONE);
    assertThat(second.erased()).isEmpty();
    assertThat(second.earlier()).containsExactly(erased);
    assertThat(second.pseudonym()).isEqualTo(person.erasure(erased).pseudonym());
  }

  @Test
  @Order(8)
  void afterARestoreItIsErasedAgain() {
    person.recording(person.call(LONG_AGO), LONG_AGO);
    person.sql("delete from erasure");
    var row =
        person.database.asOperator(
            tx ->
                tx.one("select id, sealed from erasure_journal order by id limit 1").orElseThrow());
    var journal = new ErasureJournal(person.master);

    JsonObject journalled = journal.open(row.getString("id"), row.getBuffer("sealed"));
    person.erasure.again(person.organisation, journalled);

    assertThat(person.erasure(erased).state()).isEqualTo(Erasure.State.DONE);
    assertThat(found(ErasedPerson.NUMBER)).isEmpty();
  }

  @Test
  @Order(9)
  void somebodyWithinIsErasedByTheirAddressWithTheirAccount() {
    assertThat(found(ErasedPerson.EMAIL)).extracting(Found::place).contains("user_account", "cdr");

    var id = person.erase(ErasedPerson.EMAIL);
    person.erasure.go(person.organisation, id);

    assertThat(person.erasure(id).erased().get("user_account")).containsEntry("deleted", 1L);
    assertThat(person.sql("select count(*) from cdr where caller_name = 'Grace Hopper'"))
        .isEqualTo("0");
    assertThat(found(ErasedPerson.EMAIL)).isEmpty();
    person.work().round();
    assertThat(person.tablesWith(List.of(ErasedPerson.EMAIL)))
        .as("who did what is proof, by ids")
        .isEmpty();
  }

  @Test
  @Order(10)
  void theLastSuperAdministratorIsNotErased() {
    assertThatThrownBy(() -> person.erase("boss@example.com"))
        .isInstanceOfSatisfying(
            RequestRefused.class,
            refused ->
                assertThat(refused.reason()).isEqualTo(RequestRefused.Reason.ACCOUNT_NEEDED));
  }

  @Test
  @Order(11)
  void whatComesLateOfCallsBeforeGoesAndWhatIsWrittenDownLaterStays() {
    var number = "+33677777777";
    var before = Instant.now();
    person.contact(number);
    var id = person.erase(number);
    person.erasure.go(person.organisation, id);
    assertThat(person.erasure(id).state()).isEqualTo(Erasure.State.WATCHING);
    assertThat(person.erasure(id).kept()).extracting(Erasure.Kept::reason).contains("under_way");
    assertThat(person.erasure(id).erased().get("contact")).containsEntry("deleted", 1L);
    var request = person.erasure(id).requestId();
    assertThat(person.requests.find(person.organisation, request).orElseThrow().answeredAt())
        .isPresent();

    person.contact(number);
    var late = person.call(before, number, "", "null", "101");
    person.event(late, number, person.now());
    person.passes(Duration.ofHours(1));
    var anew = person.call(person.now(), number, "", "null", "101");
    person.event(anew, number, person.now());
    person.work().round();

    assertThat(person.erasure(id).state()).isEqualTo(Erasure.State.WATCHING);
    assertThat(caller(late)).isEqualTo(person.erasure(id).pseudonym());
    assertThat(caller(anew)).isEqualTo(number);
    assertThat(
            person.sql(
                "select count(*) from event where data ->> 'call_id' = '%s'".formatted(late)))
        .isEqualTo("0");
    assertThat(found(number))
        .extracting(Found::place, Found::count)
        .containsExactlyInAnyOrder(tuple("cdr", 1L), tuple("event", 1L), tuple("contact", 1L));
    person.passes(TWO_DAYS);
    person.work().round();
    assertThat(person.erasure(id).state()).isEqualTo(Erasure.State.DONE);
    assertThat(found(number)).extracting(Found::place).contains("contact");
  }

  private static String caller(String call) {
    return person.sql("select caller_number from cdr where id = '%s'".formatted(call));
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "200", "Ted", "SIP", "caller", "true", "2026"})
  @Order(12)
  void aRecordCanBeReadWhateverTheCallerIsCalled(String name) {
    var number = "+33666600001";
    var call = person.call(LONG_AGO, number, name, "null", "101");
    person.sql(
        """
        update cdr set legs = '[%s]', trace = '[{"found": "caller_list.not_listed", "id": null,
          "input": {"number": "%s", "caller_name": "%s", "at": "2026", "a": "Ted is called"}}]' where id = '%s'
        """
            .formatted(LEG.formatted(number, name), number, name, call));

    person.erasure.go(person.organisation, person.erase(number));

    var pseudonym = caller(call);
    assertThat(pseudonym).startsWith("erased-");
    var cdrs = new CdrStore(person.database);
    var stored = cdrs.find(person.organisation, new CallId(call)).orElseThrow();
    assertThat(stored.cdr().caller().name()).isEqualTo(pseudonym);
    assertThat(new JsonArray(stored.legsJson()).getJsonObject(0))
        .isEqualTo(
            new JsonObject(LEG.formatted(number, name))
                .put("target", "sip:" + pseudonym + "@carrier.example")
                .put("remote", pseudonym));
    var step = cdrs.trace(person.organisation, new CallId(call)).getFirst();
    assertThat(step.input().keySet()).containsExactly("number", "caller_name", "at", "a");
    assertThat(step.input())
        .containsEntry("number", pseudonym)
        .containsEntry("caller_name", pseudonym)
        .containsEntry("a", "Ted is called");
  }

  @Test
  @Order(13)
  void aNumberIsTakenOutOfWhatOthersSaidAndNothingElseIs() {
    var number = "+33699887766";
    var others = person.call(LONG_AGO, "+33144444444", "", "null", "101");
    var kept = person.call(LONG_AGO, "+33144444445", "", "null", "101");
    var said = person.transcript(others, Id.next("rec"), "at 88 ring 06, 99. 88\n77 66. or 06");
    person.transcript(kept, Id.next("rec"), "06-99-88-77-66");
    hold(kept);

    var id = person.erase(number);
    person.erasure.go(person.organisation, id);

    var pseudonym = person.erasure(id).pseudonym();
    assertThat(person.sql("select text from transcript where id = '%s'".formatted(said)))
        .isEqualTo("at 88 ring " + pseudonym + ". or 06");
    assertThat(
            person.sql(
                """
                select string_agg(w ->> 'text', ' ' order by o) from transcript,
                  jsonb_array_elements(words -> 'caller') with ordinality x(w, o) where id = '%s'
                """
                    .formatted(said)))
        .isEqualTo("at 88 ring %1$s %1$s %1$s %1$s %1$s. or 06".formatted(pseudonym));
    assertThat(person.erasure(id).state()).isEqualTo(Erasure.State.HELD);
    assertThat(person.erasure(id).kept())
        .filteredOn(one -> one.reason().equals("legal_hold"))
        .extracting(Erasure.Kept::place, one -> one.count().orElseThrow())
        .containsExactly(tuple("transcript", 1L));
    hold("");
  }

  @Test
  @Order(13)
  void aNumberThatOthersSaidInWordsIsFoundAndTakenOut() {
    var number = "+33698979677";
    var others = person.call(LONG_AGO, "+33144444446", "", "null", "101");
    var said =
        person.transcript(
            others,
            Id.next("rec"),
            "fr",
            "rappelez le zéro six quatre vingt dix huit quatre vingt dix sept quatre vingt seize"
                + " soixante dix sept merci");
    var international =
        person.transcript(
            others,
            Id.next("rec"),
            "it",
            "più trentatré sei nove otto nove sette nove sei sette sette");
    person.transcript(
        others,
        Id.next("rec"),
        "en",
        "oh six nine eight nine seven nine six seven eight is another");

    var search = new SubjectSearch(person.database);
    var subject = search.subject(person.organisation, number);
    assertThat(search.find(person.organisation, subject, "X", "asked"))
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.place()).isEqualTo("transcript");
              assertThat(found.ids()).containsExactlyInAnyOrder(said, international);
            });
    var id = person.erase(number);
    person.erasure.go(person.organisation, id);

    var pseudonym = person.erasure(id).pseudonym();
    assertThat(person.sql("select text from transcript where id = '%s'".formatted(said)))
        .isEqualTo("rappelez le " + pseudonym + " merci");
    assertThat(person.sql("select text from transcript where id = '%s'".formatted(international)))
        .isEqualTo("più " + pseudonym);
    assertThat(search.find(person.organisation, subject, "X", "asked")).isEmpty();
  }

  @Test
  @Order(14)
  void anAccountThatIsNeededByThenStays() {
    var second = Id.next("usr");
    person.user(second, "second@example.com", "Second", "super_administrator", 102);
    var id = person.erase("second@example.com");
    person.sql("update user_account set role = 'agent' where id = '%s'".formatted(person.boss));

    person.erasure.go(person.organisation, id);

    assertThat(person.erasure(id).state()).isEqualTo(Erasure.State.WATCHING);
    assertThat(person.erasure(id).kept())
        .filteredOn(one -> one.place().equals("user_account"))
        .extracting(Erasure.Kept::reason)
        .containsExactly("account_needed");
    assertThat(person.sql("select count(*) from user_account where id = '%s'".formatted(second)))
        .isEqualTo("1");
  }

  @Test
  @Order(15)
  void ofRoutingWhatIsOverGoesAndWhatIsInForceStays() {
    var number = "+33655555555";
    person.routedTo(number, number);

    var id = person.erase(number);
    person.erasure.go(person.organisation, id);

    assertThat(person.erasure(id).erased().get("number_routing")).containsEntry("deleted", 1L);
    assertThat(person.erasure(id).kept())
        .filteredOn(one -> one.place().equals("number_routing"))
        .containsExactly(new Erasure.Kept("number_routing", Optional.of(1L), "in_use"));
    assertThat(person.tablesWith(List.of(number.substring(1))))
        .containsExactly("number_routing: " + number.substring(1));
  }

  @Test
  @Order(16)
  void aMonthThatWasTakenOutBeforeIsPutBackAfterwards() {
    person.sql("create database earlier");
    var url = person.url().replaceAll("/postgres$", "/earlier");
    var jdbc = url.replaceAll("postgresql://.*@", "jdbc:postgresql://");
    Flyway.configure()
        .dataSource(jdbc, "postgres", "postgres")
        .locations("classpath:db/migration")
        .target("81")
        .load()
        .migrate();
    person.sql(url, "select open_cdr_month('2020-01-01')");
    person.sql(url, "alter table cdr detach partition cdr_2020_01");

    Migrations.run(url);

    assertThat(person.sql(url, "select put_month_of_calls_back('cdr_2020_01')")).isEqualTo("t");
    assertThat(
            person.sql(
                url,
                "select count(*) from pg_inherits where inhrelid = 'cdr_2020_01'::regclass and"
                    + " inhparent = 'cdr'::regclass"))
        .isEqualTo("1");
  }
}
