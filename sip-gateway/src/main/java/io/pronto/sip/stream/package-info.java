/**
 * The sound of live calls, sent to servers of their organisations' by WebSocket (RFC 6455), in
 * messages that the README lists.
 */
package io.pronto.sip.stream;
