/**
 * Proof of what was deleted: certificates that say what, how much, of which time, by which rule and
 * when, and nothing of what it said. They are chained by hashes, one chain for each organisation
 * and one for the operator, and signed, so that anybody who has the public key can check them.
 */
package io.pronto.core.destruction;
