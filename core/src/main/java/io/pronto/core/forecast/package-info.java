/** What would become of a call that is not made, beyond its route. */
package io.pronto.core.forecast;
