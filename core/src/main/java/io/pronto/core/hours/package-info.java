/** When calls are taken: weekly hours, public holidays, exceptions, a hand on the switch. */
package io.pronto.core.hours;
