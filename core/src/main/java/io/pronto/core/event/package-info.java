/** Events: what happened to an organisation, in an order without gaps, for whoever follows it. */
package io.pronto.core.event;
