/** A number's way through a customer's hands: reserved, proved, ordered, active, given back. */
package io.pronto.core.rental;
