/** What law has the operator keep and nobody read, but by the procedure for authorities. */
package io.pronto.core.archive;
