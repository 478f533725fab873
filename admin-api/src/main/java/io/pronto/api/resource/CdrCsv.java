package io.pronto.api.resource;

import io.pronto.api.web.CsvWriter;
import io.pronto.core.call.CallDetailRecord.Party;
import io.pronto.core.call.HangupCause;
import io.pronto.core.call.StoredCdr;
import io.pronto.core.db.Page;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Records of calls as a table, read and sent page by page. */
final class CdrCsv {
  private static final List<String> HEADER =
      List.of(
          "id",
          "direction",
          "started_at",
          "ringing_at",
          "answered_at",
          "ended_at",
          "duration",
          "talked",
          "caller_number",
          "caller_name",
          "caller_user_id",
          "called_number",
          "called_name",
          "called_user_id",
          "cause",
          "reason",
          "sip_status",
          "ended_by",
          "diversions",
          "recording_ids",
          "delete_after");

  private CdrCsv() {}

  /**
   * Writes all of {@code pages} to {@code out}.
   *
   * @param pages the next page, by where the one before has ended
   */
  static void write(Function<Optional<String>, Page<StoredCdr>> pages, OutputStream out)
      throws IOException {
    var csv = new CsvWriter(out);
    csv.row(HEADER);
    var after = Optional.<String>empty();
    do {
      var page = pages.apply(after);
      for (var record : page.items()) {
        csv.row(row(record));
      }
      after = page.next();
    } while (after.isPresent());
    csv.flush();
  }

  private static List<String> row(StoredCdr stored) {
    var cdr = stored.cdr();
    var cause = cdr.cause().orElse(HangupCause.SERVER_FAILURE);
    return List.of(
        cdr.id().value(),
        cdr.direction().code(),
        cdr.startedAt().toString(),
        time(cdr.ringingAt()),
        time(cdr.answeredAt()),
        time(cdr.endedAt()),
        Long.toString(cdr.duration().toSeconds()),
        Long.toString(cdr.talked().toSeconds()),
        cdr.caller().number(),
        cdr.caller().name(),
        user(cdr.caller()),
        cdr.called().number(),
        cdr.called().name(),
        user(cdr.called()),
        cause.code(),
        cause.words(),
        Integer.toString(cdr.sipStatus()),
        cdr.endedBy(),
        String.join(" ", cdr.diversions()),
        String.join(" ", stored.recordingIds()),
        stored.deleteAfter().toString());
  }

  private static String time(Optional<Instant> time) {
    return time.map(Instant::toString).orElse("");
  }

  private static String user(Party party) {
    return party.userId().orElse("");
  }
}
