package io.pronto.media;

import java.net.InetAddress;

/**
 * From where a party signals, which is where its sound comes from as well if a NAT makes its
 * description wrong.
 *
 * @param host its own, its router's, or that of a proxy
 */
public record Origin(InetAddress host) {}
