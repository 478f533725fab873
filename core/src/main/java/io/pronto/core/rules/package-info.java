/** What people have said about calls: forwarding, lists of callers, a number's own rules. */
package io.pronto.core.rules;
