package io.pronto.core.recording;

import io.pronto.core.call.CallId;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.seal.BrokenSeal;
import io.pronto.core.seal.SealedFile;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/**
 * What a recording's file says of itself, clear: whose it is, and not its key, so that a copy of it
 * is worth nothing once its row is gone.
 *
 * @param recording its id
 */
public record RecordingHeader(String recording, OrganisationId organisation, CallId call) {
  private static final Set<String> FIELDS = Set.of("recording", "organisation", "call");

  /** Reads that of {@code file}; throws {@link BrokenSeal} when it is no recording. */
  public static RecordingHeader of(Path file) throws IOException {
    try {
      var json = new JsonObject(Buffer.buffer(SealedFile.header(file)));
      if (!json.fieldNames().containsAll(FIELDS)) {
        throw new DecodeException("Fields are missing");
      }
      return new RecordingHeader(
          json.getString("recording"),
          new OrganisationId(json.getString("organisation")),
          new CallId(json.getString("call")));
    } catch (DecodeException | IllegalArgumentException e) {
      throw new BrokenSeal(file.getFileName() + " does not say whose recording it is");
    }
  }

  /** As it is written. */
  public byte[] bytes() {
    return new JsonObject()
        .put("recording", recording)
        .put("organisation", organisation.value())
        .put("call", call.value())
        .toBuffer()
        .getBytes();
  }
}
