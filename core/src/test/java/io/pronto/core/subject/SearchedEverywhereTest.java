package io.pronto.core.subject;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Id;
import io.pronto.core.evidence.Unzipped;
import io.pronto.core.handover.Handovers;
import io.pronto.core.subject.SubjectRequest.Action;
import io.pronto.core.subject.SubjectRequest.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchedEverywhereTest {
  private static final String DOCTOR = "+33612121212";

  @TempDir private Path folder;

  @Test
  void exclusionsHoldsAndEarlierRequestsAreInTheExportWhichSaysWhatWasNotSearched()
      throws IOException {
    try (var person = new ErasedPerson(folder)) {
      person.sql(
          """
          insert into recording_exclusion (id, organisation_id, type, subject, reason, created_by)
          values ('%s', '%s', 'number', '%s', 'The occupational doctor', 'usr_1')
          """
              .formatted(Id.next("rex"), person.organisation, DOCTOR));
      person.sql(
          """
          insert into legal_hold (id, organisation_id, reason, number, asked_by, confirmed_by, confirmed_at)
          values ('%s', '%s', 'A claim of hers', '%s', 'usr_asker', 'usr_2', now())
          """
              .formatted(Id.next("lhd"), person.organisation, DOCTOR));
      var earlier = filed(person, Kind.OBJECTION);
      var other = filed(person, Kind.ACCESS, "+33612121213");
      var request = filed(person, Kind.ACCESS);

      var subject = Subject.read(DOCTOR, "FR");
      assertThat(
              new SubjectSearch(person.database)
                  .find(person.organisation, subject, "nobody", "A test"))
          .extracting(Found::place)
          .contains("recording_exclusion", "legal_hold");
      assertThat(person.requests.about(person.organisation, subject))
          .extracting(SubjectRequest::id)
          .containsExactly(earlier, request);

      var shown = export(person, request);

      assertThat(shown.text("recording_exclusion.json")).contains("The occupational doctor");
      assertThat(shown.text("legal_hold.json"))
          .contains("A claim of hers")
          .doesNotContain("usr_asker", DOCTOR);
      assertThat(shown.text("subject_request.json")).contains(earlier).doesNotContain(other);
      for (var language : SubjectWords.LANGUAGES) {
        var words = SubjectWords.in(language);
        assertThat(shown.text("summary." + language + ".html"))
            .contains(words.word("unsought"), words.word("unsought.proof"))
            .contains(words.place("legal_hold"), words.place("subject_request"));
      }
    }
  }

  private static Unzipped export(ErasedPerson person, String request) throws IOException {
    var offer =
        person
            .requests
            .instruct(person.organisation, request, Action.EXPORT, "Yes", person.boss)
            .orElseThrow()
            .offer()
            .orElseThrow();
    return Unzipped.fetched(
        new Handovers(person.database, person.master),
        offer,
        new SubjectExport(person.database, person.requests, person.store, InstantSource.system()));
  }

  private static String filed(ErasedPerson person, Kind kind) {
    return filed(person, kind, DOCTOR);
  }

  private static String filed(ErasedPerson person, Kind kind, String subject) {
    return person
        .requests
        .file(
            person.organisation,
            new SubjectRequests.Received(
                kind,
                subject,
                "She asks",
                SubjectRequest.Receiver.ORGANISATION,
                Instant.now(),
                person.boss))
        .id();
  }
}
