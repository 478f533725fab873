/**
 * Measures Pronto against the programs that operators know, on the same load and the same machine:
 * ratios last where absolute figures drift. Run by the commands in {@code infra/bench}.
 */
package io.pronto.bench;
