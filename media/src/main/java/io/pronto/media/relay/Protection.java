package io.pronto.media.relay;

import io.pronto.media.secure.SrtpKeys;
import io.pronto.media.secure.SrtpReceiver;
import io.pronto.media.secure.SrtpSender;
import java.nio.ByteBuffer;
import java.util.Optional;

/** How one peer's packets are protected, if at all. For the loop's thread. */
final class Protection {
  private Optional<SrtpKeys> keys = Optional.empty();
  private SrtpReceiver receiver;
  private SrtpSender sender;

  /** Keys ready for use: to derive them takes too long for a thread on which packets wait. */
  record Ready(SrtpKeys keys, SrtpReceiver receiver, SrtpSender sender) {
    static Ready of(SrtpKeys keys) {
      return new Ready(
          keys,
          new SrtpReceiver(keys.theirs(), keys.identifierBytes()),
          new SrtpSender(keys.ours()));
    }
  }

  /**
   * Protects with {@code agreed} from now on. Who keeps a key goes on with it where it was: to
   * begin anew would use its key stream a second time.
   */
  void agree(Optional<Ready> agreed) {
    if (agreed.isEmpty()) {
      receiver = null;
      sender = null;
    } else {
      renew(agreed.get());
    }
    keys = agreed.map(Ready::keys);
  }

  private void renew(Ready agreed) {
    if (keys.filter(before -> hears(before, agreed.keys())).isEmpty()) {
      receiver = agreed.receiver();
    }
    if (keys.filter(before -> before.ours().equals(agreed.keys().ours())).isEmpty()) {
      sender = agreed.sender();
    }
  }

  boolean isOn() {
    return receiver != null;
  }

  /** Opens a packet of the peer; false when it is not authentic. */
  boolean open(ByteBuffer packet) {
    return receiver == null || receiver.open(packet);
  }

  /** Opens an RTCP packet of the peer; false when it is not authentic. */
  boolean openControl(ByteBuffer packet) {
    return receiver == null || receiver.openControl(packet);
  }

  /** Makes a packet ready for the peer; false when it must not be sent. */
  boolean protect(ByteBuffer packet) {
    return sender == null || sender.protect(packet);
  }

  /** Makes an RTCP packet ready for the peer; false when it must not be sent. */
  boolean protectControl(ByteBuffer packet) {
    return sender == null || sender.protectControl(packet);
  }

  private static boolean hears(SrtpKeys before, SrtpKeys agreed) {
    return before.theirs().equals(agreed.theirs())
        && before.identifierBytes() == agreed.identifierBytes();
  }
}
