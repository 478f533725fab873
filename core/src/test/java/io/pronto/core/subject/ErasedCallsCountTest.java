package io.pronto.core.subject;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.completeness.CallDay;
import io.pronto.core.completeness.CallSeals;
import io.pronto.core.completeness.Completeness;
import io.pronto.core.completeness.CompletenessStatement;
import io.pronto.core.completeness.CompletenessStatement.Fault;
import io.pronto.core.completeness.CompletenessStatement.State;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Records of calls of which somebody was erased are not missing: the archive has what they were.
 */
class ErasedCallsCountTest {
  private static final LocalDate DAY = CallDay.of(Instant.now()).minusDays(4);

  @TempDir Path folder;
  private ErasedPerson person;
  private CallSeals seals;
  private Completeness completeness;

  @BeforeEach
  void talk() {
    person = new ErasedPerson(folder);
    seals = new CallSeals(person.database, person.master, InstantSource.system());
    completeness = new Completeness(person.database, person.master, InstantSource.system());
    for (int i = 0; i < 5; i++) {
      person.call(noon().plusSeconds(i));
    }
    person.call(noon().plusSeconds(9), "+33140000000", "Grace Hopper", grace(), "101");
  }

  @AfterEach
  void close() {
    person.close();
  }

  private static Instant noon() {
    return CallDay.start(DAY).plus(Duration.ofHours(12));
  }

  private String grace() {
    return "'" + person.grace + "'";
  }

  private CompletenessStatement look() {
    return completeness.of(noon(), noon().plus(Duration.ofDays(1)));
  }

  @Test
  void whatWasErasedAfterItWasSealedIsAsItWas() {
    var both = person.call(noon().plusSeconds(20), ErasedPerson.NUMBER, "Ada", grace(), "101");
    seals.seal();
    assertThat(look().state()).isEqualTo(State.COMPLETE);

    person.erasure.go(person.organisation, person.erase(ErasedPerson.NUMBER));
    assertThat(look().state()).as("one was erased").isEqualTo(State.COMPLETE);
    person.erasure.go(person.organisation, person.erase(ErasedPerson.EMAIL));

    assertThat(look().state()).as("another too, of the same call").isEqualTo(State.COMPLETE);
    assertThat(person.sql("select caller_number from cdr where id = '%s'".formatted(both)))
        .startsWith("erased-");
    assertThat(
            person.sql("select count(*) from archived_record where call_id = '%s'".formatted(both)))
        .isEqualTo("2");
  }

  @Test
  void whatWasErasedBeforeItWasSealedCountsTooAndIsMissedInTheArchive() {
    person.erasure.go(person.organisation, person.erase(ErasedPerson.NUMBER));
    seals.seal();
    assertThat(look().state()).isEqualTo(State.COMPLETE);

    person.sql("delete from cdr where caller_number like 'erased-%'");
    assertThat(look().state()).as("the archive has what they were").isEqualTo(State.COMPLETE);
    person.sql("delete from archived_record where id = (select min(id) from archived_record)");

    assertThat(look().faults()).containsExactly(new Fault(DAY, 6, 5));
  }
}
