/**
 * The packet path. One thread owns a call's sockets; per packet it allocates nothing, locks nothing
 * and logs nothing.
 *
 * <p>Every RTP port has two sockets. The <em>line</em> is connected to the peer, so that its
 * packets are cheap to read and the kernel keeps strangers out; the <em>door</em> is bound to the
 * same port and gets whatever comes from anybody else: the peer behind a NAT whose SDP names an
 * address of its own house, and strangers, who are counted and dropped. See {@link
 * io.pronto.media.relay.Latch} for how the line moves.
 */
package io.pronto.media.relay;
