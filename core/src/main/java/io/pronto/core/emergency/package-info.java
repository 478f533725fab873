/** Calls for help: where the caller is, and by which ways they leave. */
package io.pronto.core.emergency;
