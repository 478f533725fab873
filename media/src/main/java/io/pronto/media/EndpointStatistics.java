package io.pronto.media;

import java.util.OptionalDouble;

/**
 * The quality of one endpoint's stream since it was opened.
 *
 * @param packetsSent RTP packets sent to the peer, prompts included
 * @param bytesSent their bytes, from the RTP header on
 * @param packetsReceived valid RTP packets received from the peer
 * @param bytesReceived their bytes, from the RTP header on
 * @param lost packets that the peer sent and that never came (RFC 3550, appendix A.3), 0 or more
 * @param jitterMillis interarrival jitter now (RFC 3550, appendix A.8), milliseconds
 * @param roundTripMillis between us and the peer, by the peer's RTCP; absent until it reports
 * @param mos mean opinion score of what the peer sends, 1.0 to 4.5, estimated from loss and delay
 *     (ITU-T G.107 simplified); absent until a packet has come
 * @param strangers packets dropped because they came from another address than the peer's
 * @param malformed packets dropped because they were not RTP
 * @param refused packets of the peer dropped because their payload type was not agreed on, because
 *     the peer had been told not to send, or because more had to be decoded than sound comes in
 * @param forged packets dropped because they were not protected with the peer's key, or had come
 *     before (RFC 3711)
 * @param transcoded packets of the peer that were decoded and encoded anew for whom it talked to
 */
public record EndpointStatistics(
    long packetsSent,
    long bytesSent,
    long packetsReceived,
    long bytesReceived,
    long lost,
    double jitterMillis,
    OptionalDouble roundTripMillis,
    OptionalDouble mos,
    long strangers,
    long malformed,
    long refused,
    long forged,
    long transcoded) {}
