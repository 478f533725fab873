/**
 * HTTP and WebSockets to servers that a customer has named, which must not lead into the operator's
 * own network.
 */
package io.pronto.core.outbound;
