package io.pronto.core.archive;

import io.pronto.core.seal.MasterKey;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/** Opens what is in the sealed archive for tests: nobody else does but for an authority. */
public final class OpenedArchive {
  private final SealedArchive archive;

  /** Of what {@code master} has sealed. */
  public OpenedArchive(MasterKey master) {
    archive = new SealedArchive(master);
  }

  /** What was sealed under {@code id}. */
  public JsonObject open(String id, Buffer sealed) {
    return archive.open(id, sealed);
  }
}
