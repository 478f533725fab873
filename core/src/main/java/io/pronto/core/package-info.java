/** What a telephone company knows: records, rules and their SQL. No SIP, no RTP, no HTTP. */
package io.pronto.core;
