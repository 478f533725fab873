package io.pronto.core.recording;

import io.pronto.core.call.CallId;
import io.pronto.core.manifest.EvidenceDiffers;
import io.pronto.core.manifest.Purpose;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.seal.BrokenSeal;
import io.pronto.core.seal.SealedFile;
import io.pronto.core.seal.SealedReader;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a recording's file says of itself, clear: whose it is, and not its key, so that a copy of it
 * is worth nothing once its row is gone; and what was known when it began, to which its sound is
 * bound: whoever changes a byte of it, or puts another file's in its place, has a file that does
 * not open.
 *
 * @param recording its id
 * @param notice evidence of what the parties were told; empty of a file that was begun before that
 *     was bound to it
 * @param legs ids of the legs that it began to hear, by {@code caller} and {@code called}
 * @param purpose what it is made for; empty of a file that was begun before that was said
 */
public record RecordingHeader(
    String recording,
    OrganisationId organisation,
    CallId call,
    Optional<JsonObject> notice,
    Map<String, String> legs,
    Optional<Purpose> purpose) {
  private static final Set<String> FIELDS = Set.of("recording", "organisation", "call");
  private static final String NOTICE = "notice";
  private static final String LEGS = "legs";

  /** Copies the map. */
  public RecordingHeader {
    legs = Map.copyOf(legs);
  }

  /** That of a file that does not say what it is made for. */
  public RecordingHeader(
      String recording,
      OrganisationId organisation,
      CallId call,
      Optional<JsonObject> notice,
      Map<String, String> legs) {
    this(recording, organisation, call, notice, legs, Optional.empty());
  }

  /** That of a file to which no evidence is bound. */
  public RecordingHeader(String recording, OrganisationId organisation, CallId call) {
    this(recording, organisation, call, Optional.empty(), Map.of());
  }

  /**
   * Reads that of {@code file}, for which nothing vouches before the file is opened; throws {@link
   * BrokenSeal} when it is no recording.
   */
  public static RecordingHeader of(Path file) throws IOException {
    return of(SealedFile.header(file), file.getFileName().toString());
  }

  /** Reads that of an open file, for which its key vouches; throws {@link BrokenSeal} as well. */
  static RecordingHeader of(SealedReader reader) {
    return of(reader.header(), "The file");
  }

  private static RecordingHeader of(byte[] bytes, String file) {
    try {
      var json = new JsonObject(Buffer.buffer(bytes));
      if (!json.fieldNames().containsAll(FIELDS)) {
        throw new DecodeException("Fields are missing");
      }
      return new RecordingHeader(
          json.getString("recording"),
          new OrganisationId(json.getString("organisation")),
          new CallId(json.getString("call")),
          Optional.ofNullable(json.getJsonObject(NOTICE)),
          legs(json.getJsonObject(LEGS, new JsonObject())),
          Purpose.in(json));
    } catch (DecodeException | IllegalArgumentException | ClassCastException e) {
      throw new BrokenSeal(file + " does not say whose recording it is");
    }
  }

  private static Map<String, String> legs(JsonObject json) {
    var legs = new TreeMap<String, String>();
    json.fieldNames().forEach(side -> legs.put(side, json.getString(side)));
    return legs;
  }

  /**
   * Compares it with what is known of {@code kept}, whose file says this of itself.
   *
   * @throws EvidenceDiffers when the file is another recording's, or the evidence that is kept of
   *     what the parties were told is not that which is bound to it
   */
  void vouchFor(Recording kept) {
    if (!recording.equals(kept.id()) || !organisation.equals(kept.organisation())) {
      throw new EvidenceDiffers("The file is that of another recording");
    }
    if (notice.isPresent()) {
      new Evidence(notice.get()).vouchFor(kept.manifest().notice());
    } else if (Evidence.isOfBound(kept.manifest())) {
      throw new EvidenceDiffers(
          "Evidence of what the parties were told is kept, and the recording was begun without");
    }
  }

  /** As it is written. */
  public byte[] bytes() {
    var json =
        new JsonObject()
            .put("recording", recording)
            .put("organisation", organisation.value())
            .put("call", call.value());
    notice.ifPresent(said -> json.put(NOTICE, said));
    if (!legs.isEmpty()) {
      json.put(LEGS, new JsonObject(new TreeMap<>(legs)));
    }
    purpose.ifPresent(what -> what.addTo(json));
    return json.toBuffer().getBytes();
  }
}
