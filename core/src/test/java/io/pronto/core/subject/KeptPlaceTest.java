package io.pronto.core.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.pronto.core.Id;
import io.pronto.core.subject.Erasure.Kept;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an erasure leaves of somebody where it is found is in its list, and nothing else is. */
class KeptPlaceTest {
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

  @Test
  void whateverStaysIsCountedWithItsReason() {
    var number = "+33612121212";
    person.routedTo(number);
    excluded("number", number, "The occupational doctor");
    excluded("number", "+33612121213", "The same as 06 12 12 12 12");
    hold(number, "A claim", "'usr_2', now(), 'usr_1', now(), 'usr_2', now()");
    hold(number, "Nobody has confirmed it", "null, null, null, null, null, null");
    hold(
        "+33612121214",
        "He calls as 06.12.12.12.12, too",
        "'usr_2', now(), null, null, null, null");
    person.sql(
        """
        insert into number_rental (id, organisation_id, number, country, type, state, created_at)
        values ('%s', '%s', '%s', 'FR', 'mobile', 'available', now())
        """
            .formatted(Id.next("rnt"), person.organisation, number));
    person.sql(
        """
        insert into port_order (id, organisation_id, direction, number, country, type, desired_date,
          state, due_at, switch_at, created_at, changed_at)
        values ('%s', '%s', 'out', '%s', 'FR', 'mobile', current_date, 'done', now(), now(), now(), now())
        """
            .formatted(Id.next("port"), person.organisation, number));

    assertThat(kept(number, () -> rentedAnew(number)))
        .extracting(Kept::place, one -> one.count().orElseThrow(), Kept::reason)
        .containsExactlyInAnyOrder(
            tuple("number_routing", 1L, "in_use"),
            tuple("phone_number", 1L, "own_number"),
            tuple("number_rental", 1L, "own_number"),
            tuple("port_order", 1L, "own_number"),
            tuple("legal_hold", 3L, "held_by_name"),
            tuple("recording_exclusion", 2L, "excluded"));
  }

  @Test
  void ofAnAccountItsExclusionStaysAndWhoHadItIsSealed() {
    excluded("user", person.grace, "Staff representative");

    assertThat(kept(ErasedPerson.EMAIL, () -> {}))
        .extracting(Kept::place, one -> one.count().orElseThrow(), Kept::reason)
        .containsExactlyInAnyOrder(
            tuple("recording_exclusion", 1L, "excluded"),
            tuple("archived_record", 1L, "subscriber"));
  }

  @Test
  void nothingIsListedOfWhatIsOthers() {
    excluded("number", "+33612121299", "Calls 00612121298 and 06 12 12 12 97");

    assertThat(kept("+33612121298", () -> {})).isEmpty();
  }

  /** What is counted of whom is erased, when {@code meanwhile} was done after the instruction. */
  private static Stream<Kept> kept(String subject, Runnable meanwhile) {
    var id = person.erase(subject);
    meanwhile.run();
    person.erasure.go(person.organisation, id);
    var erasure = person.erasure(id);
    assertThat(erasure.state()).isEqualTo(Erasure.State.WATCHING);
    return erasure.kept().stream().filter(one -> one.count().isPresent());
  }

  private static void rentedAnew(String number) {
    var block = Id.next("blk");
    for (var sql :
        List.of(
            """
            insert into number_block (id, carrier_id, first, last, country, type)
            select '%1$s', id, '%2$s', '%2$s', 'FR', 'geographic' from carrier
            """,
            """
            insert into phone_number (number, organisation_id, block_id, type, country)
            values ('%2$s', '%3$s', '%1$s', 'geographic', 'FR')
            """)) {
      person.sql(sql.formatted(block, number, person.organisation));
    }
  }

  private static void excluded(String type, String subject, String reason) {
    person.sql(
        """
        insert into recording_exclusion (id, organisation_id, type, subject, reason, created_by)
        values ('%s', '%s', '%s', '%s', '%s', 'usr_1')
        """
            .formatted(Id.next("rex"), person.organisation, type, subject, reason));
  }

  private static void hold(String number, String reason, String confirmedAndLifted) {
    person.sql(
        """
        insert into legal_hold (id, organisation_id, reason, number, asked_by, confirmed_by,
          confirmed_at, lifting_asked_by, lifting_asked_at, lifted_by, lifted_at)
        values ('%s', '%s', '%s', '%s', 'usr_1', %s)
        """
            .formatted(Id.next("lhd"), person.organisation, reason, number, confirmedAndLifted));
  }
}
