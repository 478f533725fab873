/** Whom an organisation knows outside, and by which name callers are shown. */
package io.pronto.core.contact;
