/** Breaches of personal data: the register, and its clock (GDPR art. 33). */
package io.pronto.core.breach;
