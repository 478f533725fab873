/**
 * What people have said about calls: forwarding, lists of callers, a number's own rules; and what
 * rules can find about a call.
 */
package io.pronto.core.rules;
