package io.pronto.core.recording;

import io.pronto.core.Ground;
import io.pronto.core.Id;
import io.pronto.core.call.CallId;
import io.pronto.core.call.RecordingEntry;
import io.pronto.core.manifest.Content;
import io.pronto.core.manifest.Manifest;
import io.pronto.core.manifest.Packets;
import io.pronto.core.manifest.Purpose;
import io.pronto.core.manifest.TrackBuilder;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.seal.MasterKey;
import io.pronto.core.seal.OrganisationKeys;
import io.pronto.core.seal.SealedWriter;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A folder of recordings for a test, and what fills it. */
public final class Shelf {
  static final int SEGMENT = 12_800;
  static final String NUMBER = "+33123456789";
  static final String CALLER_LEG = Id.next("leg");
  static final String CALLED_LEG = Id.next("leg");

  /** What both parties were told, and have heard to its end. */
  static final JsonObject NOTICE =
      new JsonObject()
          .put("policy", "notice")
          .put("sha256", "ab")
          .put(
              "heard",
              new JsonObject()
                  .put("caller", new JsonObject().put("whole", true).put("frames", 150))
                  .put("called", new JsonObject().put("whole", true).put("frames", 150)));

  public final OrganisationId organisation = Ground.organisation();
  public final OrganisationKeys keys =
      new OrganisationKeys(Ground.database(), MasterKey.of(MasterKey.generate()));
  public final Path folder;
  public final RecordingFiles files;

  /** In {@code folder}, of a new organisation. */
  public Shelf(Path folder) {
    this.folder = folder;
    this.files = new RecordingFiles(folder, keys);
  }

  /** What they are made for. */
  static final Purpose PURPOSE = new Purpose(Purpose.Kind.OTHER, Optional.of("Threats"));

  /** Records {@code frames} samples of both channels, with or without an end. */
  RecordingEntry record(CallId call, byte[] frames, boolean ended) throws IOException {
    return record(call, frames, ended, Optional.empty());
  }

  /** The same, bound to what the parties were told, if {@code notice} is there. */
  RecordingEntry record(CallId call, byte[] frames, boolean ended, Optional<JsonObject> notice)
      throws IOException {
    var id = Id.next("rec");
    var file = "%s/2026-11-24/%s.sealed".formatted(organisation, id);
    var now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    var key = keys.newDataKey(organisation, now);
    var legs = Map.of("caller", CALLER_LEG, "called", CALLED_LEG);
    var header = new RecordingHeader(id, organisation, call, notice, legs, Optional.of(PURPOSE));
    var writer = SealedWriter.create(folder.resolve(file), key.key(), header.bytes(), SEGMENT);
    writer.append(frames, 0, frames.length);
    if (ended) {
      writer.close();
    } else {
      writer.abandon();
    }
    var wrapped = Base64.getEncoder().encodeToString(key.wrapped());
    return new RecordingEntry(id, NUMBER, "fr", true, file, wrapped, now, Optional.empty());
  }

  /** A recording that ended as it should, of {@code frames}; both parties had been told. */
  public Recording available(CallId call, byte[] frames) throws IOException {
    var entry = record(call, frames, true, Optional.of(NOTICE));
    var track = new TrackBuilder(RecordingAudio.RATE);
    track.add(Content.SOUND, frames.length / 4);
    var sound = track.track(new Packets(2, 2, 2));
    var manifest = new Manifest(true, sound, sound, List.of(), List.of(), Optional.of(NOTICE));
    var outcome =
        new RecordingEntry.Outcome(
            "available", Optional.empty(), sound.millis(), 123, manifest.json().encode());
    return Recording.of(organisation, call, entry.ended(outcome));
  }

  /** So many samples of both channels: left counts up, right counts down, both from 1. */
  public static byte[] frames(int count) {
    var bytes = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      bytes.putShort((short) (i % 30_000 + 1)).putShort((short) -(i % 30_000 + 1));
    }
    return bytes.array();
  }
}
