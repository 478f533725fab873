package io.pronto.media;

import io.pronto.media.dtls.DtlsAssociation;
import io.pronto.media.ice.IceTerms;
import java.util.Optional;

/**
 * What was agreed with a peer whose keys come from a handshake on the path of the sound, such as a
 * browser. Until it is over nothing is heard or said.
 *
 * @param dtls who the peer is, and who begins
 * @param ice how the peer shows where it is; empty for one that is where its description says
 * @param source of all that the peer hears (SSRC; RFC 3550, section 3), as our description says
 */
public record Secured(DtlsAssociation dtls, Optional<IceTerms> ice, int source) {}
