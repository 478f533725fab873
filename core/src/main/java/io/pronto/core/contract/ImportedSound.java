package io.pronto.core.contract;

import io.pronto.core.call.CallId;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.recording.RecordingAudio;
import io.pronto.core.recording.RecordingHeader;
import io.pronto.core.seal.OrganisationKeys;
import io.pronto.core.seal.SealedWriter;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;

/** Seals the sound of recordings that come in the clear, by a new key each. */
final class ImportedSound {
  private static final int WAV_HEADER = 44;
  private static final int SEGMENT = RecordingAudio.RATE / 5 * 4;
  private static final int BUFFER = 64 * 1024;

  private final OrganisationId organisation;
  private final OrganisationKeys keys;
  private final Path folder;

  ImportedSound(OrganisationId organisation, OrganisationKeys keys, Path folder) {
    this.organisation = organisation;
    this.keys = keys;
    this.folder = folder;
  }

  /**
   * A sealed file.
   *
   * @param path in the folder of recordings
   * @param wrappedKey of nothing where there is no file
   * @param bytes of it
   */
  record Sealed(String path, byte[] wrappedKey, long bytes) {
    static final Sealed NOTHING = new Sealed("", new byte[0], 0);
  }

  /** Seals the WAV file {@code sound} of the recording {@code row}; closes it. */
  Sealed seal(JsonObject row, Instant startedAt, InputStream sound) throws IOException {
    try (sound) {
      var id = row.getString("id");
      var day = LocalDate.ofInstant(startedAt, ZoneOffset.UTC);
      var path = "%s/%s/%s.sealed".formatted(organisation, day, id);
      var file = folder.resolve(path);
      Files.deleteIfExists(file); // of an import that was cut off
      var key = keys.newDataKey(organisation, startedAt);
      sound.skipNBytes(WAV_HEADER);
      try (var writer = SealedWriter.create(file, key.key(), header(row).bytes(), SEGMENT)) {
        var buffer = new byte[BUFFER];
        for (int read = sound.read(buffer); read > 0; read = sound.read(buffer)) {
          writer.append(buffer, 0, read);
        }
      }
      return new Sealed(path, key.wrapped(), Files.size(file));
    }
  }

  /** What the parties were told is bound to the sound again. */
  private RecordingHeader header(JsonObject row) {
    var call = new CallId(row.getString("call_id"));
    var notice =
        Optional.ofNullable(row.getJsonObject("manifest").getJsonObject("notice"))
            .filter(said -> said.containsKey("policy"));
    return new RecordingHeader(row.getString("id"), organisation, call, notice, Map.of());
  }
}
