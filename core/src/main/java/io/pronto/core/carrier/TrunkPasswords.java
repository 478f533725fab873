package io.pronto.core.carrier;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pronto.core.seal.MasterKey;
import io.vertx.core.buffer.Buffer;

/** The passwords by which we register with carriers, kept under the master key. */
public final class TrunkPasswords {
  private final MasterKey master;

  /** Seals and opens by {@code master}. */
  public TrunkPasswords(MasterKey master) {
    this.master = master;
  }

  /** What is kept of {@code password}: only the trunk of that id can use it. */
  public Buffer seal(String trunkId, String password) {
    return Buffer.buffer(master.seal(password.getBytes(UTF_8), context(trunkId)));
  }

  /**
   * The password of {@code registration}.
   *
   * @throws io.pronto.core.seal.WrongMasterKey when another key, or another trunk's, has sealed it
   */
  public String open(String trunkId, TrunkAuthentication.ByRegistration registration) {
    return new String(
        master.open(
            registration.sealedPassword().getBytes(),
            context(trunkId),
            "the password of trunk " + trunkId),
        UTF_8);
  }

  private static byte[] context(String trunkId) {
    return ("trunk password " + trunkId).getBytes(UTF_8);
  }
}
