/** Carriers and the trunks to them: how calls come in and go out. */
package io.pronto.core.carrier;
