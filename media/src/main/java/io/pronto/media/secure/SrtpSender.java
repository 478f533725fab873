package io.pronto.media.secure;

import java.nio.ByteBuffer;

/**
 * Protects what we send with our key. Packets start at 0 and end at the limit, big-endian, and are
 * protected in place: their buffer has {@link SrtpProfile#MOST_ADDED} bytes to spare. For one
 * thread.
 *
 * <p>No key stream is ever used twice, whatever comes from the party whose sound it is: a packet
 * sent before is not sent again, and a source that begins anew goes on with higher sequence numbers
 * than it had (RFC 3711, section 9.1).
 */
public final class SrtpSender {
  private static final int ENCRYPTED = 0x8000_0000;

  private final SrtpProfile profile;
  private final SessionKey rtp;
  private final SessionKey rtcp;
  private final Sources sources = new Sources(Sources.MOST_SENT);
  private int controlIndex;

  /** Protects with {@code key}. */
  public SrtpSender(SrtpKey key) {
    this.profile = key.profile();
    this.rtp = SessionKey.rtp(key);
    this.rtcp = SessionKey.rtcp(key);
  }

  /**
   * Turns RTP into SRTP (RFC 3711, section 3.3), and may give it another sequence number; false
   * when it must not be sent: it was sent before, is too large, or there have been too many
   * sources.
   */
  public boolean protect(ByteBuffer packet) {
    int end = packet.limit();
    int payload = SrtpPacket.payload(packet, end);
    if (payload < 0 || end + profile.tagBytes() > packet.capacity()) {
      return false;
    }
    int id = SrtpPacket.source(packet);
    long index = next(id, SrtpPacket.sequence(packet));
    if (index < 0) {
      return false;
    }
    SrtpPacket.sequence(packet, (int) index);
    rtp.apply(packet, payload, end, id, index);
    packet.limit(end + profile.tagBytes());
    rtp.seal(packet, end, (int) (index >>> 16), profile.tagBytes());
    return true;
  }

  /** Turns RTCP into SRTCP (section 3.4); false when it is too large or there has been too much. */
  public boolean protectControl(ByteBuffer packet) {
    int end = packet.limit();
    if (end < SrtpPacket.CONTROL_HEADER
        || end + 4 + SrtpProfile.CONTROL_TAG_BYTES > packet.capacity()
        || controlIndex == Integer.MAX_VALUE) {
      return false;
    }
    controlIndex++;
    int id = SrtpPacket.controlSource(packet);
    rtcp.apply(packet, SrtpPacket.CONTROL_HEADER, end, id, controlIndex);
    packet.limit(end + 4 + SrtpProfile.CONTROL_TAG_BYTES);
    packet.putInt(end, ENCRYPTED | controlIndex);
    rtcp.seal(packet, end + 4, SrtpProfile.CONTROL_TAG_BYTES);
    return true;
  }

  /** The index under which a packet goes out; -1 for not at all. */
  private long next(int id, int sequence) {
    var source = sources.find(id);
    if (source == null) {
      return begin(id, sequence);
    }
    long index = source.index(sequence + source.offset & 0xFFFF);
    if (index <= source.highest() - Source.WINDOW) {
      return again(source, sequence);
    }
    source.expected = -1;
    if (source.isOld(index)) {
      return -1;
    }
    source.see(index);
    return index;
  }

  /**
   * A source begins with a low number, so that the peer does not miss its first rollover (RFC 4568,
   * section 6.4). Who forgot one could use its key stream again: so none is forgotten.
   */
  private long begin(int id, int sequence) {
    if (sources.isFull()) {
      return -1;
    }
    int first = sequence & 0x7FFF;
    var source = new Source(id, first);
    source.offset = first - sequence;
    source.see(first);
    sources.admit(source);
    return first;
  }

  /** Two packets in a row far behind: the source has begun anew (RFC 3550, appendix A.1). */
  private static long again(Source source, int sequence) {
    if (sequence != source.expected) {
      source.expected = sequence + 1 & 0xFFFF;
      return -1;
    }
    long index = source.highest() + 1;
    source.offset = (int) index - sequence;
    source.expected = -1;
    source.see(index);
    return index;
  }
}
