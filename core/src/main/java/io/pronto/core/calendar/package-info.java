/** Public holidays, working days and the deadlines that are counted in them. */
package io.pronto.core.calendar;
