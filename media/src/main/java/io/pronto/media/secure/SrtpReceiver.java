package io.pronto.media.secure;

import java.nio.ByteBuffer;

/**
 * Opens what a peer protects with its key. Packets start at 0 and end at the limit, big-endian, and
 * are opened in place. For one thread.
 */
public final class SrtpReceiver {
  private static final int ENCRYPTED = 0x8000_0000;

  private final SrtpProfile profile;
  private final int identifierBytes;
  private final SessionKey rtp;
  private final SessionKey rtcp;
  private final Sources sources = new Sources(Sources.MOST);
  private final Sources controlSources = new Sources(Sources.MOST);

  /**
   * Opens what is protected with {@code key}.
   *
   * @param identifierBytes of the master key identifier in each packet, 0 to 128
   */
  public SrtpReceiver(SrtpKey key, int identifierBytes) {
    this.profile = key.profile();
    this.identifierBytes = identifierBytes;
    this.rtp = SessionKey.rtp(key);
    this.rtcp = SessionKey.rtcp(key);
  }

  /**
   * Turns SRTP into RTP (RFC 3711, section 3.3); false, and the packet is as it was, when it is not
   * authentic, has been opened before, or is too old for that to be known.
   */
  public boolean open(ByteBuffer packet) {
    int end = packet.limit() - profile.tagBytes() - identifierBytes;
    int payload = SrtpPacket.payload(packet, end);
    if (payload < 0) {
      return false;
    }
    int id = SrtpPacket.source(packet);
    int sequence = SrtpPacket.sequence(packet);
    var source = sources.find(id);
    long index = source == null ? first(packet, end, sequence) : source.index(sequence);
    if (index < 0 || source != null && (source.isOld(index) || !isAuthentic(packet, end, index))) {
      return false;
    }
    rtp.apply(packet, payload, end, id, index);
    see(sources, source, id, index);
    packet.limit(end);
    return true;
  }

  /** Turns SRTCP into RTCP (section 3.4), or not, as {@link #open} does. */
  public boolean openControl(ByteBuffer packet) {
    int tag = packet.limit() - SrtpProfile.CONTROL_TAG_BYTES;
    int end = tag - identifierBytes;
    if (end - 4 < SrtpPacket.CONTROL_HEADER) {
      return false;
    }
    int word = packet.getInt(end - 4);
    long index = word & ~ENCRYPTED;
    int id = SrtpPacket.controlSource(packet);
    var source = controlSources.find(id);
    if (source != null && source.isOld(index)
        || !rtcp.isSealed(packet, end, tag, SrtpProfile.CONTROL_TAG_BYTES)) {
      return false;
    }
    if ((word & ENCRYPTED) != 0) {
      rtcp.apply(packet, SrtpPacket.CONTROL_HEADER, end - 4, id, index);
    }
    see(controlSources, source, id, index);
    packet.limit(end - 4);
    return true;
  }

  /**
   * The index of the first packet of a source, -1 when it is not authentic. It may have come after
   * those with which the sequence numbers began anew.
   */
  private long first(ByteBuffer packet, int end, int sequence) {
    if (isAuthentic(packet, end, sequence)) {
      return sequence;
    }
    long later = 0x10000 | sequence;
    return sequence < 0x8000 && isAuthentic(packet, end, later) ? later : -1;
  }

  private boolean isAuthentic(ByteBuffer packet, int end, long index) {
    int rollovers = (int) (index >>> 16);
    int tag = packet.limit() - profile.tagBytes();
    return rtp.isSealed(packet, end, rollovers, tag, profile.tagBytes());
  }

  private static void see(Sources sources, Source known, int id, long index) {
    var source = known;
    if (source == null) {
      source = new Source(id, index);
      sources.admit(source);
    }
    source.see(index);
  }
}
