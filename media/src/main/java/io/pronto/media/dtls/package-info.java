/**
 * DTLS-SRTP (RFC 5763, RFC 5764): the two sides agree on SRTP keys in a handshake on the path of
 * the sound itself. Each shows a certificate that it has made for itself, and the session
 * description says which: whoever shows another is not who signed the description. The handshake is
 * BouncyCastle's; nothing here knows sockets.
 */
package io.pronto.media.dtls;
