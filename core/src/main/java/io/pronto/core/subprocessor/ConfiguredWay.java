package io.pronto.core.subprocessor;

/**
 * A way by which the settings of a server let customers' data out of the product.
 *
 * @param key the setting that says to whom: {@code mail.subprocessor}
 * @param whereto what it leads to, without secrets
 */
public record ConfiguredWay(Use use, String key, String whereto, ProcessedBy processedBy) {}
