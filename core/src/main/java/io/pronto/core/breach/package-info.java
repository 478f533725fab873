/**
 * Breaches of personal data: the register and its clock (GDPR art. 33), whom each affects by the
 * log of accesses, and drafts of what is to be written about it.
 */
package io.pronto.core.breach;
