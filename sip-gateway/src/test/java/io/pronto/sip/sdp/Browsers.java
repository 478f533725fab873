package io.pronto.sip.sdp;

import io.pronto.core.MediaEncryption;

/** What browsers write. */
final class Browsers {
  static final String CERTIFICATE =
      "05:B8:2B:FD:70:B0:D7:E5:01:1C:9A:06:F8:60:53:34:AE:2B:B6:D9:D2:7A:9C:D8:9D:33:36:08:36:1B:D3:D1";
  static final String OTHER_CERTIFICATE = CERTIFICATE.replace("D1", "D2");

  /** Chromium 156, with a camera as well; candidates are to follow. */
  static final String CHROMIUM =
      """
      v=0
      o=- 4611731400430051336 2 IN IP4 127.0.0.1
      s=-
      t=0 0
      a=group:BUNDLE 0 1
      a=extmap-allow-mixed
      a=msid-semantic: WMS ecda4c43
      m=audio 9 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126
      c=IN IP4 0.0.0.0
      a=rtcp:9 IN IP4 0.0.0.0
      a=ice-ufrag:RdpG
      a=ice-pwd:2i12+sc60a03ctKbJVeloIHn
      a=ice-options:trickle
      a=fingerprint:sha-256 %s
      a=setup:actpass
      a=mid:0
      a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid
      a=sendrecv
      a=msid:ecda4c43 d3af18c6
      a=rtcp-mux
      a=rtcp-rsize
      a=rtpmap:111 opus/48000/2
      a=rtcp-fb:111 transport-cc
      a=fmtp:111 minptime=10;useinbandfec=1
      a=rtpmap:63 red/48000/2
      a=fmtp:63 111/111
      a=rtpmap:9 G722/8000
      a=rtpmap:0 PCMU/8000
      a=rtpmap:8 PCMA/8000
      a=rtpmap:13 CN/8000
      a=rtpmap:110 telephone-event/48000
      a=rtpmap:126 telephone-event/8000
      a=ssrc:2467571530 cname:rXYT7d9Y
      m=video 9 UDP/TLS/RTP/SAVPF 96
      c=IN IP4 0.0.0.0
      a=ice-ufrag:RdpG
      a=ice-pwd:2i12+sc60a03ctKbJVeloIHn
      a=fingerprint:sha-256 %s
      a=setup:actpass
      a=mid:1
      a=recvonly
      a=rtcp-mux
      a=rtpmap:96 VP8/90000
      """
          .formatted(CERTIFICATE, CERTIFICATE);

  /** Firefox writes its certificate once, and its candidates when it has them. */
  static final String FIREFOX =
      """
      v=0
      o=mozilla...THIS_IS_SDPARTA-99.0 5813171452362425812 0 IN IP4 0.0.0.0
      s=-
      t=0 0
      a=fingerprint:sha-256 %s
      a=group:BUNDLE 0
      a=ice-options:trickle
      a=msid-semantic:WMS *
      m=audio 54609 UDP/TLS/RTP/SAVPF 109 9 0 8 101
      c=IN IP4 192.0.2.7
      a=candidate:0 1 UDP 2122252543 192.0.2.7 54609 typ host
      a=candidate:1 1 UDP 2122187007 d1b0.local 54610 typ host
      a=sendrecv
      a=end-of-candidates
      a=ice-pwd:2d58c0a3c2b3fa8aa5d44c0c1b8b7d8e
      a=ice-ufrag:8f4c2b1d
      a=mid:0
      a=rtcp-mux
      a=rtpmap:109 opus/48000/2
      a=rtpmap:9 G722/8000/1
      a=rtpmap:0 PCMU/8000
      a=rtpmap:8 PCMA/8000
      a=rtpmap:101 telephone-event/8000
      a=setup:actpass
      """
          .formatted(CERTIFICATE);

  private Browsers() {}

  static Audio audio(String text) throws BadSdp, NotAcceptable {
    var description = SessionDescription.parse(text);
    int index = Streams.indexIn(description, MediaEncryption.OPTIONAL);
    return Audio.of(description, index, MediaEncryption.OPTIONAL);
  }
}
