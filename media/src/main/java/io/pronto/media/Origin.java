package io.pronto.media;

import java.net.InetAddress;

/**
 * From where a party signals, which is where its sound comes from as well if a NAT makes its
 * description wrong.
 *
 * @param host its own, its router's, or that of a proxy
 * @param elsewhere whether its sound may come from other hosts than this one and the one that its
 *     description names, where nothing has come from these: right for phones, whose NAT may have
 *     many addresses, and not for carriers
 */
public record Origin(InetAddress host, boolean elsewhere) {}
