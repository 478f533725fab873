package io.pronto.core.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pronto.core.Id;
import io.pronto.core.numbering.E164;
import io.pronto.core.people.EmailAddress;
import io.pronto.core.subject.RequestRefused.Reason;
import io.pronto.core.subject.SubjectRequest.Action;
import io.pronto.core.subject.SubjectRequest.Kind;
import io.pronto.core.subject.SubjectRequest.State;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorrectionTest {
  @TempDir static Path folder;
  private static ErasedPerson person;

  @BeforeAll
  static void open() {
    person = new ErasedPerson(folder);
  }

  @AfterAll
  static void close() {
    person.close();
  }

  private static String filed(Kind kind, String subject) {
    return person
        .requests
        .file(
            person.organisation,
            new SubjectRequests.Received(
                kind,
                subject,
                "It is wrong",
                SubjectRequest.Receiver.ORGANISATION,
                Instant.now(),
                person.boss))
        .id();
  }

  private static SubjectRequest corrected(String id, Correction... corrections) {
    return person
        .requests
        .correct(person.organisation, id, List.of(corrections), "Put right", person.boss)
        .orElseThrow()
        .request();
  }

  private static String contact(String number, String name) {
    var id = Id.next("con");
    person.sql(
        """
        insert into contact (id, organisation_id, name, company, numbers)
        values ('%s', '%s', '%s', '', '{%s}')
        """
            .formatted(id, person.organisation, name, number));
    person.sql(
        "insert into contact_key (organisation_id, contact_id, key) values ('%s', '%s', '%s')"
            .formatted(person.organisation, id, number));
    return id;
  }

  private static void refused(Reason reason, Runnable work) {
    assertThatThrownBy(work::run)
        .isInstanceOfSatisfying(
            RequestRefused.class, refused -> assertThat(refused.reason()).isEqualTo(reason));
  }

  @Test
  void aContactAnAccountAndATranscriptArePutRightAndNothingWrongIsLeft() {
    var call = person.call(Instant.now(), "+33611111111", "", "'" + person.grace + "'", "x");
    var transcript =
        person.transcript(call, Id.next("rec"), "grace hopper is mrs Hoopper wrongly Hoopper");
    var email = ErasedPerson.EMAIL;
    var id = filed(Kind.CORRECTION, email);

    var done =
        corrected(
            id,
            new Correction.OfAccount(
                person.grace, Optional.of("Grace B. Hopper"), Optional.empty()),
            new Correction.OfTranscript(transcript, "mrs Hoopper", "Rear Admiral Hopper"));

    assertThat(done.state()).isEqualTo(State.DONE);
    assertThat(done.instruction().orElseThrow().action()).isEqualTo(Action.CORRECT);
    assertThat(person.sql("select name from user_account where id = '%s'".formatted(person.grace)))
        .isEqualTo("Grace B. Hopper");
    assertThat(person.sql("select text from transcript where id = '%s'".formatted(transcript)))
        .isEqualTo("grace hopper is Rear Admiral Hopper wrongly Hoopper");
    assertThat(
            new JsonObject(
                    person.sql(
                        "select words from transcript where id = '%s'".formatted(transcript)))
                .getJsonArray("caller").stream().map(word -> ((JsonObject) word).getString("text")))
        .containsExactly("grace", "hopper", "is", "Rear Admiral Hopper", "wrongly", "Hoopper");
    assertThat(person.sql("select string_agg(name, ',' order by name) from table_to_scrub"))
        .contains("transcript", "user_account");
    var log =
        person.sql(
            """
            select string_agg(e::text, ' ') from audit_event e
             where action in ('user.changed', 'subject_request.corrected')
            """);
    assertThat(log)
        .contains("subject_request.corrected", person.grace, "fields")
        .doesNotContain("Grace Hopper", "Grace B. Hopper", "Hoopper", "user.changed");
  }

  @Test
  void aContactIsFoundByWhatIsRightAfterwards() {
    var wrong = "+33622222222";
    var right = "+33622222223";
    var contact = contact(wrong, "Adda Lovelace");

    corrected(
        filed(Kind.CORRECTION, wrong),
        new Correction.OfContact(
            contact,
            Optional.of("Ada Lovelace"),
            Optional.empty(),
            Optional.of(List.of(new E164(right)))));

    assertThat(
            person.sql(
                "select name || array_to_string(numbers, ',') from contact where id = '%s'"
                    .formatted(contact)))
        .isEqualTo("Ada Lovelace" + right);
    assertThat(
            person.sql(
                "select string_agg(key, ',') from contact_key where contact_id = '%s' and key ~ '^\\+'"
                    .formatted(contact)))
        .isEqualTo(right);
    assertThat(person.sql("select count(*) from audit_event e where e::text ~ 'Adda'"))
        .isEqualTo("0");
  }

  @Test
  void whatIsAboutOthersIsNotTouchedAndWithItNothing() {
    var mine = contact("+33633333331", "Mine");
    var others = contact("+33633333332", "Somebody else");
    var id = filed(Kind.CORRECTION, "+33633333331");

    refused(
        Reason.NOT_ABOUT_SUBJECT,
        () ->
            corrected(
                id,
                new Correction.OfContact(
                    mine, Optional.of("New"), Optional.empty(), Optional.empty()),
                new Correction.OfContact(
                    others, Optional.of("New"), Optional.empty(), Optional.empty())));
    refused(
        Reason.NOT_ABOUT_SUBJECT,
        () ->
            corrected(
                id,
                new Correction.OfAccount(
                    person.boss,
                    Optional.empty(),
                    Optional.of(new EmailAddress("mine@example.org")))));
    assertThat(person.sql("select name from contact where id = '%s'".formatted(mine)))
        .isEqualTo("Mine");
    assertThat(person.requests.find(person.organisation, id).orElseThrow().state())
        .isEqualTo(State.OPEN);
  }

  @Test
  void whatIsHeldOrNotSaidStaysAsItIs() {
    var number = "+33644444444";
    var transcript =
        person.transcript(
            person.call(Instant.now(), number, "", "null", "x"), Id.next("rec"), "as it was said");
    var id = filed(Kind.CORRECTION, number);
    refused(
        Reason.NOTHING_TO_CORRECT,
        () -> corrected(id, new Correction.OfTranscript(transcript, "never said", "x")));
    person.sql(
        """
        insert into legal_hold (id, organisation_id, reason, number, asked_by, confirmed_by, confirmed_at)
        values ('%s', '%s', 'A claim', '%s', 'usr_1', 'usr_2', now())
        """
            .formatted(Id.next("lhd"), person.organisation, number));

    refused(
        Reason.HELD, () -> corrected(id, new Correction.OfTranscript(transcript, "said", "sung")));
  }

  @Test
  void doneIsSaidOnlyOfWhatCannotBeDoneHere() {
    contact("+33655555551", "Somebody");
    for (var kind : List.of(Kind.ACCESS, Kind.PORTABILITY, Kind.ERASURE)) {
      var id = filed(kind, "+33655555551");
      refused(Reason.ACTION_DOES_NOT_FIT, () -> instruct(id, Action.DONE));
    }
    var there = filed(Kind.CORRECTION, "+33655555551");
    refused(Reason.CAN_BE_CORRECTED, () -> instruct(there, Action.DONE));

    assertThat(instruct(filed(Kind.CORRECTION, "+33655555559"), Action.DONE).state())
        .isEqualTo(State.DONE);
    assertThat(instruct(filed(Kind.OBJECTION, "+33655555551"), Action.DONE).state())
        .isEqualTo(State.DONE);
  }

  private static SubjectRequest instruct(String id, Action action) {
    return person
        .requests
        .instruct(person.organisation, id, action, "Done", person.boss)
        .orElseThrow()
        .request();
  }

  @Test
  void anOrganisationIsRemindedAWeekBeforeADayBeforeAndAfterwardsEachOnce() {
    var id = filed(Kind.ACCESS, "+33666666661");
    var reminders =
        new RequestReminders(
            person.database, person.outbox, Optional.empty(), InstantSource.system());

    assertThat(remindedAt(reminders, id, 8)).isEmpty();
    assertThat(remindedAt(reminders, id, 7)).containsExactly("subject_request.due_soon");
    assertThat(remindedAt(reminders, id, 2)).isEmpty();
    assertThat(remindedAt(reminders, id, 1)).containsExactly("subject_request.due_soon");
    assertThat(remindedAt(reminders, id, 0)).isEmpty();
    assertThat(remindedAt(reminders, id, -1)).containsExactly("subject_request.overdue");
    assertThat(remindedAt(reminders, id, -5)).isEmpty();
    var answered = filed(Kind.ACCESS, "+33666666661");
    instruct(answered, Action.REFUSE);
    assertThat(remindedAt(reminders, answered, -1)).isEmpty();
  }

  /** What is told when there are so many days left. */
  private static List<String> remindedAt(RequestReminders reminders, String id, int days) {
    person.sql(
        "update subject_request set due_on = paris_day(now()) + %d where id = '%s'"
            .formatted(days, id));
    var told =
        """
        select coalesce(json_agg(type order by sequence), '[]') from event
         where data ->> 'subject_request_id' = '%s' and type ~ '(due_soon|overdue)'
        """
            .formatted(id);
    var before = new JsonArray(person.sql(told));
    reminders.round();
    reminders.round();
    var after = new JsonArray(person.sql(told));
    return after.stream().skip(before.size()).map(String.class::cast).toList();
  }
}
