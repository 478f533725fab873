/**
 * ICE-lite (RFC 8445, section 2.5): we have one address that everybody can reach and never ask, but
 * answer who asks. What asks and proves itself by the password of the session description is where
 * the sound goes. Nothing here knows sockets.
 */
package io.pronto.media.ice;
