package io.pronto.media;

/**
 * One line {@code a=rtpmap} of SDP (RFC 8866, section 6.6) with its {@code a=fmtp}.
 *
 * @param payloadType the number in the RTP header, 0 to 127
 * @param encoding the encoding's name, such as {@code PCMA}; upper and lower case are the same
 * @param clockRate ticks of the RTP timestamp per second, above 0
 * @param channels audio channels, 1 or more
 * @param parameters what follows the payload type in {@code a=fmtp}; empty when there is none
 */
public record RtpFormat(
    int payloadType, String encoding, int clockRate, int channels, String parameters) {
  /** Refuses what cannot stand in an RTP header. */
  public RtpFormat {
    if (payloadType < 0 || payloadType > 127) {
      throw new IllegalArgumentException("Payload type " + payloadType + " is not 0 to 127");
    }
    if (encoding.isBlank() || clockRate <= 0 || channels <= 0) {
      throw new IllegalArgumentException(
          "Not an RTP format: " + encoding + '/' + clockRate + '/' + channels);
    }
  }

  /** A mono format without parameters. */
  public RtpFormat(int payloadType, String encoding, int clockRate) {
    this(payloadType, encoding, clockRate, 1, "");
  }

  /** Says whether both mean the same encoding, whatever their numbers and parameters. */
  public boolean sameEncoding(RtpFormat other) {
    return encoding.equalsIgnoreCase(other.encoding)
        && clockRate == other.clockRate
        && channels == other.channels;
  }

  /** Says whether this carries keys pressed (RFC 4733), not sound. */
  public boolean isTelephoneEvent() {
    return encoding.equalsIgnoreCase("telephone-event");
  }
}
