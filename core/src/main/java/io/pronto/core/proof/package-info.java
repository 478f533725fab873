/**
 * Chains taken out of the product, to be checked elsewhere by the public key alone: of what was
 * deleted, and of who changed what. An export is lines of JSON: a head that names the chain and the
 * key, a line for each link, and an end that is signed, without which it is not whole.
 */
package io.pronto.core.proof;
