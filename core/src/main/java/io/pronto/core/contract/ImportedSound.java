package io.pronto.core.contract;

import io.pronto.core.Id;
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
import java.util.Objects;
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
    /** No file. */
    static Sealed nothing(String path) {
      return new Sealed(path, new byte[0], 0);
    }
  }

  /**
   * Seals the WAV file {@code sound} of the recording {@code row}; closes it. Where a file is, or
   * would be, no archive has a say in.
   *
   * @throws ImportRefused when the row has no id of a recording; nothing was touched then
   */
  Sealed seal(JsonObject row, Instant startedAt, Optional<InputStream> sound)
      throws IOException, ImportRefused {
    var path = path(row, startedAt);
    return sound.isPresent() ? seal(row, startedAt, path, sound.get()) : Sealed.nothing(path);
  }

  private String path(JsonObject row, Instant startedAt) throws ImportRefused {
    var id = Objects.requireNonNullElse(row.getString("id"), "");
    var own = folder.resolve(organisation.value()).normalize();
    var path =
        "%s/%s/%s.sealed"
            .formatted(organisation, LocalDate.ofInstant(startedAt, ZoneOffset.UTC), id);
    if (!Id.is("rec", id) || !folder.resolve(path).normalize().startsWith(own)) {
      throw new ImportRefused("The archive was forged: no recording has the id " + id);
    }
    return path;
  }

  private Sealed seal(JsonObject row, Instant startedAt, String path, InputStream sound)
      throws IOException {
    try (sound) {
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
