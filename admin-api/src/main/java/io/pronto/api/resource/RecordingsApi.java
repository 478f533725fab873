package io.pronto.api.resource;

import io.pronto.api.web.ByteRange;
import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.audit.AuditLog;
import io.pronto.core.audit.ReadJournal.Kind;
import io.pronto.core.call.CallId;
import io.pronto.core.db.Database;
import io.pronto.core.hold.Held;
import io.pronto.core.manifest.EvidenceDiffers;
import io.pronto.core.recording.Recording;
import io.pronto.core.recording.RecordingAudio;
import io.pronto.core.recording.RecordingDeletion;
import io.pronto.core.recording.RecordingExport;
import io.pronto.core.recording.RecordingFilter;
import io.pronto.core.recording.RecordingStore;
import io.pronto.core.recording.RedactionState;
import io.pronto.core.recording.SoundFiles;
import io.pronto.core.recording.SoundFormat;
import io.pronto.core.seal.BrokenSeal;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Recordings and their sound. */
public final class RecordingsApi implements Resource {
  private static final String HEARD = "recording.heard";
  private static final int CHUNK = 64 * 1024;

  private final Database database;
  private final RecordingStore recordings;
  private final RecordingDeletion deletion;
  private final SoundFiles encoders;
  private final Visibility visibility;
  private final Listening listening;
  private final AuditLog audit;
  private final RestrictedReading reading;
  private final Shown shown;

  /**
   * Reads {@code recordings}, makes other files of them by {@code encoders}, deletes them by {@code
   * deletion}, tells of whoever hears one to {@code listening}, to {@code audit} of whoever was
   * refused it, and to {@code shown} of whoever sees that there is one.
   */
  public RecordingsApi(
      Database database,
      RecordingStore recordings,
      RecordingDeletion deletion,
      SoundFiles encoders,
      Visibility visibility,
      Listening listening,
      AuditLog audit,
      Shown shown) {
    this.database = database;
    this.recordings = recordings;
    this.deletion = deletion;
    this.encoders = encoders;
    this.visibility = visibility;
    this.listening = listening;
    this.audit = audit;
    this.reading = new RestrictedReading(audit);
    this.shown = shown;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of(
        "list_recordings", this::list,
        "get_recording", this::read,
        "get_recording_audio", this::hear,
        "list_recording_listenings", this::listenings,
        "delete_recording", this::delete);
  }

  private Reply list(Request request) {
    var filter =
        new RecordingFilter(
            request.query("call_id").map(CallId::new),
            visibility.users(request, request.query("user_id")),
            request.query("number"),
            request.time("started_at[gte]"),
            request.time("started_at[lt]"));
    var page = recordings.page(request.organisation(), filter, request.page());
    return Reply.page(
        shown.page(request, Kind.RECORDING, page, Recording::id).map(RecordingJson::of));
  }

  private Reply read(Request request) {
    var recording = shown.one(request, Kind.RECORDING, found(request), Recording::id);
    return Reply.ok(RecordingJson.of(recording));
  }

  private Reply hear(Request request) {
    var recording = found(request);
    return reading
        .ground(request, recording.id())
        .map(use -> use.during(() -> heard(request, found(request))))
        .orElseGet(() -> heard(request, recording));
  }

  private Reply heard(Request request, Recording recording) {
    var format = request.query("format").map(SoundFormat::of).orElse(SoundFormat.WAV);
    if (format != SoundFormat.WAV && !encoders.makes(format)) {
      throw Problem.conflict(
          "format_not_available",
          "This server has no encoder for " + format.word() + "; wav is always there");
    }
    var sound = open(request, recording);
    try {
      listening.begins(request, HEARD, List.of(recording.id()));
      var name = listening.last(request, HEARD, recording.id());
      boolean mono = request.query("channels").filter("mono"::equals).isPresent();
      var audio = mono ? sound.mixed() : sound;
      var headers = new HashMap<String, String>();
      headers.put("Content-Type", format.mediaType());
      headers.put(
          "Content-Disposition",
          "inline; filename=\"%s.%s\"".formatted(recording.id(), format.word()));
      return switch (format) {
        case WAV -> wav(request, audio.copy(name), headers);
        case FLAC, OGG -> encoded(audio, format, name, headers);
      };
    } catch (RuntimeException refused) {
      close(sound);
      throw refused;
    }
  }

  private static Reply wav(Request request, RecordingAudio audio, Map<String, String> headers) {
    var range = ByteRange.of(request.query("Range"), audio.length());
    var sent = range.orElse(new ByteRange(0, audio.length() - 1));
    headers.put("Accept-Ranges", "bytes");
    range.ifPresent(
        part ->
            headers.put(
                "Content-Range",
                "bytes %d-%d/%d".formatted(part.first(), part.last(), audio.length())));
    return new Reply.Bytes(
        range.isPresent() ? 206 : 200, headers, sent.length(), out -> send(audio, sent, out));
  }

  /** How long it becomes nobody knows before it is made: no part of it can be asked for. */
  private Reply encoded(
      RecordingAudio audio, SoundFormat format, String name, Map<String, String> headers) {
    headers.put("Accept-Ranges", "none");
    return new Reply.Bytes(
        200,
        headers,
        -1,
        out -> {
          try (audio) {
            new RecordingExport(encoders, audio).writeTo(out, format, name);
          }
        });
  }

  private Reply listenings(Request request) {
    return listening.page(request, HEARD, found(request).id());
  }

  private RecordingAudio open(Request request, Recording recording) {
    if (recording.redaction() == RedactionState.PENDING) {
      throw Problem.conflict(
          "not_redacted_yet",
          "Card numbers and IBANs are looked for in it first; try again when its redaction is"
              + " done");
    }
    if (recording.redaction() == RedactionState.BROKEN) {
      throw Problem.conflict(
          "nothing_to_hear",
          "The recording's file was changed or cut off, and card numbers or IBANs that were said"
              + " could not be taken out of it");
    }
    try {
      return recordings.audio(recording);
    } catch (EvidenceDiffers e) {
      var told = new JsonObject().put("why", e.getMessage());
      audit.note(request.organisation(), "recording.hearing_refused", recording.id(), told);
      throw Problem.conflict("evidence_differs", e.getMessage());
    } catch (BrokenSeal e) {
      throw Problem.conflict("nothing_to_hear", "The recording's file was changed or cut off");
    } catch (NoSuchFileException e) {
      throw Problem.conflict(
          "nothing_to_hear",
          "The recording holds nothing to hear: "
              + recording
                  .reason()
                  .orElse("its file is gone, or still with the server that made it"));
    } catch (IOException e) {
      throw new UncheckedIOException("The file of " + recording.id() + " cannot be read", e);
    }
  }

  private static void send(RecordingAudio audio, ByteRange range, OutputStream out)
      throws IOException {
    try (audio) {
      var buffer = ByteBuffer.allocate(CHUNK);
      for (long at = range.first(); at <= range.last(); ) {
        buffer.clear().limit((int) Math.min(CHUNK, range.last() - at + 1));
        int read = audio.read(at, buffer);
        if (read == 0) {
          throw new IOException("The recording ends early");
        }
        out.write(buffer.array(), 0, read);
        at += read;
      }
    }
  }

  private static void close(RecordingAudio audio) {
    try {
      audio.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Reply delete(Request request) {
    var recording = found(request);
    try {
      return Reply.gone(database.in(request.organisation(), tx -> deletion.delete(tx, recording)));
    } catch (Held held) {
      throw Problem.conflict("held", held.getMessage());
    }
  }

  private Recording found(Request request) {
    return recordings
        .find(request.organisation(), request.path("id"))
        .filter(recording -> visibility.seesCall(request, recording.call()))
        .orElseThrow(Problem::notFound);
  }
}
