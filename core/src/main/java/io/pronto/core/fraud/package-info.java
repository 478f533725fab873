/** What stops calls that somebody else is made to pay for: where calls may go, and breakers. */
package io.pronto.core.fraud;
