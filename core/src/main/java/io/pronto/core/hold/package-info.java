/**
 * Legal holds: what is kept whatever its deadline says, by number, person or period, set and lifted
 * by two people each. What a hold is about is decided in SQL ({@code retention_held}), where every
 * sweep asks.
 */
package io.pronto.core.hold;
