package io.pronto.core.subject;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Id;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Numbers in reasons and notes, as people write them. */
class NumbersInFreeTextTest {
  private static final List<String> WRITTEN =
      List.of(
          "ring 06 12 34 56 78",
          "06.12.34.56.78.",
          "(06) 12-34-56-78, at night",
          "06\u00a012\u00a034\u00a056\u00a078",
          "at 12 06 12 34 56 78",
          "+33 6 12 34 56 78",
          "+33 (0)6 12.34.56.78",
          "+33(0)612345678",
          "0033 6 12/34/56/78",
          "tel:0612345678");
  private static final List<String> OTHERS =
      List.of(
          "06 12 34 56 79",
          "06 12 34 56 7",
          "106 12 34 56 78",
          "0612345678901",
          "06 and 12 34 56 78",
          "zada@example.org");

  /** Of +33612345678, as {@link Subject#spellings} has them. */
  private static final String TERMS = "{+33612345678,33612345678,0033612345678,0612345678}";

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
  void areFoundHoweverTheyAreWrittenAndErased() {
    WRITTEN.forEach(NumbersInFreeTextTest::write);
    OTHERS.forEach(NumbersInFreeTextTest::write);
    imported(WRITTEN.getFirst());

    assertThat(found("06 12 34 56 78"))
        .containsExactlyInAnyOrder(
            "listed_caller 10",
            "right_to_number 10",
            "recording_exclusion 10",
            "directory_import_run 1");
    assertThat(found("+33 6 12 34 56 79"))
        .containsExactlyInAnyOrder("listed_caller 1", "right_to_number 1", "recording_exclusion 1");
    assertThat(found("ada@example.org")).isEmpty();
    assertThat(shown("recording_exclusion")).containsExactlyInAnyOrderElementsOf(WRITTEN);

    erase();

    for (var left :
        List.of("select reason from listed_caller", "select note || reason from right_to_number")) {
      assertThat(texts(left)).as(left).containsExactlyInAnyOrderElementsOf(OTHERS);
    }
    assertThat(texts("select coalesce(error, '') from directory_import_run")).containsExactly("");
    assertThat(texts("select reason from recording_exclusion"))
        .as("stays, so that nobody is recorded")
        .containsAll(WRITTEN);
  }

  private static void write(String text) {
    int any = ThreadLocalRandom.current().nextInt(10_000_000, 99_999_999);
    boolean note = any % 2 == 0;
    person.sql(
        """
        insert into listed_caller (id, organisation_id, list, number, match, reason, answer)
        values ('%s', '%s', 'blocked', '+391%d', 'exact', '%s', 'busy')
        """
            .formatted(Id.next("lst"), person.organisation, any, text));
    person.sql(
        """
        insert into right_to_number (id, organisation_id, number, proof, state, note, reason)
        values ('%s', '%s', '+391%d', 'document', 'rejected', '%s', '%s')
        """
            .formatted(
                Id.next("rtn"), person.organisation, any, note ? text : "", note ? "" : text));
    person.sql(
        """
        insert into recording_exclusion (id, organisation_id, type, subject, reason, created_by)
        values ('%s', '%s', 'number', '+391%d', '%s', 'usr_1')
        """
            .formatted(Id.next("rex"), person.organisation, any, text));
  }

  private static void imported(String error) {
    person.sql(
        """
        insert into directory_import (organisation_id, kind, url, token, interval_minutes, enabled)
        values ('%1$s', 'okta', 'https://directory.example', 'x', 60, false);
        insert into directory_import_run (organisation_id, state, error)
        values ('%1$s', 'failed', '%2$s')
        """
            .formatted(person.organisation, error));
  }

  private static List<String> found(String whom) {
    var search = new SubjectSearch(person.database);
    var subject = search.subject(person.organisation, whom);
    return search.find(person.organisation, subject, "nobody", "A test").stream()
        .map(each -> each.place() + ' ' + each.count())
        .toList();
  }

  private static List<String> shown(String place) {
    return texts(
        """
        select content ->> 'reason' from subject_page('%s', '%s', '{}', '{}', '{}', '', 100)
        """
            .formatted(place, TERMS));
  }

  private static void erase() {
    texts("select place from erase_settings('%s', 'erased-0123456789')".formatted(TERMS));
  }

  private static List<String> texts(String sql) {
    return person.database.in(person.organisation, tx -> tx.query(sql)).stream()
        .map(row -> row.getString(0))
        .toList();
  }
}
