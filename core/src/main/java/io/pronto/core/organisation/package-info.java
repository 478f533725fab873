/** The operator's customers. */
package io.pronto.core.organisation;
