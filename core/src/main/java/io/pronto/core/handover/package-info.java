/** Archives that are handed over to people by a link. */
package io.pronto.core.handover;
