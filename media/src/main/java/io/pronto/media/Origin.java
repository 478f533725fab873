package io.pronto.media;

import java.net.InetAddress;

/**
 * From where a party signals, which is where its sound comes from as well if a NAT makes its
 * description wrong.
 *
 * @param host its own, its router's, or that of a proxy
 * @param elsewhere whether its sound may come from a third host, where nothing has come from this
 *     one nor from the one that its description names, even if these two are one: right for calls
 *     for help. Where they are two, a NAT with many addresses or media servers lie in between, and
 *     it may in any call.
 */
public record Origin(InetAddress host, boolean elsewhere) {}
