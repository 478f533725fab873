package io.pronto.core.subject;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Id;
import io.pronto.core.Waiting;
import io.pronto.core.hold.LegalHolds;
import io.pronto.core.hold.WantedHold;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An erasure and a legal hold that come at the same moment. */
class SubjectErasureHoldTest {
  private static final Instant AT = Instant.now().minusSeconds(60);

  @TempDir Path folder;
  private ErasedPerson person;

  @BeforeEach
  void open() {
    person = new ErasedPerson(folder);
  }

  @AfterEach
  void close() {
    person.close();
  }

  @Test
  void aHoldThatIsBeingSetIsWaitedForBeforeACallGetsAPseudonym() {
    person.call(AT);

    var erasure = eraseWhileItIsHeld(ErasedPerson.NUMBER);

    assertThat(person.sql("select caller_number from cdr")).isEqualTo(ErasedPerson.NUMBER);
    assertThat(person.erasure(erasure).state()).isEqualTo(Erasure.State.HELD);
  }

  @Test
  void aHoldThatIsBeingSetIsWaitedForBeforeWhatOthersSaidIsRewritten() {
    var other = "+33199999999";
    var call = person.call(AT, other, "", "null", "+33155555555");
    person.transcript(call, Id.next("rec"), "her number is 06 12 34 56 78 she said");

    eraseWhileItIsHeld(other);

    assertThat(person.sql("select text from transcript")).contains("06 12 34 56 78");
  }

  @Test
  void whatTheOrganisationHasWrittenDownOfSomebodyWhoIsHeldGoes() {
    person.call(AT);
    person.contact(ErasedPerson.NUMBER);
    hold(ErasedPerson.NUMBER, true);

    var erasure = person.erase(ErasedPerson.NUMBER);
    person.erasure.go(person.organisation, erasure);

    assertThat(person.sql("select count(*) from contact")).isEqualTo("0");
    assertThat(person.sql("select caller_number from cdr")).isEqualTo(ErasedPerson.NUMBER);
  }

  /** Erases them while a hold on {@code number} is set, which is confirmed first. */
  private String eraseWhileItIsHeld(String number) {
    var hold = hold(number, false);
    var erasure = person.erase(ErasedPerson.NUMBER);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      person.database.in(
          person.organisation,
          tx -> {
            tx.query("select lock_holds()");
            tx.query("select lock_retention($1)", person.organisation.value());
            threads.submit(() -> person.erasure.go(person.organisation, erasure));
            Waiting.until("the erasure waits for the hold", this::isWaiting);
            return tx.update(
                """
                update legal_hold set confirmed_by = 'usr_two', confirmed_at = now() where id = $1
                """,
                hold);
          });
    }
    return erasure;
  }

  private boolean isWaiting() {
    return person
        .sql(
            """
            select count(*) from pg_stat_activity
             where datname = current_database() and wait_event = 'advisory'
            """)
        .equals("1");
  }

  private String hold(String number, boolean confirmed) {
    var holds = new LegalHolds(person.database, person.outbox);
    var wanted =
        new WantedHold(
            "A case", Optional.of(number), Optional.empty(), Optional.empty(), Optional.empty());
    var id = holds.ask(person.organisation, wanted, "usr_one").id();
    return confirmed ? holds.confirm(person.organisation, id, "usr_two").orElseThrow().id() : id;
  }
}
