/**
 * The life of a contract, from its trial to its end, and what becomes of an organisation's data
 * then: they are returned, if that is wanted, and erased; what law has the operator keep goes into
 * the sealed archive.
 */
package io.pronto.core.contract;
