package io.pronto.core.completeness;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pronto.core.seal.MasterKey;
import io.vertx.core.buffer.Buffer;

/** What records of calls are hashed with, so that nobody guesses a number from a hash. */
public final class CallSecret {
  private CallSecret() {}

  /** The one of {@code master}, 32 bytes: always the same. */
  public static Buffer of(MasterKey master) {
    return Buffer.buffer(master.mac("records of calls".getBytes(UTF_8), "pronto call seals"));
  }
}
