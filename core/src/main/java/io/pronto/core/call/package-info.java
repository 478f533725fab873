/** Calls: what is kept of each, and how it is kept whatever happens. */
package io.pronto.core.call;
