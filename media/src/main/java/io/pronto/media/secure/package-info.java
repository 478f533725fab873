/**
 * SRTP (RFC 3711): keys, from wherever they come (SDES in SDP, DTLS later), and what protects and
 * opens packets with them. On the packet path nothing is allocated: ciphers and digests are made
 * once per key and used again.
 */
package io.pronto.media.secure;
