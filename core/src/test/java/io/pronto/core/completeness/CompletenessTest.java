package io.pronto.core.completeness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pronto.core.Waiting;
import io.pronto.core.call.CallJournal;
import io.pronto.core.call.Calls;
import io.pronto.core.completeness.CompletenessStatement.Fault;
import io.pronto.core.completeness.CompletenessStatement.State;
import io.pronto.core.event.Outbox;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompletenessTest {
  private static final LocalDate TODAY = CallDay.of(Instant.now());
  private static final LocalDate YESTERDAY = TODAY.minusDays(1);
  private static final LocalDate FIRST = TODAY.minusDays(3);
  private static final LocalDate SECOND = TODAY.minusDays(2);

  @TempDir Path folder;
  private CountedCalls counted;
  private String call;

  @BeforeEach
  void talk() {
    counted = new CountedCalls(folder);
    counted.now = CallDay.end(YESTERDAY).plus(Duration.ofHours(3));
    counted.call(FIRST, "+33612345678");
    call = counted.call(SECOND, "+33612345678");
    counted.call(SECOND, "+33687654321");
    counted.call(SECOND, "+33687654322");
    counted.seals.seal();
  }

  @AfterEach
  void close() {
    counted.close();
  }

  @Test
  void whereEachDayIsAsItWasSealedAllIsThere() {
    counted.call(TODAY, "+33612345678");

    var found = counted.of(FIRST, YESTERDAY);

    assertThat(found.state()).isEqualTo(State.COMPLETE);
    assertThat(found.days()).isEqualTo(3);
    assertThat(counted.chain().day()).contains(YESTERDAY);
    assertThat(counted.of(FIRST, TODAY).state()).isEqualTo(State.NOT_PROVEN);
    assertThat(counted.of(FIRST, TODAY).unsealed()).containsExactly(TODAY);
  }

  @Test
  void oneThatWasDeletedBehindTheProductsBackIsMissedAndItsDayNamed() {
    assertThat(counted.sql("delete from cdr where id = '%s'".formatted(call))).isOne();

    var found = counted.of(FIRST, YESTERDAY);

    assertThat(found.state()).isEqualTo(State.NOT_COMPLETE);
    assertThat(found.faults()).containsExactly(new Fault(SECOND, 3, 2));
    assertThat(found.days()).isEqualTo(2);
    assertThat(counted.of(YESTERDAY, YESTERDAY).state()).isEqualTo(State.COMPLETE);
  }

  @Test
  void oneThatWasChangedIsFound() {
    for (var change :
        List.of(
            "caller_number = '+33600000000'",
            "ended_at = ended_at + interval '1 second'",
            "legs = '[]'",
            "organisation_id = null")) {
      assertThat(
              counted.sql("create table kept as select * from cdr where id = '%s'".formatted(call)))
          .isOne();
      counted.sql("update cdr set %s where id = '%s'".formatted(change, call));

      assertThat(counted.of(FIRST, YESTERDAY).faults())
          .as(change)
          .containsExactly(new Fault(SECOND, 3, 3));

      counted.sql(
          """
          update cdr c set caller_number = k.caller_number, ended_at = k.ended_at, legs = k.legs,
                 organisation_id = k.organisation_id from kept k where c.id = k.id
          """);
      counted.sql("drop table kept");
      assertThat(counted.of(FIRST, YESTERDAY).state()).as(change).isEqualTo(State.COMPLETE);
    }
  }

  @Test
  void oneThatWasPutInIsOneTooMany() {
    counted.call(YESTERDAY, "+33612345678");

    assertThat(counted.of(FIRST, YESTERDAY).faults()).containsExactly(new Fault(YESTERDAY, 0, 1));
  }

  @Test
  void whatComesLateIsSealedByItself() throws Exception {
    var begun =
        Calls.begun(Optional.of(counted.organisation), CallDay.start(SECOND).plusSeconds(9));
    try (var outbox = new Outbox(counted.database);
        var journal =
            CallJournal.open(
                folder.resolve("spool"), counted.database, outbox, List.of(), _ -> null)) {
      journal.begin(begun);
      journal.end(Calls.ended(begun));
      Waiting.until("the record is kept", () -> journal.waiting() == 0);
    }

    assertThat(counted.of(FIRST, YESTERDAY).state()).isEqualTo(State.NOT_PROVEN);
    assertThat(counted.of(FIRST, YESTERDAY).unsealed()).containsExactly(SECOND);

    counted.seals.seal();

    assertThat(counted.of(FIRST, YESTERDAY).state()).isEqualTo(State.COMPLETE);
    assertThat(counted.chain().seals()).isEqualTo(4);
    counted.sql("delete from cdr where id = '%s'".formatted(begun.id()));
    assertThat(counted.of(FIRST, YESTERDAY).faults()).containsExactly(new Fault(SECOND, 4, 3));
  }

  @Test
  void whatLawHasDeletedIsNotMissed() {
    var first = YESTERDAY.minusYears(1).minusDays(3);
    try (var year = new CountedCalls(folder.resolve("year"))) {
      year.now = CallDay.end(first).plus(Duration.ofHours(3));
      var old = year.call(first, "+33612345678");
      year.seals.seal();
      year.now = counted.now;
      year.seals.seal();
      year.sql("delete from cdr where id = '%s'".formatted(old));

      var found = year.of(first, YESTERDAY);

      assertThat(found.state()).isEqualTo(State.COMPLETE);
      var gone = found.lawfullyGone().orElseThrow();
      assertThat(CallDay.isGone(gone, TODAY)).isTrue();
      assertThat(CallDay.isGone(gone.plusDays(1), TODAY)).isFalse();
      assertThat(year.chain().fault()).as("the seals stay").isEmpty();
      assertThat(year.completeness.ofAll().unsealed()).containsExactly(TODAY);
    }
  }

  @Test
  void ofDaysBeforeTheFirstSealNothingIsKnown() {
    var found = counted.of(FIRST.minusDays(2), YESTERDAY);

    assertThat(found.state()).isEqualTo(State.NOT_PROVEN);
    assertThat(found.beforeSeals())
        .contains(new CompletenessStatement.Span(FIRST.minusDays(2), FIRST.minusDays(1)));
    assertThat(found.faults()).isEmpty();
  }

  @Test
  void whoeverCutsOffTheEndOfTheSealsOrChangesOneIsFound() {
    assertThatThrownBy(() -> counted.sql("delete from call_seal"))
        .hasMessageContaining("only added");
    counted.sql("alter table call_seal disable trigger all");

    counted.sql("update call_seal set calls = 2 where sequence = 2");
    assertThat(counted.chain().fault().orElseThrow()).contains("Seal 2", "changed");
    assertThat(counted.of(FIRST, YESTERDAY).state()).isEqualTo(State.NOT_COMPLETE);

    counted.sql("update call_seal set calls = 3 where sequence = 2");
    assertThat(counted.chain().fault()).isEmpty();
    counted.sql("delete from call_seal where sequence = 3");
    assertThat(counted.chain().fault().orElseThrow()).contains("Seal 3", "audit log");
    counted.now = counted.now.plusSeconds(3_600);
    counted.seals.seal();
    assertThat(counted.of(FIRST, YESTERDAY).state())
        .as("sealed anew")
        .isEqualTo(State.NOT_COMPLETE);
  }

  @Test
  void whatARestoreMayHaveLostIsTold() {
    counted.sql(
        """
        insert into restoration (id, backup, restored_to, began_at, completed_at)
        values ('rst_01M8PNVXHQGG4RM8QN0YZE0AV8', 'b', '%s', '%s', now())
        """
            .formatted(CallDay.start(SECOND), CallDay.start(YESTERDAY)));

    assertThat(counted.of(FIRST, YESTERDAY).state()).isEqualTo(State.NOT_PROVEN);
    assertThat(counted.of(FIRST, YESTERDAY).restored()).hasSize(1);
    assertThat(counted.of(FIRST, FIRST).state()).isEqualTo(State.COMPLETE);
  }
}
