/** Audits that customers ask for (GDPR art. 28(3)(h)): one a year, asked sixty days ahead. */
package io.pronto.core.customeraudit;
