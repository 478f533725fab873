package io.pronto.media.relay;

import io.pronto.media.secure.SrtpKey;
import io.pronto.media.secure.SrtpKeys;
import io.pronto.media.secure.SrtpReceiver;
import io.pronto.media.secure.SrtpSender;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** How one peer's packets are protected, if at all. For the loop's thread. */
final class Protection {
  /** How many keys of offers are remembered, of which answers may take one after the other. */
  private static final int MOST = 16;

  private final Map<SrtpKey, SrtpSender> senders = new LinkedHashMap<>();
  private final Map<Heard, SrtpReceiver> receivers = new LinkedHashMap<>();
  private SrtpReceiver receiver;
  private SrtpSender sender;
  private boolean pending;

  private record Heard(SrtpKey key, int identifierBytes) {}

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
   * Protects with {@code agreed} from now on. Who comes back to a key goes on with it where it was,
   * whatever was spoken between: to begin anew would use its key stream a second time, and take
   * what was heard before for new.
   */
  void agree(Optional<Ready> agreed) {
    pending = false;
    receiver = agreed.map(this::receiver).orElse(null);
    sender = agreed.map(this::sender).orElse(null);
  }

  /** Lets nothing through until keys are agreed. */
  void await() {
    pending = true;
    receiver = null;
    sender = null;
  }

  /** Whether keys are still to be agreed. */
  boolean isPending() {
    return pending;
  }

  private SrtpReceiver receiver(Ready agreed) {
    var heard = new Heard(agreed.keys().theirs(), agreed.keys().identifierBytes());
    return kept(receivers, heard, agreed.receiver());
  }

  private SrtpSender sender(Ready agreed) {
    return kept(senders, agreed.keys().ours(), agreed.sender());
  }

  private static <K, V> V kept(Map<K, V> known, K key, V fresh) {
    if (!known.containsKey(key) && known.size() == MOST) {
      known.remove(known.keySet().iterator().next());
    }
    return known.computeIfAbsent(key, _ -> fresh);
  }

  boolean isOn() {
    return receiver != null || pending;
  }

  /** Opens a packet of the peer; false when it is not authentic. */
  boolean open(ByteBuffer packet) {
    return receiver == null ? !pending : receiver.open(packet);
  }

  /** Opens an RTCP packet of the peer; false when it is not authentic. */
  boolean openControl(ByteBuffer packet) {
    return receiver == null ? !pending : receiver.openControl(packet);
  }

  /** Makes a packet ready for the peer; false when it must not be sent. */
  boolean protect(ByteBuffer packet) {
    return sender == null ? !pending : sender.protect(packet);
  }

  /** Makes an RTCP packet ready for the peer; false when it must not be sent. */
  boolean protectControl(ByteBuffer packet) {
    return sender == null ? !pending : sender.protectControl(packet);
  }
}
