package io.pronto.core.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.pronto.core.destruction.ErasureJournal;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

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
    person.sql("update erasure set due_at = now()");
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
        .as("who did what is proof, as the list says")
        .containsExactly("audit_event: " + ErasedPerson.EMAIL);
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
}
