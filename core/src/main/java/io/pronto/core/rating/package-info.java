/** What calls cost and what they are sold for: decks of rates, and the cheapest good way out. */
package io.pronto.core.rating;
