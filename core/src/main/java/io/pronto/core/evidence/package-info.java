/** What shows an organisation, in one archive, how its data are kept (GDPR art. 28(3)(h)). */
package io.pronto.core.evidence;
