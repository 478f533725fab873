package io.pronto.core.subject;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pronto.core.db.Database;
import io.pronto.core.db.RestrictedUse;
import io.pronto.core.handover.Contents;
import io.pronto.core.handover.Handover;
import io.pronto.core.handover.SealedZip;
import io.pronto.core.manifest.EvidenceDiffers;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.recording.Recording;
import io.pronto.core.recording.RecordingAudio;
import io.pronto.core.recording.RecordingStore;
import io.pronto.core.seal.BrokenSeal;
import io.pronto.core.seal.WrongMasterKey;
import io.pronto.core.transcript.Party;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * All about somebody who has asked for it: of each place a file of JSON, the recordings as WAV, and
 * a summary to read in each language. Nobody else is heard in it: where they called or were called,
 * the other party's channel is silence of the same length, and its words are left out of the
 * transcript; a recording in which they are on neither channel is told of in the summary. It is
 * read page by page while it is fetched, however much it is.
 */
public final class SubjectExport implements Contents {
  private static final int PIECE = 64 * 1024;
  private static final String RECORDINGS = "recording";
  private static final String TRANSCRIPTS = "transcript";

  private final Database database;
  private final SubjectSearch search;
  private final SubjectRequests requests;
  private final RecordingStore store;
  private final InstantSource clock;
  private final List<String> places = Places.read().searched();

  /** Of requests that are among {@code requests}. */
  public SubjectExport(
      Database database, SubjectRequests requests, RecordingStore store, InstantSource clock) {
    this.database = database;
    this.search = new SubjectSearch(database);
    this.requests = requests;
    this.store = store;
    this.clock = clock;
  }

  @Override
  public void write(Handover handover, SealedZip into) throws IOException {
    var organisation = handover.organisation().orElseThrow();
    var request = requests.find(organisation, handover.about()).orElseThrow();
    var subject = request.content().orElseThrow().subject();
    var terms =
        database.in(
            organisation, tx -> SubjectSearch.terms(tx, SubjectRequests.subject(tx, request)));
    var counts = new TreeMap<String, Long>();
    for (var place : places) {
      long count = file(organisation, terms, place, into);
      if (count > 0) {
        counts.put(place, count);
      }
    }
    counts.put("subject_request", requests(organisation, request, into));
    var leftOut = new LeftOut(new ArrayList<>(), new ArrayList<>());
    sounds(organisation, terms, into, leftOut);
    for (var language : SubjectWords.LANGUAGES) {
      into.text(
          "summary.%s.html".formatted(language),
          SubjectSummary.page(language, subject, AnswerTime.day(clock.instant()), counts, leftOut));
    }
  }

  /**
   * The recordings that are not in it.
   *
   * @param missing whose file is gone or broken, or that nobody may hear yet
   * @param unheard in which others alone are heard
   */
  record LeftOut(List<String> missing, List<String> unheard) {}

  /** What they have asked for before, which is found by a keyed hash of whom it is about. */
  private long requests(OrganisationId organisation, SubjectRequest request, SealedZip into)
      throws IOException {
    var subject = database.in(organisation, tx -> SubjectRequests.subject(tx, request));
    var all = requests.about(organisation, subject);
    into.text(
        "subject_request.json",
        new JsonArray(
                all.stream()
                    .map(
                        each ->
                            SubjectRequests.told(each)
                                .put("received_at", each.receivedAt().toString())
                                .put("details", each.content().orElseThrow().details())
                                .put(
                                    "answered_at",
                                    each.answeredAt().map(Instant::toString).orElse(null)))
                    .toList())
            .encodePrettily());
    return all.size();
  }

  /** A file of one place. */
  private long file(OrganisationId organisation, Terms terms, String place, SealedZip into)
      throws IOException {
    long[] count = {0};
    var own = new OwnWords(terms);
    try (var out = into.entry(place + ".json")) {
      out.write('[');
      search.each(
          organisation,
          terms,
          place,
          row ->
              line(
                  out,
                  place.equals(TRANSCRIPTS) ? own.of(row, heard(organisation, terms, row)) : row,
                  count[0]++ == 0 ? "\n" : ",\n"));
      out.write("\n]\n".getBytes(UTF_8));
    } catch (UncheckedIOException gone) {
      throw gone.getCause();
    }
    return count[0];
  }

  private static void line(OutputStream out, JsonObject row, String before) {
    try {
      out.write(before.getBytes(UTF_8));
      out.write(row.toBuffer().getBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void sounds(OrganisationId organisation, Terms terms, SealedZip into, LeftOut leftOut)
      throws IOException {
    try {
      search.each(
          organisation,
          terms,
          RECORDINGS,
          row -> {
            try {
              RestrictedUse.SUBJECT.during(
                  () -> {
                    sound(organisation, terms, row, into, leftOut);
                    return null;
                  });
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (UncheckedIOException gone) {
      throw gone.getCause();
    }
  }

  private Heard heard(OrganisationId organisation, Terms terms, JsonObject row) {
    return database.in(organisation, tx -> Heard.in(tx, row.getString("call_id"), terms));
  }

  /**
   * One whose file is gone or broken, or that nobody may hear yet, is told of instead. What is
   * restricted is handed over as well: to know what is kept is the right of whom it is about.
   */
  private void sound(
      OrganisationId organisation, Terms terms, JsonObject row, SealedZip into, LeftOut leftOut)
      throws IOException {
    var id = row.getString("id");
    var heard = heard(organisation, terms, row);
    if (heard.nowhere()) {
      leftOut.unheard.add(id);
      return;
    }
    var recording = store.find(organisation, id).filter(Recording::mayBeHeard);
    if (recording.isEmpty()) {
      leftOut.missing.add(id);
      return;
    }
    try (var audio = store.audio(recording.get())) {
      try (var out = into.entry("audio/" + id + ".wav")) {
        copy(own(audio, heard), out);
      }
    } catch (NoSuchFileException | BrokenSeal | WrongMasterKey | EvidenceDiffers unreadable) {
      leftOut.missing.add(id);
    }
  }

  /** What is heard of them. */
  private static RecordingAudio own(RecordingAudio audio, Heard heard) {
    if (heard.everywhere()) {
      return audio;
    }
    return heard.sides().contains(Party.CALLER) ? audio.leftAlone() : audio.rightAlone();
  }

  private static void copy(RecordingAudio audio, OutputStream out) throws IOException {
    var piece = ByteBuffer.allocate(PIECE);
    for (long at = 0; at < audio.length(); at += piece.position()) {
      if (audio.read(at, piece.clear()) <= 0) {
        break;
      }
      out.write(piece.array(), 0, piece.position());
    }
  }
}
