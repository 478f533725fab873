/**
 * An authority for tests and trials: it makes certificates that nobody else trusts, with which
 * calls can be signed and verified.
 */
package io.pronto.core.stir.authority;
