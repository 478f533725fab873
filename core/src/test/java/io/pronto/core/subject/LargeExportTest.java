package io.pronto.core.subject;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.handover.Handover;
import io.pronto.core.handover.OpenedZip;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LargeExportTest {
  private static final int HEAP = 64;
  private static final int CALLS = 16_000;
  private static final int OF_EACH = 12_000;

  @Test
  void whatIsHandedOverIsSeveralTimesWhatMemoryHolds(@TempDir Path folder) throws Exception {
    try (var person = new ErasedPerson(folder)) {
      calls(person);
      var request = person.ask(SubjectRequest.Kind.ACCESS, ErasedPerson.NUMBER);

      var process = ExportingProcess.start(person, HEAP, request);

      assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
      assertThat(process.exitValue()).isZero();
      assertWhole(folder, Handover.Kind.SUBJECT, "cdr.json");
      assertWhole(folder, Handover.Kind.CONTRACT, "tables/cdr.jsonl");
    }
  }

  /** Each with a leg whose words take so much room, though little in the database. */
  private static void calls(ErasedPerson person) {
    person.sql(
        """
        insert into cdr (id, organisation_id, direction, caller_number, caller_name, called_number,
          called_name, started_at, ended_at, cause, sip_status, ended_by, diversions, legs,
          recording_ids, node)
        select 'call_' || lpad(n::text, 26, '0'), '%s', 'inbound', '%s', '', '%s', '', now(), now(),
               'answered', 200, 'caller', '{}', json_build_array(json_build_object('notes', repeat('x', %d))),
               '{}', 'node-1'
          from generate_series(1, %d) n
        """
            .formatted(
                person.organisation, ErasedPerson.NUMBER, ErasedPerson.OTHER, OF_EACH, CALLS));
  }

  private static void assertWhole(Path folder, Handover.Kind kind, String name) throws IOException {
    long bytes = 0;
    long lines = 0;
    try (var zip =
            new OpenedZip(
                ExportingProcess.file(folder, kind), ExportingProcess.PASSPHRASE.toCharArray());
        var content = zip.content(name).orElseThrow()) {
      var piece = new byte[64 * 1024];
      for (int read = content.read(piece); read > 0; read = content.read(piece)) {
        bytes += read;
        for (int i = 0; i < read; i++) {
          lines += piece[i] == '\n' ? 1 : 0;
        }
      }
    }
    assertThat(bytes).as(name).isGreaterThan(2L * HEAP << 20);
    assertThat(lines).as(name).isGreaterThanOrEqualTo(CALLS);
  }
}
